"""The words of the report that mean something else elsewhere, each with what it means here."""

from pipeline.statistics.intervals import FEWEST_CLUSTERS

TERMS: tuple[tuple[str, str], ...] = (
    (
        "Passage",
        "A stretch of one speaker's turn that makes one point, mostly one to five sentences. Passages are what is coded and "
        "counted.",
    ),
    (
        "Given",
        "A passage was given a code: the model was sure enough of it, or people decided so. Counts are counts of these.",
    ),
    (
        "Abstained, left open",
        "The model found the code probable, but not surely enough to give it. Such a code counts as not given until a person "
        "decides.",
    ),
    (
        "Share",
        "The part of a group's passages that speaks of the code. It adds up the model's probabilities over all of them, unsure "
        "ones too, and so differs from the count of those given it.",
    ),
    (
        "Interval",
        "The limits beside a share. Where an audit corrects the share, a 95 % interval: of a hundred audits like it, about 95 "
        "give limits that hold the share that coding everything by hand would find. Without an audit the limits only tell how "
        "far interviews differ, and promise nothing (no coverage is claimed). On fewer than "
        f"{FEWEST_CLUSTERS} interviews there are none.",
    ),
    (
        "Uncorrected",
        "The model's own figure, with its errors in it; no coding by hand was used to put it right.",
    ),
    (
        "Lift, doublings",
        "A lift of 2: twice as often as chance would have it; 1 is as often as chance. Doublings are the same on another scale "
        "(log2): one doubling is twice as often, two are four times, three eight times.",
    ),
    (
        "Held-out interviews, judging models",
        "A model may not be judged on what it has read. Judging models are made like the model in use but without some "
        "interviews, which are held out, and are judged on these.",
    ),
    (
        "Declared sample",
        "How the interviews came to be in the archive, as the project's settings say. Only a sample drawn by chance supports "
        "statements on more people than those interviewed.",
    ),
    (
        "Audit",
        "A random sample of this archive's passages that people coded without seeing the model's codes. By it the model's "
        "errors are measured and shares corrected.",
    ),
)

"""The finished archive goes in, the parts of the report with its figures come out, each with how to read it and how not."""

from pipeline.export.facts import Archive
from pipeline.export.tables import tables
from pipeline.figures.made import figures
from pipeline.figures.meeting import MEETING
from pipeline.figures.reading import READING
from pipeline.figures.shares import CODES, CROSSED, FRAMINGS
from pipeline.figures.talking import TALKING
from pipeline.figures.words import WORDS
from pipeline.report.figure_part import none_of, part_of, reading_of, section_of
from pipeline.report.learnt import learning, reliability
from pipeline.report.section import Section, SectionMaker
from pipeline.statistics.cooccurrence import FEWEST_MEETINGS
from pipeline.statistics.corpus import Arrays
from pipeline.statistics.intervals import FEWEST_CLUSTERS
from pipeline.statistics.keyness import FEWEST_INTERVIEWS, FEWEST_SPEAKERS
from pipeline.statistics.readings import read

LIMITS = (
    "A dot is a share; a thick line is its interval, a thin one only the spread between interviews, without any promise. "
    "Where there are too few interviews for either, the counts stand in their place."
)


def codes(archive: Archive, data: Arrays) -> Section | None:
    """Codes by what people are told apart by."""
    return section_of(
        archive,
        CODES,
        title="How often each group speaks of each code",
        sentence=(
            f"Compare the dots of one panel. {LIMITS} A difference between groups is not an effect of the group: people in "
            "different roles, cases or sites may have been asked different questions, and the model may read them "
            "unequally well."
        ),
    )


def framings(archive: Archive, data: Arrays) -> Section | None:
    """Framings, always apart by what they are about."""
    return section_of(
        archive,
        FRAMINGS,
        title="How people present themselves, and how they present others",
        sentence=(
            f"How speakers present themselves and what they ascribe to others are different findings, and are never added "
            f"up. {LIMITS} "
            "A framing is how somebody puts it in this passage, not what they are."
        ),
    )


def crossed(archive: Archive, data: Arrays) -> Section | None:
    """Codes that qualify another, apart for each code that they qualify."""
    return section_of(
        archive,
        CROSSED,
        title="Which way it goes, code by code",
        sentence=(
            f"Among the passages with one code, the share of each code that qualifies it. {LIMITS} The passages differ "
            "from panel to panel: do not compare their numbers, only their shares."
        ),
        titled=True,
    )


def readings(archive: Archive, data: Arrays) -> Section | None:
    """What published studies would read into it, for those to whom their conditions apply."""
    if archive.facts.shared or not archive.codebook.readings:
        return None
    drawn = {d.figure.table: d for d in figures(archive) if d.figure.part == READING}
    made = [t for t in tables(archive) if t.name.startswith("reading_")]
    results = [read(archive.passages, archive.codebook, reading=reading) for reading in archive.codebook.readings]
    shown = [reading_of(r, drawn.get(t.name), archive.codebook) for r, t in zip(results, made, strict=True)]
    return Section(
        id="figures-reading",
        title="What a published study would read into this",
        sentence=(
            "An interpretation of one study, shown beside the codes really found and never in their place. It holds only "
            "for those to whom the study's own conditions apply, and says nothing of anybody else. A thin line is a spread that "
            "promises nothing: for one person, between that person's passages. All of them together have one only from "
            f"{FEWEST_CLUSTERS} speakers and interviews on; with fewer there are counts."
        ),
        html=part_of(readings=shown),
    )


def meeting(archive: Archive, data: Arrays) -> Section | None:
    """Which codes meet."""
    title = "Which codes meet in one passage"
    made = section_of(
        archive,
        MEETING,
        title=title,
        sentence=(
            "Each cell: how many times as often as chance two codes stand in one passage (lift); blue above 1, brown below, bold "
            "where its spread between interviews leaves out 1. A cell is empty where no spread can be given, for which codes "
            f"must meet in {FEWEST_MEETINGS} interviews that share no case or person. The codes are as assigned, uncorrected; "
            "among so many cells some are bold by chance alone; and that two codes meet is not that one brings the other."
        ),
    )
    return made or none_of(
        "figures-meeting",
        title=title,
        line=(
            f"No lift of two codes has a spread: that takes {FEWEST_CLUSTERS} interviews, and codes that meet in "
            f"{FEWEST_MEETINGS} of them."
        ),
    )


def words(archive: Archive, data: Arrays) -> Section | None:
    """Which words mark a code."""
    return section_of(
        archive,
        WORDS,
        title="The words that mark each code",
        sentence=(
            "The longer the bar, the more interviews say the word in passages with the code than in those without it, as "
            "doublings "
            f"(log2 of the ratio). Only words of {FEWEST_SPEAKERS} speakers and {FEWEST_INTERVIEWS} interviews or more. "
            f"These are words to begin "
            "reading from: the model codes by words too, so they do not show what the code means to people."
        ),
    )


def talking(archive: Archive, data: Arrays) -> Section | None:
    """Who talks and who asks."""
    return section_of(
        archive,
        TALKING,
        title="Who talks, and who asks whom",
        sentence=(
            "Counted from the transcripts themselves: no model plays a part. Shares have an interval only where the declared "
            "sample supports one. Who asks whom is shaded row by row, for the share of the asker's questions: compare cells "
            "of one row. Who talks much need not have much say, and interviewers talk as an interview has them talk."
        ),
        titled=True,
    )


FIGURES: tuple[SectionMaker, ...] = (codes, framings, crossed, readings, meeting, words, talking, learning, reliability)

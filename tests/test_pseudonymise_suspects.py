"""Words that nothing masked and that a person should look at, each with its reason; ordinary talk gives none."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.records import Event, Finding, Utterance
from pipeline.pseudonymise.suspects import RISK, suspect_findings

POOR = "so yeah we were all there and "  # small letters throughout: case says nothing


def said(text: str) -> tuple[Utterance, ...]:
    return (Utterance(speaker=None, start_s=None, end_s=None, text=text),)


def suspects(text: str, *, findings: tuple[Finding, ...] = (), events: tuple[Event, ...] = ()) -> list[tuple[str, str]]:
    found = suspect_findings(said(text), findings=findings, events=events)
    return [(text[f.start : f.end], f.layer) for f in found]


@pytest.mark.parametrize(
    ("text", "suspect", "why"),
    [
        ("I went down to see Wrexley about it.", "Wrexley", "unknown word with a capital"),
        (f"{POOR}then bexlethwaite came", "bexlethwaite", "unknown word"),
        (f"{POOR}i told grace about it", "grace", "name that is also a word, where names stand"),
        (f"{POOR}i went with dawn to it", "dawn", "name that is also a word, where names stand"),
        (f"{POOR}my brother will came back", "will", "name that is also a word, where names stand"),
        (f"{POOR}we went to bath for it", "bath", "place that is also a word"),
        (f"{POOR}it was at larkspur house then", "larkspur house", "body or place by its last word"),
        ("Hazel's staff, as far as they go.", "Hazel", "name at the start of a sentence"),
        ("We did it with the Gardening lot.", "Gardening", "capital inside a sentence"),
        ("We did the Moving Forward course.", "Moving Forward", "capitals inside a sentence"),
        ("It says 900461 on the lid.", "900461", "six digits or more"),
        ("It says 4471 on the lid.", "4471", "four or five digits"),
        ("It was four nine two one, I think.", "four nine two one", "four or five digits"),
        ("It's spelled K-R-Y-S, like that.", "K-R-Y-S", "spelled out letter by letter"),
        ("The coroner wrote to us.", "coroner", "rare post"),
        ("I asked the head of midwifery.", "head of midwifery", "rare post"),
    ],
)
def test_a_suspect_has_its_reason(text: str, suspect: str, why: str) -> None:
    assert (suspect, why) in suspects(text)


@pytest.mark.parametrize(
    "text",
    [
        "We met on Tuesday in March 2019, and again in 2021, the NHS and the CPN.",
        "I'm a Peer Support Worker in the Recovery College. It cost £1,500, or 1500 pounds.",
        "It took 1200 words, at 10.30, and about 2000 people came.",
        "Mark my words, I hope so. Will you go? Grant funding ended.",
        "We filled in the payslips on a flipchart, sooo boring, hmmmm.",
        f"{POOR}it will be fine i hope and we may mark it",
        f"{POOR}in the end it was the house on the road",
    ],
)
def test_ordinary_talk_gives_none(text: str) -> None:
    assert suspects(text) == []


def test_what_is_masked_or_marked_is_no_suspect() -> None:
    text = "I went down to see Wrexley [Wrexley laughs] about [Name ABC234] it."
    finding = Finding(utterance=0, start=19, end=26, type="PERSON", layer="cues", confidence=0.8)
    event = Event(utterance=0, start=27, end=43, kind="laughs")
    assert suspects(text, findings=(finding,), events=(event,)) == []
    assert len(suspects(text)) == 2


def test_a_short_line_is_read_as_the_rest_of_its_transcript() -> None:
    lines = ["so yeah we were all there and then it rained", "wrexley bexlethwaite"]
    utterances = tuple(Utterance(speaker=None, start_s=None, end_s=None, text=line) for line in lines)
    assert [f.utterance for f in suspect_findings(utterances, findings=(), events=())] == [1, 1]
    assert suspect_findings(utterances[1:], findings=(), events=()) == ()


def test_no_suspect_is_as_sure_as_a_finding() -> None:
    assert all(0 < risk < 1 for risk in RISK.values())
    found = suspect_findings(said("I went down to see Wrexley, 900461."), findings=(), events=())
    assert [f.confidence for f in found] == [RISK[f.layer] / 2 for f in found]
    assert all(f.confidence < 0.5 for f in found)


WORDS = st.sampled_from(
    ["Wrexley", "hope", "Grace", "900461", "the", "Head of", "Moving", "-", "K-R-Y-S", "bath.", "1999"]
)


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_suspects_lie_in_the_text_in_order_and_apart(text: str) -> None:
    found = suspect_findings(said(text), findings=(), events=())
    places = [(f.start, f.end) for f in found]
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert all(a[1] <= b[0] for a, b in pairwise(places))

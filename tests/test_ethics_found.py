"""What was replaced is counted by type, layer and transcript; words are not needed for it."""

from collections import Counter

import pytest

from data_schemas.records import Pseudonymised, Redaction, Utterance
from pipeline.ethics.found import (
    Disagreement,
    Found,
    Shape,
    TranscriptCount,
    found_in,
    reasons_of,
    shape_of,
    transcript_count,
)


def redaction(
    type: str, *layers: str, types: tuple[str, ...] = (), flag: str = "", surrogate: str = "[Name AAAAAA]"
) -> Redaction:
    return Redaction(
        utterance=0, start=0, end=len(surrogate), type=type, surrogate=surrogate, layers=layers, types=types, flag=flag
    )


def record(*redactions: Redaction, doc_id: str = "D1", speaker: str | None = None) -> Pseudonymised:
    said = Utterance(speaker=speaker, start_s=None, end_s=None, text="[Name AAAAAA] came.")
    return Pseudonymised(doc_id=doc_id, utterances=(said,), events=(), redactions=redactions)


MADE = (
    redaction("PERSON", "archive", "entities", "names"),
    redaction("PERSON", "archive", "rare", types=("PERSON", "LOCATION"), flag="possibly the same"),
    redaction("PERSON", "archive"),
    redaction("DATE", "dates"),
    redaction("HOSPITAL", "places", "entities", types=("HOSPITAL", "ORG", "PERSON")),
)


def counted() -> Found:
    return found_in(
        Counter(map(shape_of, MADE)), transcripts=[transcript_count(record(*MADE), document="PSW-1", words=100)]
    )


def test_types_and_layers_are_counted() -> None:
    found = counted()
    assert found.total == 5
    assert [(t.type, t.total) for t in found.by_type] == [("PERSON", 3), ("DATE", 1), ("HOSPITAL", 1)]
    assert found.by_type[0].found_by == {"archive": 3, "entities": 1, "names": 1, "rare": 1}
    assert [(c.layer, c.total) for c in found.by_layer] == [
        ("archive", 3),
        ("entities", 2),
        ("dates", 1),
        ("names", 1),
        ("places", 1),
        ("rare", 1),
    ]
    assert found.by_layer[1].replaced_as == {"HOSPITAL": 1, "PERSON": 1}


def test_the_search_of_the_archive_is_no_evidence_of_its_own() -> None:
    found = counted()
    assert found.one_layer_only == 2  # the rare word, though the search repeats it, and the date
    assert found.search_only == 1


def test_disagreements_are_pairs_of_types() -> None:
    found = counted()
    assert found.disagreeing == 2
    assert found.disagreements == (
        Disagreement(replaced_as="HOSPITAL", also_taken_for="ORG", count=1),
        Disagreement(replaced_as="HOSPITAL", also_taken_for="PERSON", count=1),
        Disagreement(replaced_as="PERSON", also_taken_for="LOCATION", count=1),
    )
    assert (found.flagged, found.flags) == (1, {"possibly the same": 1})


@pytest.mark.parametrize(
    ("flag", "reasons"),
    [
        ("", ()),
        ("fits several people", ("fits several people",)),
        (
            "fits several people; one letter off another name: [Name K7Q2M4]",
            ("fits several people", "one letter off another name"),
        ),
    ],
)
def test_a_flag_gives_reasons_and_names_nobody(flag: str, reasons: tuple[str, ...]) -> None:
    assert reasons_of(flag) == reasons


def test_one_transcript_on_its_own() -> None:
    assert counted().by_transcript == (
        TranscriptCount(
            document="PSW-1",
            words=100,
            total=5,
            by_type={"PERSON": 3, "DATE": 1, "HOSPITAL": 1},
            one_layer_only=2,
            disagreements=2,
            flagged=1,
        ),
    )


@pytest.mark.parametrize("order", [MADE, MADE[::-1]])
def test_no_order_changes_anything(order: tuple[Redaction, ...]) -> None:
    shapes = Counter(map(shape_of, order))
    assert repr(found_in(shapes, transcripts=())) == repr(found_in(Counter(map(shape_of, MADE)), transcripts=()))


def test_an_empty_archive() -> None:
    nothing: Counter[Shape] = Counter()
    assert found_in(nothing, transcripts=()).total == 0

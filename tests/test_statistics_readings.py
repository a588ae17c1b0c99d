"""A published reading applies under its own conditions, and says why where it does not."""

from dataclasses import replace

import pytest

from pipeline.coded import CodedPassage
from pipeline.statistics.readings import ReadingResult, read
from tests.test_statistics_corpus import CODEBOOK, passage

ABOUT_SELF = {"about": ("self",)}


def reading(passages: list[CodedPassage]) -> ReadingResult:
    return read(passages, CODEBOOK, reading=CODEBOOK.readings[0])


def five(**changes: object) -> list[CodedPassage]:
    """Five framing passages about oneself: three expert, one rejected, one half expert and half rejected."""
    framed = [
        {"voice": ("expert",)},
        {"voice": ("expert",)},
        {"identity": ("expert",)},
        {"identity": ("rejected",)},
        {"voice": ("rejected",), "identity": ("expert",), "power_face": ("ideological",)},
    ]
    return [passage(i, codes=codes | ABOUT_SELF, **changes) for i, codes in enumerate(framed)]  # type: ignore[arg-type]


def test_a_speaker_who_qualifies_is_read_beside_what_was_found() -> None:
    result = reading([*five(), passage(9, codes={"power_face": ("ideological",), "stance": ("imposed",)})])
    speaker = result.speakers[0]
    assert (speaker.name, speaker.of, speaker.coded) == ("[Name AAAAAA]", 5, 6)
    read_as = [(r.code.form, r.passages, r.share) for r in speaker.read]
    assert read_as == [("neutralized", 0, 0.0), ("enhanced", 4, 0.7), ("tokenistic", 2, 0.3)]
    found = {b.code.id: b.passages for b in speaker.beside}
    assert found == {"decision_making": 0, "non_decision_making": 0, "ideological": 2, "imposed": 1, "leveraged": 0}


def test_one_speakers_interval_is_wilsons() -> None:
    interval = reading(five()).speakers[0].read[1].interval
    assert interval is not None
    # by hand: (.7 + z2/10 -+ z sqrt(.21/5 + z2/100)) / (1 + z2/5), z2 = 3.841458820694124
    assert interval.low == pytest.approx(0.298791, abs=1e-6)
    assert interval.high == pytest.approx(0.927416, abs=1e-6)


@pytest.mark.parametrize(
    ("passages", "reason"),
    [
        (five(role_group="professional"), "role group is professional, not service user or peer"),
        (five(formally_employed=None), "not marked as formally employed"),
        (five(formally_employed=False), "not marked as formally employed"),
        (five()[:4], "4 framing passages about self, fewer than 5"),
        (five()[:2] * 3, "framings in 1 of the 3 dimensions read, fewer than 2"),
        (
            [passage(i, codes={"voice": ("expert",), "about": ("other",)}) for i in range(9)],
            "0 framing passages about self, fewer than 5",
        ),
    ],
)
def test_a_speaker_who_does_not_qualify_is_listed_with_the_reason(passages: list[CodedPassage], reason: str) -> None:
    result = reading(passages)
    assert [n.reason for n in result.not_read] == [reason]
    assert result.together is None
    assert result.speakers == ()


def test_two_speakers_together_have_no_interval() -> None:
    result = reading([*five(), *five(document="PSW-02", speaker="[Name BBBBBB]")])
    assert result.together is not None
    assert (result.together.speakers, result.together.of) == (2, 10)
    assert [r.interval for r in result.together.read] == [None, None, None]


def test_eight_speakers_of_eight_interviews_have_one() -> None:
    people = [
        p
        for i in range(8)
        for p in (
            five(document=f"D{i}", speaker=f"[Name {i}]") + [five(document=f"D{i}", speaker=f"[Name {i}]")[3]] * i
        )
    ]
    together = reading(people).together
    assert together is not None
    assert together.read[1].interval is not None


def test_an_interval_says_between_what_it_is_a_spread() -> None:
    assert {r.limits for r in reading(five()).speakers[0].read} == {"passages"}
    two = reading([*five(), *five(document="PSW-02", speaker="[Name BBBBBB]")]).together
    assert two is not None
    assert {r.limits for r in two.read} == {""}


def test_eight_speakers_of_one_of_two_cases_have_none() -> None:
    people = [p for i in range(8) for p in five(document=f"D{i}", speaker=f"[Name {i}]") + five(document=f"D{i}")[:i]]
    own = [replace(p, speaker=f"[Name {p.document[1:]}]", passage_id=f"{n}") for n, p in enumerate(people)]
    elsewhere = replace(five()[0], document="X", doc_id="id-X", case="other", speaker="[Name X]", passage_id="x")
    apart, tied = reading(own).together, reading([*own, elsewhere]).together
    assert apart is not None
    assert tied is not None
    assert apart.read[1].limits == "people"
    assert {r.limits for r in tied.read} == {""}


def test_eight_speakers_of_one_focus_group_have_none() -> None:
    people = [
        p
        for i in range(8)
        for p in five(document="FG", speaker=f"[Name {i}]") + five(document="FG", speaker=f"[Name {i}]")[:i]
    ]
    together = reading(people).together
    assert together is not None
    assert together.read[1].interval is None

"""Where several telling things come together is told by place and kind, never in words."""

from dataclasses import replace

import msgspec

from data_schemas.records import Passage, Segmented, Turn
from pipeline.coded import CodedPassage
from pipeline.ethics.singling import Combinations, combinations

TELLING = "I'm Welsh. I'm a twin. I was in the navy."
PLAIN = "The bus was late."


def passage(document: str, turn: int, start: int, end: int, **changes: object) -> CodedPassage:
    made = CodedPassage(
        passage_id=f"{document}-{start:04d}",
        doc_id=f"id-{document}",
        document=document,
        case="hub",
        kind="interview",
        turn=turn,
        start=start,
        end=end,
        start_s=None,
        end_s=None,
        text="",
        question=None,
        earlier=(),
        exchange=0,
        speaker="[Name AAAAAA]",
        role="Nurse",
        role_group="professional",
        formally_employed=True,
        attributes={},
        words=9,
        coded=True,
        probabilities=(),
        assigned={},
        abstained={},
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def searched(*talks: tuple[str, list[str], dict[str, object]], cut: int = 0) -> Combinations:
    """Documents with their turns; `cut` splits every turn into two passages there."""
    records, passages = [], {}
    for document, turns, changes in talks:
        text = "\n\n".join(turns)
        starts = [sum(len(t) + 2 for t in turns[:i]) for i in range(len(turns))]
        spans = [
            (number, start + a, start + b)
            for number, (start, said) in enumerate(zip(starts, turns, strict=True))
            for a, b in ([(0, cut), (cut, len(said))] if cut else [(0, len(said))])
        ]
        speech = [
            Turn(speaker="[Name AAAAAA]", start=s, end=s + len(t), start_s=None, end_s=None, backchannel=False)
            for s, t in zip(starts, turns, strict=True)
        ]
        places = tuple(Passage(turn=n, start=a, end=b, start_s=None, end_s=None) for n, a, b in spans)
        records.append(
            Segmented(
                doc_id=f"id-{document}", text=text, turns=tuple(speech), passages=places, events=(), redactions=()
            )
        )
        passages[f"id-{document}"] = [passage(document, n, a, b, **changes) for n, a, b in spans]
    return combinations(records, passages)


def test_three_kinds_in_one_turn_are_flagged() -> None:
    found = searched(("PSW-1", [PLAIN, TELLING], {}))
    (flagged,) = found.flagged
    assert (flagged.document, flagged.turn, flagged.kinds) == ("PSW-1", 2, ("family", "group", "life"))
    assert flagged.in_one_passage
    assert flagged.passage_id == f"PSW-1-{len(PLAIN) + 2:04d}"


def test_two_kinds_are_not() -> None:
    assert searched(("PSW-1", ["I'm Welsh. I'm a twin."], {})).flagged == ()


def test_kinds_of_one_turn_may_stand_in_different_passages() -> None:
    (flagged,) = searched(("PSW-1", [TELLING], {}), cut=11).flagged
    assert not flagged.in_one_passage


def test_kinds_of_different_turns_do_not_add_up_in_a_turn_but_do_in_a_person() -> None:
    found = searched(("PSW-1", ["I'm Welsh.", "I'm a twin.", "I was in the navy."], {}))
    assert found.flagged == ()
    assert found.respondents[0].kinds == ("family", "group", "life")


def test_interviewers_and_documents_are_left_out() -> None:
    assert searched(("A", [TELLING], {"coded": False})).respondents == ()
    assert searched(("B", [TELLING], {"kind": "document"})).respondents == ()


def test_people_who_share_role_and_kinds_hide_each_other() -> None:
    same = [(f"N-{i}", [PLAIN], {"speaker": f"[Name {c * 6}]"}) for i, c in enumerate("ABC")]
    alike = searched(*same)
    assert [r.same_in_all for r in alike.respondents] == [3, 3, 3]
    assert (alike.told_apart, alike.told_apart_by_role) == (0, 0)
    one_telling = searched(*same, ("N-9", [TELLING], {"speaker": "[Name DDDDDD]"}))
    first = one_telling.respondents[0]
    assert (first.speaker, first.same_role, first.same_in_all) == ("[Name DDDDDD]", 4, 1)
    assert (one_telling.told_apart, one_telling.told_apart_by_role) == (1, 0)


def test_a_further_attribute_tells_people_apart() -> None:
    sites = [(f"N-{c}", [PLAIN], {"speaker": f"[Name {c * 6}]", "attributes": {"site": c}}) for c in "ABC"]
    assert searched(*sites).told_apart_by_role == 3


def test_one_person_in_two_transcripts_is_one() -> None:
    (person,) = searched(("A", [PLAIN], {}), ("B", ["I'm Welsh."], {})).respondents
    assert (person.documents, person.kinds) == (("A", "B"), ("group",))


def test_speakers_without_a_label_are_not_taken_for_one_person() -> None:
    assert (
        len(searched(("A", [PLAIN], {"speaker": "unknown"}), ("B", [PLAIN], {"speaker": "unknown"})).respondents) == 2
    )


def test_no_word_of_talk_is_kept() -> None:
    told = msgspec.json.encode(searched(("PSW-1", [TELLING, PLAIN], {}))).decode()
    assert "Welsh" not in told
    assert "navy" not in told

"""What is forgotten takes with it what people decided on it, noted of it, and drew to code."""

from dataclasses import replace
from pathlib import Path

import pytest

from data_schemas.codings import Coding, Note, Point, Scope
from pipeline.bench import workbench
from pipeline.codings.store import append, read
from pipeline.forget import counted, intended
from pipeline.label.queues import Drawn, read_queues, write_queues
from pipeline.project import load_project
from pipeline.pseudonymise.linking import person_key, pseudonym
from tests.test_forget import PERSON, couple, forgotten, id_of

__all__ = ["couple"]


def coding(doc_id: str, first: int, last: int | None = None, **more: object) -> Coding:
    end = Point(first if last is None else last, 5)
    made = Coding(doc_id=doc_id, start=Point(first, 0), end=end, coder="Ann", source="human_blind")
    return replace(made, **{"codes": {"power_face": []}, **more})


def drawn(doc_id: str, utterance: int) -> Drawn:
    return Drawn(
        id=f"{doc_id}{utterance}",
        queue="audit",
        doc_id=doc_id,
        start=Point(utterance, 0),
        end=Point(utterance, 5),
        probability=0.5,
        draw="",
        place=0,
        anchor="",
    )


@pytest.fixture
def coded(couple: Path) -> Path:
    """Codings on both speakers of the couple and on another interview, notes, a scope, and queues."""
    dyad, tuesday = id_of(couple, "couple.txt"), id_of(couple, "tuesday.txt")
    joan = pseudonym("PERSON", person_key(PERSON), key=workbench(load_project(couple)).key)
    append(
        couple / "codings",
        [
            coding(dyad, 1),
            coding(dyad, 2),
            coding(dyad, 1, 2),
            coding(tuesday, 1),
            coding(dyad, 6, memo="as I thought first"),
            coding(dyad, 6, codes={"stance": []}, memo="cf. i asked them for the green folder every week"),
            coding(dyad, 4, open_codes=["they always said that it was locked away"]),
            Note(about=f"speaker:{joan.strip('[]')}", coder="Ann", memo="fierce"),
            Note(about="code:stance.imposed", coder="Ann", memo="first"),
            Note(about="code:stance.imposed", coder="Ann", memo="I asked them for the green folder every week"),
            Note(about="speaker:Bill Marsh", coder="Ann", memo="quiet"),
            Note(about=f"transcript:{dyad}", coder="Ann", memo="long"),
            Scope(doc_id=dyad, coder="Ann", source="human_blind", complete=["power_face"]),
        ],
    )
    write_queues(couple / "codings", [drawn(dyad, 1), drawn(dyad, 2), drawn(tuesday, 1)])
    return couple


def test_a_persons_turns_take_their_codings_with_them_and_leave_the_others(coded: Path) -> None:
    dyad, tuesday = id_of(coded, "couple.txt"), id_of(coded, "tuesday.txt")
    bench = workbench(load_project(coded))
    intent = intended(bench, PERSON, kind=None)
    would = {name: n for name, n in counted(bench, intent).items() if name.startswith("codings/")}
    assert sum(would.values()) == 4 + 2 + 1  # codings, notes, a passage in the queue
    done = forgotten(coded, PERSON)
    assert done.found == ()
    stored = read(coded / "codings")
    left = [(c.doc_id, c.start.utterance) for c in stored.codings]
    assert sorted(left) == sorted([(dyad, 2), (dyad, 4), (dyad, 6), (tuesday, 1)])
    assert sorted(n.memo for n in stored.notes) == ["long", "quiet"]
    assert len(stored.scopes) == 1
    (quoting,) = (c for c in stored.codings if c.start.utterance == 6)
    assert (quoting.codes, quoting.memo) == ({"stance": []}, "")  # what it took the place of does not stand again
    assert not any(c.open_codes for c in stored.codings)
    assert [d.stretch[:2] for d in read_queues(coded / "codings")] == [(dyad, Point(2, 0)), (tuesday, Point(1, 0))]


def test_a_document_takes_everything_on_it(coded: Path) -> None:
    dyad, tuesday = id_of(coded, "couple.txt"), id_of(coded, "tuesday.txt")
    forgotten(coded, dyad)
    stored = read(coded / "codings")
    assert [c.doc_id for c in stored.codings] == [tuesday]
    assert stored.scopes == ()
    assert [n.memo for n in stored.notes] == []
    assert [d.doc_id for d in read_queues(coded / "codings")] == [tuesday]
    assert not any(dyad.encode() in p.read_bytes() for p in (coded / "codings").iterdir())

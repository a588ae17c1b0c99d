"""Codings live through runs: the same words stay coded when a name is masked later, and what lapses is said."""

from pathlib import Path

import pytest

from data_schemas.codings import Coding, Point, Scope
from data_schemas.records import Segmented
from pipeline.bench import Workbench, workbench
from pipeline.codings.current import GONE, NO_SUCH_PLACE, OTHER_WORDS, Current, current_codings, places_of
from pipeline.codings.labels import labels_from
from pipeline.codings.store import append, read
from pipeline.corpus import cast_of
from pipeline.project import load_project
from pipeline.run import Outcome, records
from pipeline.run import run as run_all
from tests.conftest import make_archive

KEPT = "so I keep my mouth shut now"
OVERRULED = "he overruled her"


def opened(folder: Path) -> tuple[Workbench, Outcome]:
    bench = workbench(load_project(folder))
    return bench, run_all(bench, workers=1, tell=lambda told: None)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_archive(tmp_path_factory.mktemp("codings") / "archive")
    opened(folder)
    return folder


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(made, tmp_path / "archive"))


def texts_of(bench: Workbench, outcome: Outcome) -> dict[str, Segmented]:
    return {d: r for d, r in records(bench.segment, outcome.rows["segment"]) if isinstance(r, Segmented)}


def code(folder: Path, words: str, *, source: str = "human_blind", queue: str = "", coder: str = "Ann") -> Coding:
    """A coding as a tool makes it: from a place in the pseudonymised text."""
    bench, outcome = opened(folder)
    texts = texts_of(bench, outcome)
    (doc_id,) = [d for d, r in texts.items() if words in r.text]
    ((_, places),) = places_of(bench, outcome, documents=[doc_id])
    assert places is not None
    start = texts[doc_id].text.index(words)
    points = places.to_cleaned(start, start + len(words))
    coding = Coding(
        doc_id=doc_id,
        start=points[0],
        end=points[1],
        coder=coder,
        source=source,
        codes={"power_face": ["decision_making"]},
        complete=["power_face"],
        queue=queue,
        anchor=places.anchor(*points, key=bench.key),
    )
    append(load_project(folder).codings, [coding])
    return coding


def current(folder: Path) -> tuple[Current, dict[str, Segmented]]:
    bench, outcome = opened(folder)
    return current_codings(bench, outcome), texts_of(bench, outcome)


def decide(folder: Path, text: str) -> None:
    path = folder / "vault" / "review.csv"
    path.write_text(f"decision,text,type,in_documents\nalways,{text},PERSON,\n", encoding="utf-8")


def test_a_coding_stands_on_the_same_words_after_another_name_is_masked_and_the_run_repeated(archive: Path) -> None:
    code(archive, OVERRULED)
    before, _ = current(archive)
    decide(archive, "the consultant")
    after, texts = current(archive)
    (placed,) = after.placed
    assert (placed.start, placed.end) != (before.placed[0].start, before.placed[0].end)
    assert texts[placed.coding.doc_id].text[placed.start : placed.end] == OVERRULED
    assert (after.stale, placed.widened) == ((), False)


def test_a_transcript_that_is_gone_or_changed_leaves_its_codings_stale_and_kept(archive: Path) -> None:
    code(archive, OVERRULED)
    code(archive, KEPT)
    source = archive / "transcripts" / "tuesday.txt"
    source.write_text(source.read_text().replace("the rota", "a rota").replace("overruled", "overrides"))
    found, _ = current(archive)
    assert [s.reason for s in found.stale] == [OTHER_WORDS]
    assert len(found.placed) == 1
    source.write_text("I: Who came?\n\nR: Nobody did.\n")
    (archive / "transcripts" / "wednesday.txt").unlink()
    found, _ = current(archive)
    assert sorted(s.reason for s in found.stale) == sorted([NO_SUCH_PLACE, GONE])
    assert len(read(archive / "codings").codings) == 2


def test_a_coded_stretch_is_a_label_and_what_was_left_unmarked_is_known_to_carry_nothing(archive: Path) -> None:
    coding = code(archive, KEPT)
    scope = Scope(doc_id=coding.doc_id, coder="Ann", source="human_blind", complete=["power_face"])
    bench, outcome = opened(archive)
    texts = texts_of(bench, outcome)
    casts = {s.doc_id: cast_of(s, key=bench.key) for s in outcome.sources}
    names = {coding.doc_id: "PSW-1"}
    placed = current_codings(bench, outcome).placed
    labels = labels_from(placed, texts, casts=casts, documents=names, scopes=[scope])
    coded = [label for label in labels if label.codes["power_face"]]
    assert [(label.text, label.interview, label.source) for label in coded] == [(KEPT, "PSW-1", "human_blind")]
    unmarked = [label for label in labels if not label.codes["power_face"]]
    assert unmarked
    assert all(label.complete == ["power_face"] and KEPT not in label.text for label in labels if label not in coded)
    assert not any("Tell me about" in label.text or "Do you ever" in label.text for label in labels)
    assert "Do you ever" in (coded[0].question or "")


def test_codings_of_the_audit_train_nothing_unless_they_are_asked_for(archive: Path) -> None:
    code(archive, KEPT, queue="audit")
    bench, outcome = opened(archive)
    texts = texts_of(bench, outcome)
    casts = {s.doc_id: cast_of(s, key=bench.key) for s in outcome.sources}
    placed = current_codings(bench, outcome).placed
    scope = Scope(doc_id=placed[0].coding.doc_id, coder="Bo", source="human_blind", complete=["power_face"])
    assert labels_from(placed, texts, casts=casts, documents={}) == []
    assert len(labels_from(placed, texts, casts=casts, documents={}, audit=True)) == 1
    scoped = labels_from(placed, texts, casts=casts, documents={}, scopes=[scope])
    assert not any("mouth shut" in label.text for label in scoped)


def test_a_coding_without_anchor_stands_where_its_place_is(archive: Path) -> None:
    coding = code(archive, KEPT)
    append(
        archive / "codings",
        [Coding(doc_id=coding.doc_id, start=Point(0, 0), end=Point(0, 4), coder="Bo", source="human_blind")],
    )
    found, texts = current(archive)
    assert [texts[p.coding.doc_id].text[p.start : p.end] for p in found.placed if p.coding.coder == "Bo"] == ["Tell"]

"""Groups are proposed, people name them, and a name stands for the words that it was given to."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data_schemas.errors import ConfigError
from pipeline.coded import CodedPassage
from pipeline.export.facts import Archive
from pipeline.themes.candidates import candidate_id, candidates
from pipeline.themes.concept import Concept
from pipeline.themes.grouping import grouped
from pipeline.themes.naming import Standing, concepts_of, keep_themes, naming_state
from pipeline.themes.write import write_candidates
from tests.test_export_archive import archive as small_archive
from tests.test_export_archive import renamed
from tests.test_statistics_corpus import CODEBOOK, passage

LEFT, RIGHT = (1.0, 0.0, 0.0), (0.0, 1.0, 0.0)
DIMENSION, CODE = CODEBOOK.dimensions[0].id, CODEBOOK.dimensions[0].codes[0].id


def spoken(number: int, **of: object) -> CodedPassage:
    """Of twenty passages in four interviews every other speaks of doors, the rest of letters."""
    said = "The door was locked again that day." if number % 2 else "A letter came and told us nothing."
    document = f"PSW-{number % 4 // 2 + 2 * (number // 10):02d}"
    given = {
        "document": document,
        "speaker": f"S {document}",
        "codes": {DIMENSION: (CODE,)},
        "text": f"{said} {number}",
    }
    return passage(number, **(given | of))  # type: ignore[arg-type]


def vector(p: CodedPassage) -> np.ndarray:
    middle = np.array(LEFT if "door" in p.text else RIGHT)
    return middle + np.array([0.0, 0.0, 0.01 * (p.turn % 7)])


def archive_of(passages: list[CodedPassage]) -> Archive:
    known = {p.passage_id: vector(p) for p in passages}
    return replace(
        small_archive(),
        passages=tuple(passages),
        records=(),
        vectors=lambda wanted: {i: known[i] for i in wanted if i in known},
    )


PASSAGES = [spoken(n) for n in range(20)]


def name(folder: Path, **cells: str) -> None:
    """Write a row into the table, as somebody does in a spreadsheet."""
    row = {"concept": "", "theme": "", "dimension": "", "named_by": "Ann", "candidate": "", "passages": ""} | cells
    path = folder / "themes.csv"
    before = list(csv.DictReader(path.open(encoding="utf-8-sig", newline=""))) if path.exists() else []
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, list(row), extrasaction="ignore")
        writer.writeheader()
        writer.writerows([*before, row])


def status(folder: Path) -> list[str]:
    with (folder / "themes.csv").open(encoding="utf-8-sig", newline="") as lines:
        return [row["status"] for row in csv.DictReader(lines)]


def test_what_is_said_alike_is_one_group_marked_by_its_words() -> None:
    found = candidates(archive_of(PASSAGES))
    assert [(c.code.id, len(c.passages), c.stability) for c in found] == [(CODE, 10, 1.0), (CODE, 10, 1.0)]
    assert [{"door" in p.text for p in c.passages} for c in found] == [{False}, {True}]
    assert [set(c.terms) >= words for c, words in zip(found, [{"letter", "us"}, {"door", "locked"}], strict=True)] == [
        True,
        True,
    ]
    assert len(found[0].central) == 5


def test_the_order_of_passages_makes_no_difference(tmp_path: Path) -> None:
    one, two = candidates(archive_of(PASSAGES)), candidates(archive_of(PASSAGES[::-1]))
    assert one == two
    paths = [write_candidates(tmp_path / n, c) for n, c in (("a", one), ("b", two))]
    assert paths[0].read_bytes() == paths[1].read_bytes()
    assert paths[0].stat().st_mode & 0o777 == 0o600
    assert "machine grouping, not a finding" in paths[0].read_text()


def test_few_passages_or_interviews_are_read_and_not_grouped() -> None:
    assert candidates(archive_of(PASSAGES[:11])) == []
    assert candidates(archive_of([spoken(n, document=f"PSW-{n % 2}") for n in range(20)])) == []
    assert grouped(np.ones((20, 3)), np.arange(20) % 4) is None


def test_a_group_of_one_interview_is_unstable_when_interviews_are_redrawn() -> None:
    dice = np.random.default_rng(1)
    vectors, interviews = dice.normal(size=(60, 8)), np.arange(60) % 6
    scattered = grouped(vectors, interviews)
    vectors[:30] += np.eye(8)[0] * 20
    vectors[30:] -= np.eye(8)[0] * 20
    apart = grouped(vectors, interviews)
    assert scattered is not None
    assert apart is not None
    assert apart.stability == (1.0, 1.0)
    assert max(scattered.stability) < 0.8
    assert scattered.separation < 0.3 < 0.9 < apart.separation


def test_no_id_of_the_codebook_is_known_to_the_program() -> None:
    codebook, new = renamed(CODEBOOK)
    own = [spoken(n, codebook=codebook, codes={new[DIMENSION]: (new[CODE],)}) for n in range(20)]
    found = candidates(replace(archive_of(own), codebook=codebook))
    assert [c.id for c in found] == [c.id for c in candidates(archive_of(PASSAGES))]


def test_the_id_of_a_candidate_is_of_its_words_alone() -> None:
    assert candidate_id(PASSAGES[:3]) == candidate_id([replace(p, passage_id="x-9", turn=9) for p in PASSAGES[2::-1]])
    assert candidate_id(PASSAGES[:3]) != candidate_id(PASSAGES[:4])


def test_a_name_follows_the_words_when_groups_and_ids_change(tmp_path: Path) -> None:
    found = candidates(archive_of(PASSAGES))
    write_candidates(tmp_path, found)
    name(tmp_path, concept="Locked out", theme="Closed doors", dimension="Distance", candidate=found[1].id)
    before = naming_state(tmp_path)
    assert [s.whole for s in keep_themes(tmp_path, PASSAGES)] == [True]
    assert status(tmp_path) == ["10 passages"]
    assert naming_state(tmp_path) == before
    write_candidates(tmp_path, [])
    moved = [replace(p, passage_id=f"{p.document}.9{p.turn:03d}") for p in PASSAGES]
    (concept,) = concepts_of(keep_themes(tmp_path, moved), moved)
    assert set(concept.passages) == {p.passage_id for p in moved if "door" in p.text}
    assert (concept.name, concept.theme, concept.dimension, concept.named_by) == (
        "Locked out",
        "Closed doors",
        "Distance",
        "Ann",
    )


def test_what_no_longer_stands_is_listed(tmp_path: Path) -> None:
    name(tmp_path, concept="Locked out", passages="PSW-00.0001; PSW-01.0003")
    name(tmp_path, concept="Letters", passages="PSW-77.0001", candidate="G00000000")
    name(tmp_path, concept="Silence")
    keep_themes(tmp_path, PASSAGES)
    assert status(tmp_path) == ["2 passages", "unknown: G00000000 PSW-77.0001", "names no passages"]
    changed = [replace(p, text="[Name K7Q2M4] did it.") if p.passage_id == "PSW-01.0003" else p for p in PASSAGES]
    standing = keep_themes(tmp_path, changed)
    assert status(tmp_path)[0] == "1 passage; 1 more no longer found: their words have changed or are gone"
    assert [c.passages for c in concepts_of(standing, changed)] == [("PSW-00.0001",)]


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"candidate": "G00000000"}, "line 2, concept: is missing"),
        ({"concept": "Locked out", "named_by": ""}, "line 2, named_by: is missing"),
    ],
)
def test_a_name_has_a_namer(tmp_path: Path, cells: dict[str, str], message: str) -> None:
    name(tmp_path, **cells)
    with pytest.raises(ConfigError, match=message):
        keep_themes(tmp_path, PASSAGES)


def test_open_codes_are_concepts_too_and_are_grouped_by_the_table(tmp_path: Path) -> None:
    own = [replace(PASSAGES[0], open_codes=("locked out", "waiting")), *PASSAGES[1:]]
    name(tmp_path, concept="Locked out", theme="Closed doors", dimension="Distance", passages="PSW-00.0001")
    assert concepts_of(keep_themes(tmp_path, own), own) == (
        Concept(
            name="Locked out",
            theme="Closed doors",
            dimension="Distance",
            named_by="Ann",
            passages=("PSW-00.0000", "PSW-00.0001"),
        ),
        Concept(
            name="waiting", theme="", dimension="", named_by="open code", passages=("PSW-00.0000",), open_code=True
        ),
    )


def test_nothing_is_written_where_nobody_named_anything(tmp_path: Path) -> None:
    standing: tuple[Standing, ...] = keep_themes(tmp_path, PASSAGES)
    assert standing == ()
    assert list(tmp_path.iterdir()) == []

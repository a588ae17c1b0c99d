"""The data structure is people's where they named concepts, says that it is theory's where not, and theirs stays in the house."""

import itertools
import xml.etree.ElementTree as ET
from dataclasses import replace
from pathlib import Path

from pipeline.export.facts import Archive
from pipeline.export.structure_figure import structure_svg
from pipeline.export.tables import tables
from pipeline.figures.structure import structure_file
from pipeline.share import for_others
from pipeline.themes.concept import Concept
from tests.conftest import passages_of, run_archive, tree_bytes
from tests.test_export_archive import archive, rows_of
from tests.test_forget import PERSON, couple, forgotten  # noqa: F401 - the fixture
from tests.test_statistics_corpus import CODEBOOK
from tests.test_themes import name

SVG = "{http://www.w3.org/2000/svg}"


def concepts(given: Archive) -> Archive:
    one, two = (p.passage_id for p in given.passages[:2])
    return replace(
        given,
        concepts=(
            Concept(name="Shut <out>", theme="Doors", dimension="Distance", named_by="Ann", passages=(one, two)),
            Concept(name="Unheard", theme="Doors", dimension="Distance", named_by="Bo", passages=(one,)),
            Concept(name="waiting", theme="", dimension="", named_by="open code", passages=(two,), open_code=True),
        ),
    )


def structure_rows(given: Archive) -> list[tuple[object, ...]]:
    (table,) = [t for t in tables(given) if t.name == "data_structure"]
    return [row[1:] for row in table.rows]


def shown(svg: str) -> list[str]:
    return [element.text or "" for element in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314 - our own


def test_until_somebody_names_a_concept_the_structure_is_the_codebooks() -> None:
    rows = structure_rows(archive())
    assert rows == [("", c.name, d.name, "codebook") for d in CODEBOOK.dimensions for c in d.codes]
    assert shown(structure_svg(archive()))[:3] == [
        "Theory-led structure (deductive)",
        "Second-order themes",
        "Aggregate dimensions",
    ]


def test_named_concepts_lead_to_themes_and_dimensions_with_what_they_rest_on() -> None:
    rows = structure_rows(concepts(archive()))
    assert [row[:5] for row in rows] == [
        ("Shut <out>", "Doors", "Distance", "Ann", 2),
        ("Unheard", "Doors", "Distance", "Bo", 1),
        ("waiting", "(not grouped yet)", "(not grouped yet)", "open code", 1),
    ]


def test_the_figure_is_escaped_and_says_the_same_in_words() -> None:
    svg = structure_svg(concepts(archive()))
    root = ET.fromstring(svg)  # noqa: S314 - our own
    assert root.findtext(f"{SVG}title") == "Data structure"
    assert root.findtext(f"{SVG}desc") == (
        "Distance: Doors (Shut <out>, Unheard). (not grouped yet): (not grouped yet) (waiting)."
    )
    assert {"Shut <out>", "Unheard", "waiting", "Doors", "Distance"} <= set(shown(svg))
    assert len(root.findall(f"{SVG}rect")) == 7
    assert len(root.findall(f"{SVG}path")) == 5


def test_no_two_boxes_of_the_figure_overlap() -> None:
    long = concepts(archive())
    many = tuple(replace(c, name=f"{c.name} {'of many words ' * n}") for c in long.concepts for n in range(9))
    root = ET.fromstring(structure_svg(replace(long, concepts=many)))  # noqa: S314 - our own
    boxes = [[int(b.get(k, "")) for k in ("x", "y", "height")] for b in root.findall(f"{SVG}rect")]
    for x in {b[0] for b in boxes}:
        column = sorted(b[1:] for b in boxes if b[0] == x)
        assert all(y + height < below for (y, height), (below, _) in itertools.pairwise(column))


def test_the_figure_is_a_file_in_ink_on_white_paper() -> None:
    root = ET.fromstring(structure_file(concepts(archive()), title="Data structure (draft)"))  # noqa: S314 - our own
    assert [c.tag.removeprefix(SVG) for c in root][:2] == ["title", "rect"]
    assert root[0].text == "Data structure (draft)"
    text = ET.tostring(root, encoding="unicode")
    assert "currentColor" not in text
    assert "Shut &lt;out&gt;" in text
    assert shown(text)[0] == "Data structure"


def test_others_get_the_codebooks_structure_alone() -> None:
    shared = for_others(concepts(archive()), of_transcripts=2)
    assert {row[3] for row in structure_rows(shared)} == {"codebook"}
    assert "Unheard" not in structure_svg(shared)


def test_a_run_replays_what_was_named_and_nothing_is_made_anew_for_it(archive: Path) -> None:
    run_archive(archive)
    first = next(r for r in passages_of(archive) if r["coded"])["passage_id"]
    (archive / "themes").mkdir()
    name(archive / "themes", concept="Kept outside", theme="Doors", dimension="Distance", passages=first)
    _, written = run_archive(archive)
    assert written.fresh
    out = tree_bytes(archive / "out")
    (row,) = rows_of(out["tables/data_structure.csv"])
    assert (row["first_order_concept"], row["passages"], row["speakers"]) == ("Kept outside", "1", "1")
    assert b"Kept outside</text>" in out["index.html"]
    _, again = run_archive(archive)
    assert not again.fresh


def test_a_forgotten_persons_words_are_gone_from_all_tables_of_themes(couple: Path) -> None:  # noqa: F811
    rows = [r for r in passages_of(couple) if r["coded"]]
    theirs = next(r["passage_id"] for r in rows if "green folder" in r["text"])
    other = next(r["passage_id"] for r in rows if "at the table now" in r["text"])
    folder = couple / "themes"
    folder.mkdir()
    name(folder, concept="The green folder", passages=theirs)
    name(folder, concept="Being at the table", passages=f"{theirs} {other}")
    name(folder, concept="I asked them for the green folder every week", passages=other)
    run_archive(couple)
    texts = {r["passage_id"]: r for r in rows}
    lines = ["candidate,passage_id,doc_id,document,text,digest,terms"]
    for i in (theirs, other):
        r = texts[i]
        lines.append(f'G0A1B2C3D,{i},{r["doc_id"]},{r["document"]},"{r["text"]}",d,folder')
    (folder / "candidates.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert "green folder" in (folder / "named.csv").read_text()
    done = forgotten(couple, PERSON)
    assert done.found == ()
    left = {path.name: path.read_text(encoding="utf-8-sig") for path in folder.glob("*.csv")}
    assert set(left) == {"candidates.csv", "named.csv", "themes.csv"}
    for text in left.values():
        assert "folder" not in text
        assert theirs not in text
        assert other in text
    assert "Being at the table" in left["themes.csv"]
    assert {k: v for k, v in done.tables.items() if k.startswith("themes/")} == {
        "themes/candidates.csv": 1,
        "themes/named.csv": 3,
        "themes/themes.csv": 2,
    }

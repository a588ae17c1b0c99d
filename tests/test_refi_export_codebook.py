"""A REFI-QDA codebook: every code with its definition, as an independent reader reads it."""

from pathlib import Path

from lxml import etree
from pyrefiqda import RefiCodebook

from data_schemas.codebook import CODEBOOKS, load_codebook, parse_codebook
from pipeline.refi.codebook_xml import write_codebook
from pipeline.refi.guids import code_guid

HOSTILE = (
    '{id: x, version: "1", title: t, source: s, dimensions: ['
    '{id: d, name: "A & <B>", kind: single, definition: "\\x1f ]]>", none: true, rules: ["#<script>"], codes: ['
    '{id: a, name: "\\x07\\"q\\"", definition: "a\\nb", evidence: "\'e\'", color: "#abcdef"}]}]}'
)


def test_every_released_codebook_is_read_with_its_categories_codes_and_colours(tmp_path: Path) -> None:
    for path in CODEBOOKS.glob("*.yaml"):
        codebook = load_codebook(path)
        file = tmp_path / f"{path.stem}.qdc"
        assert write_codebook(file, codebook, version="0.1.0") == sum(len(d.codes) for d in codebook.dimensions)
        read = RefiCodebook.load(file)
        assert read.origin == "threefaces 0.1.0"
        assert [(c.name, c.is_codable) for c in read.codes.code] == [(d.name, False) for d in codebook.dimensions]
        for category, dimension in zip(read.codes.code, codebook.dimensions, strict=True):
            assert dimension.definition in (category.description or "")
            assert all(rule in (category.description or "") for rule in dimension.rules)
            assert [(c.name, c.guid, c.color, c.is_codable) for c in category.code] == [
                (f"{dimension.name} · {c.name}", code_guid(codebook.id, dimension.id, c.id), c.color, True)
                for c in dimension.codes
            ]
            assert all(
                code.definition in (c.description or "") for c, code in zip(category.code, dimension.codes, strict=True)
            )


def test_no_element_stands_there_that_codebooks_do_not_have(tmp_path: Path) -> None:
    write_codebook(tmp_path / "x.qdc", load_codebook(), version="0.1.0")
    root = etree.parse(tmp_path / "x.qdc").getroot()
    kinds = {etree.QName(element).localname for element in root.iter()}
    assert kinds == {"CodeBook", "Codes", "Code", "Description"}
    assert {etree.QName(element).namespace for element in root.iter()} == {"urn:QDA-XML:codebook:1.0"}
    assert set(root.attrib) == {"origin"}


def test_what_xml_does_not_allow_is_replaced(tmp_path: Path) -> None:
    write_codebook(tmp_path / "x.qdc", parse_codebook(HOSTILE, name="x.yaml"), version="0.1.0")
    category = RefiCodebook.load(tmp_path / "x.qdc").codes.code[0]
    assert category.name == "A & <B>"
    assert category.description == "\ufffd ]]>\nAt most one of its codes.\n- #<script>"
    assert category.code[0].name == 'A & <B> · \ufffd"q"'
    assert category.code[0].description == "a\nb\nEvidence: 'e'"


def test_writing_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a.qdc", "b.qdc"):
        write_codebook(tmp_path / name, load_codebook(), version="0.1.0")
    assert (tmp_path / "a.qdc").read_bytes() == (tmp_path / "b.qdc").read_bytes()

"""Paragraphs and tables go in, a Word file comes out: small, quickly written, the same bytes every time.

Written by hand rather than through python-docx, which builds a table cell by cell and brings 900 kB of styles to each file.
"""

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from xml.sax.saxutils import escape  # only writes: no XML is read

Style = Literal["Title", "Heading1", "Heading2", "Normal", "ListBullet", "Caption", "Status", "Note"]

LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the earliest date that a zip file can hold: no output says when it was made
PORTRAIT, LANDSCAPE = (11906, 16838), (16838, 11906)  # A4, in twentieths of a point
MARGIN = 1134  # 2 cm


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph in one of the file's styles; `numbered` puts Word's own running number of tables before it."""

    text: str
    style: Style = "Normal"
    numbered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """Cells as text, a line feed being a new line; a `heading` row is set apart from the rows below it."""

    cells: tuple[str, ...]
    heading: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """A table: `header` is repeated on every page; `widths` are parts of the page's width."""

    header: tuple[str, ...]
    rows: tuple[Row, ...]
    widths: tuple[float, ...]
    figures: frozenset[int] = frozenset()  # the columns that are centred


def write_docx(path: Path, blocks: Iterable[Paragraph | Grid], *, landscape: bool = False) -> Path:
    """Write a Word file, making folders as needed."""
    page = LANDSCAPE if landscape else PORTRAIT
    body = "".join(_grid(b, width=page[0] - 2 * MARGIN) if isinstance(b, Grid) else _paragraph(b) for b in blocks)
    orient = ' w:orient="landscape"' if landscape else ""
    section = (
        f'<w:sectPr><w:pgSz w:w="{page[0]}" w:h="{page[1]}"{orient}/><w:pgMar w:top="{MARGIN}" w:right="{MARGIN}" '
        f'w:bottom="{MARGIN}" w:left="{MARGIN}" w:header="567" w:footer="567" w:gutter="0"/></w:sectPr>'
    )
    parts = {**PARTS, "word/document.xml": f"{XML}<w:document {W}><w:body>{body}{section}</w:body></w:document>"}
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(zipfile.ZipInfo(name, LONG_AGO), content.encode("utf-8"), zipfile.ZIP_DEFLATED)
    return path


def _paragraph(block: Paragraph) -> str:
    number = NUMBER if block.numbered else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{block.style}"/></w:pPr>{number}{_run(block.text)}</w:p>'


def _run(text: str, *, bold: bool = False) -> str:
    """Text as XML 1.0 allows it; line feeds become line breaks."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").translate(ILLEGAL).split("\n")
    shown = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return f"<w:r>{'<w:rPr><w:b/></w:rPr>' if bold else ''}{shown}</w:r>"


def _grid(grid: Grid, *, width: int) -> str:
    whole = sum(grid.widths)
    columns = "".join(f'<w:gridCol w:w="{round(width * part / whole)}"/>' for part in grid.widths)
    header = _row(grid.header, grid=grid, properties="<w:cantSplit/><w:tblHeader/>", ruled=True, bold=True)
    rows = "".join(
        _row(row.cells, grid=grid, properties="<w:cantSplit/>", ruled=False, bold=row.heading) for row in grid.rows
    )
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{width}" w:type="dxa"/><w:tblBorders>{TOP}{BOTTOM}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
        f"</w:tblCellMar></w:tblPr><w:tblGrid>{columns}</w:tblGrid>{header}{rows}</w:tbl>"
    )


def _row(cells: Sequence[str], *, grid: Grid, properties: str, ruled: bool, bold: bool) -> str:
    border = f"<w:tcPr><w:tcBorders>{BOTTOM}</w:tcBorders></w:tcPr>" if ruled else ""
    made = []
    for number, cell in enumerate(cells):
        centred = '<w:jc w:val="center"/>' if number in grid.figures else ""
        made.append(
            f'<w:tc>{border}<w:p><w:pPr><w:pStyle w:val="Cell"/>{"<w:keepNext/>" if bold else ""}{centred}</w:pPr>'
            f"{_run(cell, bold=bold)}</w:p></w:tc>"
        )
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(made)}</w:tr>"


XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml"
TOP = '<w:top w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
BOTTOM = '<w:bottom w:val="single" w:sz="8" w:space="0" w:color="000000"/>'
NUMBER = (
    '<w:r><w:t xml:space="preserve">Table </w:t></w:r><w:fldSimple w:instr=" SEQ Table \\* ARABIC "><w:r><w:t>1</w:t></w:r>'
    '</w:fldSimple><w:r><w:t xml:space="preserve">. </w:t></w:r>'
)
ILLEGAL = {
    **dict.fromkeys((*range(0xD800, 0xE000), 0xFFFE, 0xFFFF), "\ufffd"),
    **dict.fromkeys(n for n in range(0x20) if chr(n) not in "\t\n\r"),
}


def _style(name: str, shown: str, paragraph: str, run: str = "") -> str:
    default = ' w:default="1"' if name == "Normal" else ""
    based = "" if name == "Normal" else '<w:basedOn w:val="Normal"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{name}"><w:name w:val="{shown}"/>{based}<w:qFormat/>'
        f"<w:pPr>{paragraph}</w:pPr><w:rPr>{run}</w:rPr></w:style>"
    )


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" '
    f'w:cs="Times New Roman"/><w:lang w:val="en-GB"/>{_size(22)}</w:rPr></w:rPrDefault></w:docDefaults>'
    + _style("Normal", "Normal", '<w:spacing w:after="120" w:line="276" w:lineRule="auto"/>')
    + _style("Title", "Title", '<w:spacing w:after="240"/>', f"<w:b/>{_size(32)}")
    + _style(
        "Heading1",
        "heading 1",
        '<w:keepNext/><w:spacing w:before="240"/><w:outlineLvl w:val="0"/>',
        f"<w:b/>{_size(26)}",
    )
    + _style(
        "Heading2",
        "heading 2",
        '<w:keepNext/><w:spacing w:before="180"/><w:outlineLvl w:val="1"/>',
        f"<w:b/>{_size(22)}",
    )
    + _style("ListBullet", "List Bullet", '<w:ind w:left="360"/>')
    + _style("Caption", "caption", '<w:keepNext/><w:spacing w:before="240" w:after="60"/>', "<w:b/>")
    + _style("Status", "Status", '<w:keepNext/><w:spacing w:after="120"/>', f"<w:i/>{_size(18)}")
    + _style("Note", "Table Note", '<w:spacing w:before="60" w:after="0"/>', _size(18))
    + _style("Cell", "Table Cell", '<w:spacing w:before="20" w:after="20" w:line="240" w:lineRule="auto"/>', _size(17))
)
PARTS = {
    "[Content_Types].xml": (
        f'{XML}<Types xmlns="{PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{WORD}.document.main+xml"/>'
        f'<Override PartName="/word/styles.xml" ContentType="{WORD}.styles+xml"/></Types>'
    ),
    "_rels/.rels": (
        f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
    ),
    "word/_rels/document.xml.rels": (
        f'{XML}<Relationships xmlns="{PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>'
    ),
    "word/styles.xml": f"{XML}<w:styles {W}>{STYLES}</w:styles>",
}

"""An archive goes in, its data structure comes out as one SVG: three columns of boxes and the lines between them.

It takes the colour of the text around it, so that it is read by day, in the dark and on paper; its words are in `desc` too.
"""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.export.escape import for_html
from pipeline.export.facts import Archive
from pipeline.export.structure import Structure, structure_of

HEADS = ("First-order concepts", "Second-order themes", "Aggregate dimensions")
BOX, BETWEEN, LINE, PAD, GAP = (
    280,
    60,
    18,
    10,
    10,
)  # pixels: width of a box, to the next column, of a line, around, below
LETTERS = 36  # that fit into a line of a box at 14 pixels
TOP = 66  # above the first box: title and heads


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """A box with those that lead to it."""

    text: str
    parts: "tuple[_Node, ...]" = ()

    @property
    def lines(self) -> list[str]:
        return textwrap.wrap(" ".join(self.text.split()), LETTERS) or [""]

    @property
    def own(self) -> int:
        return len(self.lines) * LINE + 2 * PAD

    @property
    def height(self) -> int:
        """Of the box or of all that lead to it, whichever is more, with the gap below."""
        return max(self.own + GAP, sum(part.height for part in self.parts))


def structure_svg(archive: Archive) -> str:
    """The data structure of an archive as an `svg` element; the same archive gives the same bytes."""
    structure = structure_of(archive)
    nodes = _nodes(structure)
    heads = HEADS[1:] if structure.deductive else HEADS
    width = len(heads) * BOX + (len(heads) - 1) * BETWEEN + 2
    height = TOP + sum(node.height for node in nodes)
    drawn, y = [], TOP
    for node in nodes:
        drawn += _drawn(node, y, column=len(heads) - 1)
        y += node.height
    titles = [_text(1 + i * (BOX + BETWEEN), TOP - 14, head, weight="600") for i, head in enumerate(heads)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
            'role="img" aria-labelledby="structure-title structure-desc" fill="currentColor" '
            'font-family="system-ui, sans-serif" font-size="14">',
            f'<title id="structure-title">{for_html(structure.title)}</title>',
            f'<desc id="structure-desc">{for_html(in_words(structure))}</desc>',
            _text(1, 20, structure.title, weight="700"),
            *titles,
            *drawn,
            "</svg>",
        ]
    )


def in_words(structure: Structure) -> str:
    """The figure for those who do not see it."""
    dimensions = []
    for dimension in structure.dimensions:
        themes = []
        for theme in dimension.themes:
            concepts = ", ".join(c.name for c in theme.concepts)
            themes.append(f"{theme.name} ({concepts})" if concepts else theme.name)
        dimensions.append(f"{dimension.name}: {'; '.join(themes)}.")
    return " ".join(dimensions)


def _nodes(structure: Structure) -> Sequence[_Node]:
    return [
        _Node(
            text=d.name,
            parts=tuple(
                _Node(
                    text=f"{d.name}: {t.name}" if structure.deductive else t.name,
                    parts=tuple(_Node(text=c.name) for c in t.concepts),
                )
                for t in d.themes
            ),
        )
        for d in structure.dimensions
    ]


def _drawn(node: _Node, top: int, *, column: int) -> list[str]:
    """The box in the middle of its height, the boxes that lead to it, and lines from their edges to its."""
    x, middle = 1 + column * (BOX + BETWEEN), top + (node.height - GAP) // 2
    out = [
        f'<rect x="{x}" y="{middle - node.own // 2}" width="{BOX}" height="{node.own}" rx="4" fill="none" '
        'stroke="currentColor"/>'
    ]
    first = middle - node.own // 2 + PAD + LINE - 5
    out += [_text(x + PAD, first + number * LINE, line) for number, line in enumerate(node.lines)]
    y = top + (node.height - sum(part.height for part in node.parts)) // 2
    for part in node.parts:
        out += _drawn(part, y, column=column - 1)
        theirs = y + (part.height - GAP) // 2
        out.append(f'<path d="M{x - BETWEEN} {theirs}L{x} {middle}" fill="none" stroke="currentColor" opacity=".5"/>')
        y += part.height
    return out


def _text(x: int, y: int, words: str, *, weight: str = "400") -> str:
    return f'<text x="{x}" y="{y}" font-weight="{weight}">{for_html(words)}</text>'

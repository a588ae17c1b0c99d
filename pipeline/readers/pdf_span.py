"""What a page of a PDF document is made of: stretches of text with their places, turned so that they can be read."""

from dataclasses import dataclass, replace

HYPHEN = "\u2010"  # stands for a hyphen at the end of a line, which may be a word's own or the printer's


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Text on one line without wide gaps, in points from the left and the bottom of the page; `bold` counts characters."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    bold: int = 0

    @property
    def middle(self) -> float:
        """The height of its middle."""
        return (self.bottom + self.top) / 2

    @property
    def size(self) -> float:
        """Its height, which is about the size of type."""
        return self.top - self.bottom


def turned(span: Span, turn: int) -> Span:
    """The span as it stands once the page is turned back by so many quarters of a circle."""
    left, right, bottom, top = span.left, span.right, span.bottom, span.top
    if turn == 3:  # pdfium counts clockwise
        left, right, bottom, top = bottom, top, -right, -left
    elif turn == 2:
        left, right, bottom, top = -right, -left, -top, -bottom
    elif turn == 1:
        left, right, bottom, top = -top, -bottom, left, right
    return replace(span, left=left, right=right, bottom=bottom, top=top)

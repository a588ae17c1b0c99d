"""INCEpTION's and WebAnno's TSV (3.x) goes in, its text and the labelled stretches of its span layers come out.

Follows the format's description in INCEpTION's user guide. Offsets count UTF-16 units, as Java does. Relations and chains
are left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from data_schemas.errors import DocumentError
from pipeline.imports.found import CodedFile, Mark, path_of
from pipeline.imports.positions import UNITS, Count
from pipeline.imports.texts import Records

FORMAT = "#FORMAT=WebAnno TSV 3"
SPANS, TEXT = "#T_SP=", "#Text="
JAVAS = Count(UNITS, 2)
NOTHING = ("_", "*", "")
_ESCAPED = re.compile(r"\\(->|.)")
_PLAIN = {"n": "\n", "r": "\r", "t": "\t"}
_STACKED = re.compile(r"(?<!\\)\|")
_NUMBER = re.compile(r"(?<!\\)\[(\d+)\]\Z")
_OTHER_LAYERS = ("#T_RL=", "#T_CH=")


@dataclass(frozen=True, slots=True)
class _Column:
    layer: str
    feature: str


@dataclass(slots=True)
class _Span:
    """What one annotation holds: its feature values, and the tokens from the first to the last."""

    start: int
    end: int
    values: dict[str, str] = field(default_factory=dict)


def read_webanno(content: bytes, *, name: str) -> CodedFile:
    """The annotations of one document; DocumentError names the line that is not as the format has it."""
    try:
        lines = content.decode("utf-8-sig").replace("\r\n", "\n").split("\n")
    except UnicodeDecodeError as error:
        raise DocumentError(f"{name}: not UTF-8 at byte {error.start}; export it again") from None
    columns = [column for line in lines if line.startswith((SPANS, *_OTHER_LAYERS)) for column in _columns(line)]
    tokens = [(n, line.split("\t")) for n, line in enumerate(lines, start=1) if line[:1].isdigit()]
    records = Records("webanno", name)
    text = records.add_text(_text(lines, name=name), record={"document": name.rsplit(".", 1)[0]})
    for (layer, _), (line, span) in sorted(_spans(tokens, columns, name=name).items(), key=lambda i: i[1][1].start):
        for value in _labels(layer, span):
            path = path_of(value)
            if path:
                records.add_span(Mark(at=f"line {line}", text=text, code=path), start=span.start, end=span.end)
    return records.coded(usual=JAVAS)


def looks_like_webanno(content: bytes) -> bool:
    """Whether a file begins as the format does."""
    return content.removeprefix(b"\xef\xbb\xbf").startswith(FORMAT.encode())


def _columns(line: str) -> Iterator[_Column]:
    kind, _, rest = line.partition("=")
    layer, *features = rest.split("|")
    for feature in features or [""]:
        yield _Column(layer if kind == SPANS[:-1] else "", feature)


def _text(lines: Sequence[str], *, name: str) -> str:
    """The document, each sentence at the offset of its first token; blanks between."""
    text = ""
    pending: list[str] = []
    for number, line in enumerate(lines, start=1):
        if line.startswith(TEXT):
            pending.append(_plain(line[len(TEXT) :]))
        elif pending and line[:1].isdigit():
            start = _offsets(line.split("\t"), line=number, name=name)[0]
            sentence, pending = "\n".join(pending), []
            gap = start - len(text.encode("utf-16-le")) // 2
            if gap < 0:
                raise DocumentError(f"{name}, line {number}: a token that begins before the sentence; export it again")
            text += ("\n" if text and gap else "") + " " * (gap - bool(text and gap)) + sentence
    return text


def _spans(
    tokens: Sequence[tuple[int, list[str]]], columns: Sequence[_Column], *, name: str
) -> dict[tuple[str, str], tuple[int, _Span]]:
    """Every annotation by layer and its own name, with the line on which it begins."""
    found: dict[tuple[str, str], tuple[int, _Span]] = {}
    for line, cells in tokens:
        start, end = _offsets(cells, line=line, name=name)
        for column, cell in zip(columns, cells[3:], strict=False):
            if not column.layer or cell == "_":
                continue
            for order, value in enumerate(_STACKED.split(cell)):
                number = _NUMBER.search(value)
                own = f"[{number[1]}]" if number else f"{line}.{order}"
                _, span = found.setdefault((column.layer, own), (line, _Span(start, end)))
                span.end = max(span.end, end)
                span.values[column.feature] = _NUMBER.sub("", value)
    return found


def _labels(layer: str, span: _Span) -> Iterator[str]:
    """The values of its features; an annotation without any is named after its layer."""
    values = [_plain(value) for value in span.values.values() if value not in NOTHING]
    yield from values or [layer.rsplit(".", 1)[-1]]


def _offsets(cells: Sequence[str], *, line: int, name: str) -> tuple[int, int]:
    first, _, last = (cells[1] if len(cells) > 2 else "").partition("-")
    if not (first.isdecimal() and last.isdecimal()):
        raise DocumentError(f"{name}, line {line}: no offsets such as 12-17 in its second column; export it again")
    return int(first), int(last)


def _plain(escaped: str) -> str:
    return _ESCAPED.sub(lambda m: _PLAIN.get(m[1], m[1]), escaped)

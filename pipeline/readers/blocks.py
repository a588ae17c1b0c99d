"""The paragraphs and tables of a document in order go in, its talk comes out; word processors and web pages share this."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from data_schemas.records import Utterance
from pipeline.readers.prose import talk_of
from pipeline.readers.tables import Row, table_talk
from pipeline.readers.talk import Line, Talk, count_of

Block = list[Line] | list[Row]
Piece = tuple[str, bool]  # text with LF for line ends, and whether it is bold


def blocks_talk(blocks: Sequence[Block]) -> Talk:
    """Tables that name speakers are the transcript; lines beside them count only if they name speakers themselves."""
    tables = [(table_talk(b) if b and isinstance(b[0], Row) else None) for b in blocks]
    if not any(tables):
        return talk_of([line for block in blocks for line in lines_in(block)])
    said: list[Utterance] = []
    stated: dict[str, str] = {}
    notes: list[str] = []
    left = 0
    parts = zip(tables, blocks, strict=True)
    for is_table, group in groupby(parts, key=lambda part: part[0] is not None):
        for talk in _group_talk(list(group), is_table=is_table):
            if is_table or _names_speakers(talk):
                said += talk
                notes += talk.notes
                stated |= talk.stated
            else:
                left += len(talk)
    if left:
        notes.append(f"{count_of(left, 'paragraph')} outside the transcript table left out")
    return Talk(said, notes=notes, labelled=True, stated=stated)


def paragraph(pieces: Iterable[Piece], *, block: int, heading: bool = False, cell: bool = False) -> list[Line]:
    """The lines of one paragraph, each with how many characters at its start are bold."""
    lines: list[list[Piece]] = [[]]
    for text, bold in pieces:
        first, *more = text.split("\n")
        lines[-1].append((first, bold))
        lines += [[(part, bold)] for part in more]
    return [
        Line(text=text, block=block, bold=bold_start(line), heading=heading, cell=cell)
        for line in lines
        if (text := "".join(part for part, _ in line).strip())
    ]


def bold_start(line: Sequence[Piece]) -> int:
    """How many characters of a line, counted from its first that is no blank, are bold."""
    length = 0
    for text, bold in line:
        if not bold and text.strip():
            break
        length += len(text)
    whole = "".join(text for text, _ in line)
    reached = whole[:length].rstrip()
    return len(reached.lstrip()) if any(bold and text.strip() for text, bold in line) else 0


def _names_speakers(talk: Talk) -> bool:
    """Whether text beside a transcript table is a conversation itself: two speakers, one of them twice."""
    speakers = [utterance.speaker for utterance in talk if utterance.speaker]
    return 1 < len(set(speakers)) < len(speakers)


def _group_talk(group: list[tuple[Talk | None, Block]], *, is_table: bool) -> Iterator[Talk]:
    if is_table:
        yield from (talk for talk, _ in group if talk is not None)
    else:
        yield talk_of([line for _, block in group for line in lines_in(block)])


def lines_in(block: Block) -> Iterator[Line]:
    """The lines of a paragraph, or of a table cell by cell."""
    for item in block:
        if isinstance(item, Row):
            for cell in item.cells:
                yield from cell
        else:
            yield item

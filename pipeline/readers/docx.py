"""A Word file goes in, its talk comes out: paragraphs and tables in order, wherever in the body they stand."""

import io
import zipfile
from collections.abc import Iterator
from itertools import count, groupby

from data_schemas.errors import DocumentError
from data_schemas.records import Utterance
from pipeline.readers.guard import check_zip
from pipeline.readers.prose import talk_of
from pipeline.readers.tables import Row, table_talk
from pipeline.readers.talk import Line, Talk, count_of
from pipeline.readers.wordxml import Block, W, blocks_of


def read_docx(content: bytes) -> Talk:
    """Read a Word file; DocumentError where it is damaged, protected or no Word file."""
    check_zip(content)
    blocks, footnotes = _open(content)
    talk = _read(blocks)
    notes = list(talk.notes)
    if footnotes:
        notes.append(f"{count_of(footnotes, 'footnote')} left out")
    return Talk(talk, notes=notes, labelled=talk.labelled)


def _open(content: bytes) -> tuple[list[Block], int]:
    """The body's paragraphs and tables, and how many footnotes and endnotes it refers to."""
    import docx
    from docx.opc.exceptions import OpcError
    from lxml.etree import LxmlError  # type: ignore[import-untyped]

    try:
        document = docx.Document(io.BytesIO(content))
        body = document.element.body
        styles = {style.style_id: (style.name or "").casefold() for style in document.styles}
        blocks = list(blocks_of(body, styles, number=count()))
        footnotes = sum(1 for _ in body.iter(f"{W}footnoteReference", f"{W}endnoteReference"))
    except (OpcError, LxmlError, zipfile.BadZipFile, LookupError, ValueError, AttributeError, TypeError) as error:
        raise DocumentError(
            f"a Word file that cannot be opened ({type(error).__name__}); open it in Word and save it as .docx"
        ) from None
    return blocks, footnotes


def _read(blocks: list[Block]) -> Talk:
    """Tables that name speakers are the transcript; lines beside them count only if they name speakers themselves."""
    tables = [(table_talk(b) if b and isinstance(b[0], Row) else None) for b in blocks]
    if not any(tables):
        return talk_of([line for block in blocks for line in _lines(block)])
    said: list[Utterance] = []
    notes: list[str] = []
    left = 0
    parts = zip(tables, blocks, strict=True)
    for is_table, group in groupby(parts, key=lambda part: part[0] is not None):
        for talk in _group_talk(list(group), is_table=is_table):
            if is_table or _names_speakers(talk):
                said += talk
                notes += talk.notes
            else:
                left += len(talk)
    if left:
        notes.append(f"{count_of(left, 'paragraph')} outside the transcript table left out")
    return Talk(said, notes=notes, labelled=True)


def _names_speakers(talk: Talk) -> bool:
    """Whether text beside a transcript table is a conversation itself: two speakers, one of them twice."""
    speakers = [utterance.speaker for utterance in talk if utterance.speaker]
    return 1 < len(set(speakers)) < len(speakers)


def _group_talk(group: list[tuple[Talk | None, Block]], *, is_table: bool) -> Iterator[Talk]:
    if is_table:
        yield from (talk for talk, _ in group if talk is not None)
    else:
        yield talk_of([line for _, block in group for line in _lines(block)])


def _lines(block: Block) -> Iterator[Line]:
    for item in block:
        if isinstance(item, Row):
            for cell in item.cells:
                yield from cell
        else:
            yield item

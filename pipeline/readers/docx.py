"""A Word file goes in, its talk comes out: paragraphs and tables in order, wherever in the body they stand."""

import io
import zipfile
from itertools import count

from data_schemas.errors import DocumentError
from pipeline.readers.blocks import Block, blocks_talk
from pipeline.readers.guard import check_zip
from pipeline.readers.talk import Talk, count_of
from pipeline.readers.wordxml import Style, W, blocks_of


def read_docx(content: bytes) -> Talk:
    """Read a Word file; DocumentError where it is damaged, protected or no Word file."""
    check_zip(content)
    blocks, footnotes = _open(content)
    left = [f"{count_of(footnotes, 'footnote')} left out"] if footnotes else []
    return blocks_talk(blocks).noting(after=left)


def _open(content: bytes) -> tuple[list[Block], int]:
    """The body's paragraphs and tables, and how many footnotes and endnotes it refers to."""
    import docx
    from docx.opc.exceptions import OpcError
    from docx.oxml.exceptions import XmlchemyError
    from lxml.etree import LxmlError

    try:
        document = docx.Document(io.BytesIO(content))
        body = document.element.body
        styles = {style.style_id: Style.of(style) for style in document.styles}
        blocks = list(blocks_of(body, styles, number=count()))
        footnotes = sum(1 for _ in body.iter(f"{W}footnoteReference", f"{W}endnoteReference"))
    except (
        OpcError,
        XmlchemyError,
        LxmlError,
        zipfile.BadZipFile,
        LookupError,
        ValueError,
        AttributeError,
        TypeError,
    ) as error:
        raise DocumentError(
            f"a Word file that cannot be opened ({type(error).__name__}); open it in Word and save it as .docx"
        ) from None
    return blocks, footnotes

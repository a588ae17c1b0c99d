"""A PDF document goes in, its talk comes out: lines with their places, page furniture left out, paragraphs found."""

from collections.abc import Iterator
from typing import Any

from data_schemas.errors import DocumentError
from pipeline.readers.guard import check_size
from pipeline.readers.pdf_furniture import without_furniture
from pipeline.readers.pdf_lines import PdfLine, page_lines
from pipeline.readers.pdf_page import page_spans
from pipeline.readers.pdf_paragraphs import paragraphs
from pipeline.readers.prose import talk_of
from pipeline.readers.talk import Talk, count_of

MAX_PAGES = 2000  # a day of talk fills some two hundred
MAX_CHARACTERS = 20_000_000  # of all pages
HALF = 0.5
MIN_READABLE = 0.5  # share of letters and figures among characters; less is type without meaning

_PASSWORD = 4  # pdfium's FPDF_ERR_PASSWORD


def read_pdf(content: bytes) -> Talk:
    """Read a PDF document; DocumentError where it is damaged, protected, or a scan without text."""
    check_size(content)
    pages = _pages(content)
    _check_text(pages)
    body, notes = without_furniture(pages)
    empty = sum(not page for page in pages)
    if empty:
        notes.append(f"{count_of(empty, 'page')} without text left out")
    return talk_of(paragraphs(body)).noting(before=notes)


def looks_like_pdf(content: bytes) -> bool:
    """Whether a file begins as a PDF document does, within its first kilobyte."""
    return b"%PDF-" in content[:1024]


def _pages(content: bytes) -> list[list[PdfLine]]:
    """The lines of every page."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise DocumentError("a PDF document with a password; save it without one") from None
        raise DocumentError("a PDF document that cannot be opened (damaged); export it again") from None
    try:
        if len(document) > MAX_PAGES:
            raise DocumentError(f"a PDF document of {len(document)} pages, expected at most {MAX_PAGES}; split it")
        return list(_each_page(document))
    except pypdfium2.PdfiumError:
        raise DocumentError("a PDF document with a page that cannot be read (damaged); export it again") from None
    finally:
        document.close()


def _each_page(document: Any) -> Iterator[list[PdfLine]]:
    left = MAX_CHARACTERS
    for number in range(len(document)):
        page = document[number]
        try:
            text_page = page.get_textpage()
            try:
                left -= text_page.count_chars()
                if left < 0:
                    raise DocumentError("a PDF document of more text than a year of talk has; split it")
                yield page_lines(page_spans(text_page, frame=page.get_bbox()), page=number)
            finally:
                text_page.close()
        finally:
            page.close()


def _check_text(pages: list[list[PdfLine]]) -> None:
    """Refuse what holds no text, or text that no one could read."""
    if not any(pages):
        raise DocumentError(
            f"a PDF document of {count_of(len(pages), 'page')} without any text (a scan); "
            "let a program recognise its text (OCR) first, or export the transcript as text"
        )
    text = "".join(line.text for page in pages for line in page)
    filled = [c for c in text if not c.isspace()]
    if sum(c.isalnum() and not "\ue000" <= c <= "\uf8ff" for c in filled) < MIN_READABLE * len(filled):
        raise DocumentError(
            "a PDF document whose type does not say which letters it shows; export the transcript as .docx or .txt"
        )

"""A saved web page goes in, its talk comes out: by the page's own marks of speakers and times, or read as prose."""

import codecs
import re
from email import message_from_bytes
from email.errors import MessageError
from typing import Any

from data_schemas.errors import DocumentError
from pipeline.readers.blocks import Block, blocks_talk
from pipeline.readers.encoding import decode
from pipeline.readers.guard import check_size
from pipeline.readers.html_main import main_part, noted, without_notes
from pipeline.readers.html_marked import marked_talk
from pipeline.readers.html_marks import NO_MARKS, Marks, marks_of, roles_of
from pipeline.readers.html_style import Looks
from pipeline.readers.html_walk import Mark, Page
from pipeline.readers.talk import Talk

HEAD = 4096  # bytes in which a page declares its character set
LOOKED_AT = 3000  # characters in which a page shows that it is one

Element = Any  # lxml's elements carry no types

_CHARSET = re.compile(rb"""<meta[^>]{1,300}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_ALIASES = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252", "gb2312": "gb18030"}
_TYPE = re.compile(r"</?(?:font|tt|big|small|o:p|st1:\w+)\b[^<>]*>", re.IGNORECASE)  # old pages leave them open
_BREAK = re.compile(r"</br\s*/?>", re.IGNORECASE)  # browsers take it for a line break, lxml for nothing
_DECLARED = re.compile(r"\A\s*<\?xml[^>]*\?>")
_PAGE = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_PIECE = re.compile(
    r"\s*<(?:cite|p|div|table|dl|h[1-6]|main|article|section|ul|ol|span|meta|title|style|b|strong|pre|center|header|nav)\b[^<>]{0,2000}>",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    r"</(?:cite|p|div|table|dl|h[1-6]|main|article|section|ul|ol|span|pre|center|header|nav)>", re.IGNORECASE
)
_MHTML = re.compile(
    rb"\A(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:MIME-Version|Snapshot-Content-Location):", re.IGNORECASE
)


def read_html(content: bytes) -> Talk:
    """Read a web page, or the page inside a web archive (.mhtml); DocumentError where there is no page to read."""
    check_size(content)
    text, notes = _text(_page_of_archive(content) if looks_like_mhtml(content) else content)
    root = _parse(text)
    looks = Looks(root)
    part = main_part(root)
    removed = without_notes(part)
    marks = marks_of(part)
    talk = marked_talk(_items(part, looks=looks, marks=marks)) if marks.speakers else None
    if talk is None:
        talk = blocks_talk([i for i in _items(part, looks=looks, marks=NO_MARKS) if not isinstance(i, Mark)])
        if not talk.labelled and (roles := roles_of(part)).speakers:
            talk = marked_talk(_items(part, looks=looks, marks=roles)) or talk
    return noted(talk, removed).noting(before=notes)


def looks_like_html(text: str) -> bool:
    """Whether a text begins as a web page does, or as a piece of one."""
    start = text[:LOOKED_AT]
    return _PAGE.match(start) is not None or (_PIECE.match(start) is not None and _CLOSED.search(start) is not None)


def looks_like_mhtml(content: bytes) -> bool:
    """Whether a file is a web archive, as browsers and Word save a page in a single file."""
    return _MHTML.match(content[:HEAD].replace(b"\r\n", b"\n")) is not None


def _page_of_archive(content: bytes) -> bytes:
    """The first web page in a web archive."""
    try:
        message = message_from_bytes(content)
        pages = [part for part in message.walk() if part.get_content_type() in ("text/html", "application/xhtml+xml")]
        payload = pages[0].get_payload(decode=True) if pages else None
    except (MessageError, LookupError, ValueError, TypeError, AttributeError) as error:
        raise DocumentError(f"a damaged web archive ({type(error).__name__}); save the page as .html") from None
    if not isinstance(payload, bytes) or not payload.strip():
        raise DocumentError("a web archive without a page in it; save the page as .html")
    return payload


def _text(content: bytes) -> tuple[str, tuple[str, ...]]:
    """The page's text, by its byte order mark, the character set it declares, or as any text file; and notes."""
    declared = _CHARSET.search(content[:HEAD])
    marked = content.startswith((codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    if declared and not marked:
        name = declared[1].decode("ascii").casefold()
        try:
            return content.decode(_ALIASES.get(name, name)), ()
        except (LookupError, UnicodeError):  # declared wrongly, as saved pages often are
            pass
    decoded = decode(content)
    return decoded.text, decoded.notes


def _parse(text: str) -> Element:
    """The root element. Scripts do not run, nothing is fetched, and HTML knows no entities of a page's own."""
    import lxml.html
    from lxml.etree import LxmlError

    parser = lxml.html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True, huge_tree=True
    )
    plain = _BREAK.sub("<br>", _TYPE.sub("", _DECLARED.sub("", text.replace("\0", ""))))
    try:
        root = lxml.html.document_fromstring(plain.encode("utf-8", "replace"), parser=parser)
    except (LxmlError, ValueError, AssertionError) as error:
        raise DocumentError(f"a web page that cannot be read ({type(error).__name__}); save it again as text") from None
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise DocumentError(
            "a web page with some thousand elements inside one another; open it in a browser and save it as text"
        )
    return root


def _items(part: Element, *, looks: Looks, marks: Marks) -> list[Block | Mark]:
    from lxml.etree import iterwalk

    page = Page(part, looks=looks, marks=marks)
    walk = iterwalk(part, events=("start", "end"))
    entered: set[Element] = set()
    for event, element in walk:
        if event == "start":
            if page.enter(element):
                entered.add(element)
            else:
                walk.skip_subtree()
        else:
            page.leave(element, entered=element in entered)
            entered.discard(element)
    return page.finish()

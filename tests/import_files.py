"""REFI-QDA projects as the programs write them, made of texts and quotes for the tests of importing."""

import io
import zipfile
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr


@dataclass(frozen=True, kw_only=True)
class Program:
    """How a program writes its files and counts in them."""

    origin: str
    utf16: bool = False
    crlf: bool = False
    line_end: int = 1
    bom: bool = False
    folder: str = "sources"
    root: str = "project.qde"
    braces: bool = False
    named: bool = True


NVIVO = Program(
    origin="NVivo 12.6",
    utf16=True,
    crlf=True,
    line_end=2,
    bom=True,
    folder="Sources",
    braces=True,
    named=False,
)
ATLAS = Program(origin="ATLAS.ti 23", crlf=True, root="My study.qde")
QUALCODER = Program(origin="QualCoder 3.6", bom=True)
MAXQDA = Program(origin="MAXQDA 2022", crlf=True, root="Project.qde")
PROGRAMS = {"nvivo": NVIVO, "atlas": ATLAS, "qualcoder": QUALCODER, "maxqda": MAXQDA}


@dataclass(frozen=True, kw_only=True)
class Coded:
    """One quote under one code; `number` says which of several places, from 1."""

    text: str
    quote: str
    code: str
    user: str = "Ann"
    memo: str = ""
    made: str = "2026-02-03T10:00:00Z"
    number: int = 1
    name: str | None = None


def place(program: Program, text: str, offset: int) -> int:
    """An offset of a text with LF, as the program counts it."""
    before = text[:offset]
    units = len(before.encode("utf-16-le")) // 2 if program.utf16 else len(before)
    return units + (program.line_end - 1) * before.count("\n")


def start_of(text: str, quote: str, number: int) -> int:
    start = -1
    for _ in range(number):
        start = text.index(quote, start + 1)
    return start


def qdpx(
    program: Program,
    texts: dict[str, str],
    codings: list[Coded],
    *,
    extra: str = "",
    codes: str | None = None,
    inside: bool = False,
) -> bytes:
    """A project file; codes are `Parent\\Child` paths and become a tree."""
    users = sorted({c.user for c in codings})
    paths = sorted({c.code for c in codings if c.code})
    parts = [
        '<?xml version="1.0" encoding="utf-8"?>',
        f'<Project xmlns="urn:QDA-XML:project:1.0" name="Study" origin={quoteattr(program.origin)}>',
        "<Users>" + "".join(f"<User guid={_guid(program, 'u' + u)} name={quoteattr(u)}/>" for u in users) + "</Users>",
        "<CodeBook><Codes>" + (codes if codes is not None else _tree(program, paths)) + "</Codes></CodeBook>",
        "<Sources>",
    ]
    for number, (name, text) in enumerate(texts.items()):
        own = "".join(_selection(program, c, text, n) for n, c in enumerate(codings) if c.text == name)
        path = "" if inside else f' plainTextPath="internal://{number:08x}.txt"'
        content = f"<PlainTextContent>{text}</PlainTextContent>" if inside else ""
        parts.append(
            f"<TextSource guid={_guid(program, name)} name={quoteattr(name)}{path}>{content}{own}{extra}</TextSource>"
        )
    parts.append("</Sources></Project>")
    return zipped(
        {program.root: "".join(parts).encode()}
        | {f"{program.folder}/{n:08X}.TXT": encoded(program, t) for n, t in enumerate(texts.values()) if not inside}
    )


def encoded(program: Program, text: str) -> bytes:
    """A text as the program stores it."""
    mark = "\ufeff" if program.bom else ""
    return (mark + (text.replace("\n", "\r\n") if program.crlf else text)).encode()


def zipped(files: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return stream.getvalue()


def _selection(program: Program, coded: Coded, text: str, number: int) -> str:
    start = start_of(text, coded.quote, coded.number)
    ends = [place(program, text, at) for at in (start, start + len(coded.quote))]
    shown = coded.quote[:100] + ("\u2026" if len(coded.quote) > 100 else "")
    name = coded.name if coded.name is not None else shown.replace("\n", " ")
    named = f" name={quoteattr(name)}" if program.named or coded.name is not None else ""
    about = f"<Description>{coded.memo}</Description>" if coded.memo else ""
    user, made = _guid(program, "u" + coded.user), quoteattr(coded.made)
    reference = f"<CodeRef targetGUID={_guid(program, coded.code, upper=True)}/>"
    coding = (
        f"<Coding guid={_guid(program, f'c{number}')} creatingUser={user} creationDateTime={made}>{reference}</Coding>"
    )
    return (
        f'<PlainTextSelection guid={_guid(program, f"s{number}")} startPosition="{ends[0]}" endPosition="{ends[1]}"{named} '
        f"creatingUser={user}>{about}{coding if coded.code else ''}</PlainTextSelection>"
    )


def _tree(program: Program, paths: list[str]) -> str:
    children: dict[str, dict] = {}
    for path in paths:
        level = children
        for part in path.split("\\"):
            level = level.setdefault(part, {})

    def written(level: dict, above: str) -> str:
        out = ""
        for name, below in level.items():
            path = f"{above}\\{name}" if above else name
            inner = written(below, path)
            out += f'<Code guid={_guid(program, path)} name={quoteattr(name)} isCodable="true" color="#1b6ca8">{inner}</Code>'
        return out

    return written(children, "")


def _guid(program: Program, of: str, *, upper: bool = False) -> str:
    from uuid import NAMESPACE_URL, uuid5

    guid = str(uuid5(NAMESPACE_URL, of))
    guid = guid.upper() if upper else guid
    return quoteattr(f"{{{guid}}}" if program.braces else guid)

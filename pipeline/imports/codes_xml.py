"""The codes of a REFI-QDA project or codebook (.qdc) go in, each comes out with its path, colour and description."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element  # the type; `parse_xml` parses

from data_schemas.errors import DocumentError
from pipeline.imports.found import CodedFile, Path, TheirCode
from pipeline.readers.xml_file import children, local, parse_xml

KIND = "a REFI-QDA codebook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A code as the file has it, with the GUID by which its codings name it."""

    guid: str
    code: TheirCode


def read_qdc(content: bytes, *, name: str) -> CodedFile:
    """The codes of a codebook, without any coding; DocumentError if it is none."""
    root = parse_xml(content, kind=KIND)
    if local(root.tag) != "CodeBook":
        raise DocumentError(f"{name}: XML that is no REFI-QDA codebook; export the codebook as .qdc again")
    return CodedFile(origin="qdc", name=name, codes=distinct(codes_of(root)))


def codes_of(book: Element) -> list[Listed]:
    """Every code of a `CodeBook` element, those above before those below; categories that cannot be coded with too."""
    return [listed for codes in children(book, "Codes") for listed in _below(codes, path=())]


def distinct(listed: Iterable[Listed]) -> tuple[TheirCode, ...]:
    """The codes, the first of each path: two of one path cannot be told apart."""
    codes: dict[Path, TheirCode] = {}
    for one in listed:
        codes.setdefault(one.code.path, one.code)
    return tuple(codes.values())


def guid_of(written: str | None) -> str:
    """A GUID without braces and in small letters, as programs differ in both."""
    return (written or "").strip().strip("{}").casefold()


def _below(parent: Element, *, path: Path) -> Iterator[Listed]:
    for element in children(parent, "Code"):
        own = (*path, " ".join((element.get("name") or "").split()) or "(no name)")
        description = next((d.text for d in children(element, "Description") if d.text), "")
        yield Listed(
            guid=guid_of(element.get("guid")),
            code=TheirCode(
                path=own,
                color=element.get("color") or "",
                description=description.strip(),
                codable=(element.get("isCodable") or "true").strip().casefold() not in ("false", "0"),
            ),
        )
        yield from _below(element, path=own)

"""A REFI-QDA project (.qdpx) goes in; its text sources and transcripts come out, each as a file of its own, or as talk.

Follows REFI-QDA 1.0 (qdasoftware.org, 2019), and what programs make of it: ATLAS.ti names the project after itself,
NVivo writes `Sources/`, and what `internal://` names may lie outside the project and be missing.
"""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree.ElementTree import Element  # the type; `parse_xml` parses

from data_schemas.errors import DocumentError
from pipeline.readers.guard import check_zip
from pipeline.readers.qdpx_sync import stamped
from pipeline.readers.talk import Talk, count_of, squeeze
from pipeline.readers.xml_file import children, local, parse_xml

KIND = "a REFI-QDA project"
_MEDIA = frozenset({"AudioSource", "VideoSource"})
_OTHER = frozenset({"PDFSource", "PictureSource"})
_PATHS = ("plainTextPath", "richTextPath")


@dataclass(frozen=True, slots=True)
class Project:
    """The texts of a project, each with its name and content, and what there is to say of those that are not there."""

    sources: tuple[tuple[str, bytes], ...]
    notes: tuple[str, ...]


def qdpx_sources(content: bytes) -> list[tuple[str, bytes]]:
    """Name and content of every text source and transcript that the project holds, in its order."""
    return list(qdpx_project(content).sources)


def qdpx_project(content: bytes) -> Project:
    """The project's texts; DocumentError where the archive is damaged or has no project in it."""
    members = check_zip(content)
    roots = [name for name in members if "/" not in name.strip("/") and name.lower().endswith(".qde")]
    if len(roots) != 1:
        raise DocumentError(f"{KIND} with {count_of(len(roots), '.qde file')}, expected one; export the project again")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            root = parse_xml(archive.read(roots[0]), kind=KIND)
            return _project(root, archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, KeyError) as error:
        raise DocumentError(f"{KIND} that is damaged ({type(error).__name__}); export it again") from None


def read_qdpx(content: bytes, *, read: Callable[[bytes], Talk]) -> Talk:
    """The talk of a project with a single text, read by `read`; DocumentError if it holds none or several."""
    project = qdpx_project(content)
    if not project.sources:
        said = f" ({'; '.join(project.notes)})" if project.notes else ""
        raise DocumentError(
            f"{KIND} without a text in it{said}; export it with its sources, or add the transcripts themselves"
        )
    if len(project.sources) > 1:
        raise DocumentError(
            f"{KIND} that holds {len(project.sources)} texts, expected one; "
            "each is a transcript of its own: put the project into an archive's input folder, where every text is read"
        )
    return read(project.sources[0][1]).noting(before=project.notes)


def looks_like_qdpx(members: frozenset[str]) -> bool:
    """Whether a zip archive with these members is a REFI-QDA project."""
    return any("/" not in name.strip("/") and name.lower().endswith(".qde") for name in members)


def _project(root: Element, archive: zipfile.ZipFile) -> Project:
    files = {name.rsplit("/", 1)[-1].casefold(): name for name in archive.namelist() if not name.endswith("/")}
    sources: list[tuple[str, bytes]] = []
    names: set[str] = set()
    seen: set[str] = set()
    missing = left = 0
    for element, titled in _texts(root):
        left += local(element.tag) in _OTHER
        path = next((_base(element.get(name)) for name in _PATHS if element.get(name)), "")
        if local(element.tag) in _OTHER or (path and path in seen):
            continue
        seen.add(path)
        text = _content(element, archive=archive, files=files)
        if text is None:
            missing += 1
        elif text.strip():
            sources.append((_unused(squeeze(titled) or path or "text", names), text))
    notes = [f"{count_of(missing, 'text source')} missing from the project"] if missing else []
    notes += [f"{count_of(left, 'PDF or picture source')} left out"] if left else []
    return Project(tuple(sources), tuple(notes))


def _texts(root: Element) -> Iterator[tuple[Element, str]]:
    """The elements that stand for a text, each with its name; a recording's transcript bears the recording's."""
    for source in (source for holder in children(root, "Sources") for source in holder):
        kind, name = local(source.tag), source.get("name") or ""
        if kind == "TextSource" or kind in _OTHER:
            yield source, name
        elif kind in _MEDIA:
            yield from ((transcript, transcript.get("name") or name) for transcript in children(source, "Transcript"))


def _content(element: Element, *, archive: zipfile.ZipFile, files: Mapping[str, str]) -> bytes | None:
    """The text of a source: its file as plain text, else what stands in the project itself, else its Word file."""
    plain, rich = (files.get(_base(element.get(name))) for name in _PATHS)
    inside = next((content.text for content in children(element, "PlainTextContent") if content.text), None)
    if plain is not None:
        return stamped(archive.read(plain), element)
    if inside is not None:
        return stamped(inside.encode("utf-8"), element)
    return None if rich is None else archive.read(rich)


def _base(path: str | None) -> str:
    """The file's name in a path such as `internal://6F9619FF.txt`, without case."""
    return unquote(path or "").replace("\\", "/").rsplit("/", 1)[-1].casefold()


def _unused(name: str, names: set[str]) -> str:
    number, free = 1, name
    while free in names:
        number += 1
        free = f"{name} ({number})"
    names.add(free)
    return free

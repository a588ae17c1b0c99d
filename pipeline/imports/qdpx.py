"""A REFI-QDA project (.qdpx) goes in, its texts and what was coded on them come out.

Follows REFI-QDA 1.0 (qdasoftware.org, 2019) and what programs make of it: any one `.qde` at the root, `Sources/` in
any case, GUIDs in braces, a byte order mark that no position counts.
"""

import codecs
import io
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from urllib.parse import unquote
from xml.etree.ElementTree import Element  # the type; `parse_xml` parses

from data_schemas.errors import DocumentError
from pipeline.imports.codes_xml import codes_of, distinct, guid_of
from pipeline.imports.found import CodedFile, Mark, Path, Text
from pipeline.imports.ours import is_model_code, is_model_user, is_who_speaks
from pipeline.imports.positions import MOST, NVIVO, Stretch, places_in, with_lf
from pipeline.imports.qdpx_marks import Names, on_whole, selections
from pipeline.imports.qdpx_notes import Note, noted_in, notes_in
from pipeline.readers.guard import check_zip
from pipeline.readers.talk import count_of
from pipeline.readers.xml_file import children, local, parse_xml
from pipeline.refi.notes import sign_in
from pipeline.refi.queue import is_queue_code, to_code

KIND = "a REFI-QDA project"
WITH_TEXT = frozenset({"TextSource", "Transcript", "Representation"})
ON_TEXT = frozenset({"PlainTextSelection", "TranscriptSelection"})


def read_qdpx(content: bytes, *, name: str) -> CodedFile:
    """The project's codings; DocumentError where it is damaged, ConfigError where its positions cannot be read."""
    members = check_zip(content)
    roots = [m for m in members if "/" not in m.strip("/") and m.lower().endswith(".qde")]
    if len(roots) != 1:
        raise DocumentError(f"{KIND} with {count_of(len(roots), '.qde file')}, expected one; export it again")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            root = parse_xml(archive.read(roots[0]), kind=KIND)
            texts = _texts(root, archive)
            notes = notes_in(root, users=_users(root), text_of=partial(_text, archive=archive, files=_files(archive)))
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, KeyError) as error:
        raise DocumentError(f"{KIND} that is damaged ({type(error).__name__}); export it again") from None
    return _coded(root, texts, notes=notes, name=name)


def _coded(
    root: Element, texts: list[tuple[Element, str, str | None]], *, notes: Mapping[str, Note], name: str
) -> CodedFile:
    listed = [one for book in children(root, "CodeBook") for one in codes_of(book)]
    names = Names(codes={one.guid: one.code.path for one in listed}, users=_users(root), notes=notes)
    held = [(source, title, text) for source, title, text in texts if text is not None]
    stretches: list[Stretch] = []
    owners: list[Mark] = []
    unplaced: list[Mark] = []
    for number, (source, _, _) in enumerate(held):
        for stretch, mark in selections(source, number, names=names):
            if stretch is None:
                unplaced.append(mark)
            else:
                stretches.append(stretch)
                owners.append(mark)
        unplaced += on_whole(source, number, names=names)
    usual = NVIVO if "nvivo" in (root.get("origin") or "").casefold() else MOST
    places = places_in([text for _, _, text in held], stretches, usual=usual, file=name)
    placed = (replace(m, start=start, end=end) for m, (start, end) in zip(owners, places, strict=True))
    marks = (*placed, *unplaced)
    return CodedFile(
        origin="qdpx",
        name=name,
        texts=tuple(Text(name=title, text=with_lf(text)) for _, title, text in held),
        marks=tuple(m for m in marks if not is_queue_code(m.code)),
        codes=distinct(o for o in listed if not _is_ours(o.code.path)),
        suggestions=any(is_model_code(one.code.path) for one in listed)
        or any(map(is_model_user, names.users.values())),
        asked=tuple(m for m in marks if to_code(m.code)),
        done=tuple(m for m in marks if is_queue_code(m.code) and not to_code(m.code)),
        memos=tuple(noted_in(root, [source for source, _, _ in held], notes=notes, codes=names.codes)),
        sign=_sign(root, notes=notes),
        notes=_notes(root, missing=len(texts) - len(held)),
    )


def _sign(root: Element, *, notes: Mapping[str, Note]) -> str:
    """Which of our exports it was, by whatever of ours a program has kept."""
    described = (element.text or "" for element in root.iter() if local(element.tag) == "Description")
    return next(filter(None, map(sign_in, (*described, *(note.text for note in notes.values())))), "")


def _is_ours(path: Path) -> bool:
    """Whether a code is one of our exports' own, by which nobody codes what a passage is about."""
    return is_model_code(path) or is_who_speaks(path) or is_queue_code(path)


def _texts(root: Element, archive: zipfile.ZipFile) -> list[tuple[Element, str, str | None]]:
    """Every element that stands for a text, with its name and what it holds; None where its file is missing."""
    files = _files(archive)
    found = []
    for source in (source for held in children(root, "Sources") for source in held):
        for element in source.iter():
            if local(element.tag) in WITH_TEXT:
                title = element.get("name") or source.get("name") or ""
                found.append((element, title, _text(element, archive, files=files)))
    return found


def _files(archive: zipfile.ZipFile) -> dict[str, str]:
    """The files by their names without folder and case."""
    return {m.rsplit("/", 1)[-1].casefold(): m for m in archive.namelist() if not m.endswith("/")}


def _users(root: Element) -> dict[str, str]:
    return {guid_of(u.get("guid")): u.get("name") or "" for held in children(root, "Users") for u in held}


def _text(element: Element, archive: zipfile.ZipFile, *, files: Mapping[str, str]) -> str | None:
    path = unquote(element.get("plainTextPath") or "").replace("\\", "/").rsplit("/", 1)[-1].casefold()
    if path in files:
        return _decoded(archive.read(files[path]))
    inside = next((held.text for held in children(element, "PlainTextContent") if held.text), None)
    return (
        None if inside is None else inside.replace("\n", "\r\n")
    )  # XML keeps no carriage return: it may have been there


def _decoded(content: bytes) -> str:
    marked = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if marked else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise DocumentError(
            f"{KIND} with a text that is not UTF-8 (byte {error.start}), so that no position in it is sure; export it again"
        ) from None


def _notes(root: Element, *, missing: int) -> tuple[str, ...]:
    others = sum(
        local(e.tag).endswith("Selection") and local(e.tag) not in ON_TEXT and any(True for _ in children(e, "Coding"))
        for e in root.iter()
    )
    told = {
        f"{count_of(missing, 'text')} missing from the project": missing,
        f"{count_of(others, 'coding')} of PDFs, pictures or sound left out": others,
    }
    return tuple(note for note, number in told.items() if number)

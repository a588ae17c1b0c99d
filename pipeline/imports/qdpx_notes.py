"""A REFI-QDA project goes in, what people noted in it comes out: on codes, on whole texts, and by GUID for its selections."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element  # the type; `parse_xml` parses

from pipeline.imports.codes_xml import guid_of
from pipeline.imports.found import Noted, Path
from pipeline.readers.xml_file import children, local


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """One note of a project: its text, who wrote it, and when."""

    text: str = field(repr=False)
    user: str
    made: str


def notes_in(root: Element, *, users: Mapping[str, str], text_of: Callable[[Element], str | None]) -> dict[str, Note]:
    """The notes that hold a text, by GUID; `text_of` reads an element's text, from its own file or from within."""
    found = {}
    for note in (note for held in children(root, "Notes") for note in held):
        text = (text_of(note) or "").replace("\r\n", "\n").strip()
        if text:
            user = users.get(guid_of(note.get("creatingUser") or note.get("modifyingUser")), "")
            made = note.get("modifiedDateTime") or note.get("creationDateTime") or ""
            found[guid_of(note.get("guid"))] = Note(text=text, user=user, made=made)
    return found


def noted_in(
    root: Element, sources: Sequence[Element], *, notes: Mapping[str, Note], codes: Mapping[str, Path]
) -> Iterator[Noted]:
    """What is noted on each code and on each text."""
    for element in root.iter():
        if local(element.tag) == "Code":
            for note in referred(element, notes=notes):
                path = codes.get(guid_of(element.get("guid")), ())
                yield Noted(code=path, coder=note.user, memo=note.text, made=note.made)
    for number, source in enumerate(sources):
        for note in referred(source, notes=notes):
            yield Noted(text=number, coder=note.user, memo=note.text, made=note.made)


def referred(element: Element, *, notes: Mapping[str, Note]) -> list[Note]:
    """The notes to which an element refers."""
    guids = (guid_of(reference.get("targetGUID")) for reference in children(element, "NoteRef"))
    return [notes[guid] for guid in guids if guid in notes]

"""One text of a REFI-QDA project goes in, its selections come out: where they stand, and who coded what there."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from xml.etree.ElementTree import Element  # the type; `parse_xml` parses

from data_schemas.codings import HUMAN_ASSISTED, HUMAN_BLIND, QUEUES
from pipeline.imports.codes_xml import guid_of
from pipeline.imports.found import Mark, Path
from pipeline.imports.ours import BLIND, circumstances, is_model_code, is_model_user, is_who_speaks
from pipeline.imports.positions import Stretch
from pipeline.imports.qdpx_notes import Note, referred
from pipeline.readers.xml_file import children, local
from pipeline.refi.queue import to_code

NO_PLACE = "its position in the file is no number"
EMPTY = "it has no length"
WHOLE = "a code on a whole text, which says nothing of any stretch; code the stretches"


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What GUIDs stand for: codes, users and notes."""

    codes: Mapping[str, Path]
    users: Mapping[str, str]
    notes: Mapping[str, Note] = field(repr=False)


def selections(source: Element, number: int, *, names: Names) -> Iterator[tuple[Stretch | None, Mark]]:
    """Every coding of the text's selections; without a stretch where it has no place to stand in."""
    points = {guid_of(p.get("guid")): p.get("position") or "" for p in children(source, "SyncPoint")}
    for order, element in enumerate(source, start=1):
        if local(element.tag) == "PlainTextSelection":
            ends = [element.get(end) or "" for end in ("startPosition", "endPosition")]
        elif local(element.tag) == "TranscriptSelection":
            ends = [points.get(guid_of(element.get(end)), "") for end in ("fromSyncPoint", "toSyncPoint")]
        else:
            continue
        quote = element.get("name") or ""
        for mark in _codings(element, number, at=f"text {number + 1}, selection {order}", names=names):
            yield _with_place(mark, ends[0], ends[1], quote=quote)


def on_whole(source: Element, number: int, *, names: Names) -> Iterator[Mark]:
    """Codes on the whole text: these are told, and taken for nothing."""
    for coding in children(source, "Coding"):
        path = _path(coding, names=names)
        if not is_who_speaks(path) and not is_model_code(path):
            user = names.users.get(guid_of(coding.get("creatingUser")), "")
            yield Mark(at=f"text {number + 1}", code=path, text=number, coder=user, trouble=WHOLE)


def _with_place(mark: Mark, first: str, last: str, *, quote: str) -> tuple[Stretch | None, Mark]:
    if not (first.isdecimal() and last.isdecimal()):
        return None, replace(mark, trouble=NO_PLACE)
    if int(first) >= int(last):
        return None, replace(mark, trouble=EMPTY)
    return Stretch(mark.text or 0, int(first), int(last), quote), mark


def _codings(selection: Element, number: int, *, at: str, names: Names) -> Iterator[Mark]:
    """One mark for each coding; one without a code where there is only a comment. Who speaks is left out."""
    said = _child_text(selection, "Description").strip()
    told = circumstances(said)
    memos = [said[: told.start()] if told else said, *(note.text for note in referred(selection, notes=names.notes))]
    queue = (told["queue"] or "") if told else ""
    codings: list[Element | None] = [*children(selection, "Coding")]
    for coding in codings or [None]:
        path = () if coding is None else _path(coding, names=names)
        if is_who_speaks(path):
            continue
        owner = (coding.get("creatingUser") if coding is not None else None) or selection.get("creatingUser")
        user = names.users.get(guid_of(owner), "")
        own = memos if coding is None else [*memos, *(note.text for note in referred(coding, notes=names.notes))]
        memo = "\n".join(dict.fromkeys(part.strip() for part in own if part.strip()))
        if not path and not memo:
            continue
        asked = to_code(path)
        yield Mark(
            at=at,
            text=number,
            code=path,
            coder=user,
            memo=memo,
            made=_made(coding, selection),
            by_model=is_model_code(path) or is_model_user(user),
            source="" if told is None else (HUMAN_BLIND if told["how"] == BLIND else HUMAN_ASSISTED),
            queue=asked["queue"] if asked else (queue if queue in QUEUES else ""),
        )


def _path(coding: Element, *, names: Names) -> Path:
    target = next((guid_of(ref.get("targetGUID")) for ref in children(coding, "CodeRef")), "")
    return names.codes.get(target, ())


def _made(coding: Element | None, selection: Element) -> str:
    own = coding.get("creationDateTime") if coding is not None else None
    return own or selection.get("modifiedDateTime") or selection.get("creationDateTime") or ""


def _child_text(element: Element, name: str) -> str:
    return next((child.text for child in children(element, name) if child.text), "")

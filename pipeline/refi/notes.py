"""An export goes in, its notes come out: what the project is, what the model is, and what people wrote beside their codings."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from data_schemas.codings import CODE, SPEAKER, TRANSCRIPT, Note
from pipeline.export.facts import cautions
from pipeline.export.names import unlike
from pipeline.refi.exchange import MADE, Exchange, dated
from pipeline.refi.guids import code_guid, guid
from pipeline.refi.legal import one_line, prose
from pipeline.refi.people import Users
from pipeline.refi.voices import Document, Voices

_SIGNED = re.compile(r"threefaces [^\s,]+, export ([A-Z2-7]{12})\b")
STATEMENT, CARD = "About this project", "About the model"


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One note; `about` is the GUID of what it is on, empty where it is on the project."""

    guid: str
    name: str
    text: str
    user: str
    made: str = MADE
    about: str = ""


def notes_of(exchange: Exchange, *, users: Users, voices: Voices, documents: Sequence[Document]) -> list[Written]:
    """The statement first, then the model's card and people's notes; no two of one name."""
    notes = [_on_project(STATEMENT, statement(exchange), exchange=exchange, user=users.researcher.guid)]
    if exchange.by_machine and users.model:
        card = exchange.card or exchange.archive.facts.model_card
        notes.append(_on_project(CARD, card, exchange=exchange, user=users.model.guid))
    if exchange.by_people:
        notes += [
            _by_person(n, exchange, users=users, voices=voices, documents=documents) for n in exchange.archive.notes
        ]
    names = unlike([note.name for note in notes])
    return [
        Written(guid=n.guid, name=name, text=prose(n.text), user=n.user, made=n.made, about=n.about)
        for n, name in zip(notes, names, strict=True)
    ]


def statement(exchange: Exchange) -> str:
    """What whoever opens the project must know, one line each."""
    archive, facts = exchange.archive, exchange.archive.facts
    use = "do not pass it on" if facts.shared else "for internal use: do not publish or pass on"
    lines = [
        f"{facts.project}. Status: {facts.status}.",
        f"Pseudonymised, not anonymous: people may be recognised by what they say; {use}.",
        f"{facts.transcripts} transcripts, {facts.words} words. Pseudonyms come from the key {facts.key_fingerprint}.",
        f"Codebook: {archive.codebook.title} ({facts.codebook_id} {facts.codebook_version}).",
        f"Written by threefaces {facts.version}{signed(exchange.sign)}.",
    ]
    if exchange.by_machine:
        lines.append(
            f"Machine suggestions are by {facts.model} (digest {facts.model_digest}) and unverified: likely is what it would "
            "assign, check is where it leaves the decision to a person. Each says its probability in its comment."
        )
        lines += [f"- {caution}" for caution in cautions(archive.codebook, facts)]
    return "\n".join(lines)


def signed(sign: str) -> str:
    """How a text says which export it is part of; nothing where it has no sign."""
    return f", export {sign}" if sign else ""


def sign_in(text: str) -> str:
    """The sign of the export that a text is part of; empty where it says none."""
    said = _SIGNED.search(text)
    return said[1] if said else ""


def _on_project(name: str, text: str, *, exchange: Exchange, user: str) -> Written:
    return Written(guid=guid("note", exchange.project, name), name=name, text=text, user=user)


def _by_person(
    note: Note, exchange: Exchange, *, users: Users, voices: Voices, documents: Sequence[Document]
) -> Written:
    kind, _, what = note.about.partition(":")
    about, shown = "", what
    if kind == CODE:
        found = {f"{d.id}.{c.id}": (d, c) for d in exchange.archive.codebook.dimensions for c in d.codes}.get(what)
        if found:
            dimension, code = found
            about = code_guid(exchange.archive.codebook.id, dimension.id, code.id)
            shown = f"{dimension.name} · {code.name}"
    elif kind == SPEAKER:
        about = voices.speakers.get(what, "")
    elif kind == TRANSCRIPT:
        about, shown = next(((d.guid, d.name) for d in documents if d.record.doc_id == what), ("", what))
    user = users.coders[note.coder]
    return Written(
        guid=guid("note", exchange.project, note.about, note.coder),
        name=one_line(f"Memo on {kind} {shown} by {user.name}"),
        text=note.memo,
        user=user.guid,
        made=dated(note.made),
        about=about,
    )

"""A form goes in, a REFI-QDA project comes out: the queue's transcripts, pseudonymised, with its passages marked to be coded.

Of a passage nothing stands there but its mark, in an audit; the instructive queue's have the model's suggestions beside it.
Who speaks is not said, but for the interviewer, and transcripts have no names: neither is to tell a code.
"""

from collections.abc import Sequence
from pathlib import Path

from data_schemas.codings import AUDIT
from data_schemas.records import Segmented
from pipeline.corpus import INTERVIEWER
from pipeline.label.form import Asked, Form
from pipeline.refi.attributes import Variables
from pipeline.refi.content import Content
from pipeline.refi.exchange import Exchange
from pipeline.refi.guids import document_guid, guid
from pipeline.refi.legal import one_line, prose, source_text
from pipeline.refi.notes import Written
from pipeline.refi.people import RESEARCHER, User, Users
from pipeline.refi.queue import DONE, TO_CODE, queue_codes, to_code_guid
from pipeline.refi.selections import Selection
from pipeline.refi.tree import Node, category, distinct, machine_codes, own_codes
from pipeline.refi.voices import Document, Voices, speaks
from pipeline.refi.write import write_content

PROJECT = "qdpx"  # a form too, which comes back by `threefaces import`
OWNER_ONLY = 0o600
ASKS = guid("asks")  # the code on an interviewer's turns


def write_as_project(path: Path, form: Form, *, exchange: Exchange, queue: str, sign: str, coder: str) -> None:
    """Write the project, readable by its owner only; `exchange` is of the whole archive, `sign` of these passages."""
    documents = [_document(record, form, exchange=exchange) for record in _asked_about(form, exchange)]
    model = f"model {exchange.archive.facts.model}"
    user = User(guid=guid("coder", exchange.project, coder), name=one_line(coder) or RESEARCHER)
    users = Users(
        researcher=user,  # first, so that the program opens with it
        coders={},
        model=User(guid=guid("model", model), name=one_line(model)) if exchange.by_machine else None,
    )
    content = Content(
        exchange=exchange,
        users=users,
        documents=tuple(documents),
        voices=Voices(speakers={}, roles={}),
        codes=tuple(_codes(exchange, queue=queue, sign=sign)),
        variables=Variables(of_documents=(), of_speakers=()),
        notes=(_how_to(exchange, queue=queue, passages=len(form.rows), user=user),),
        further={
            d.guid: [*_marks(d, form, code=to_code_guid(queue, sign), user=user), *_asking(d, exchange, user=user)]
            for d in documents
        },
    )
    write_content(path, content, mode=OWNER_ONLY)


def _asked_about(form: Form, exchange: Exchange) -> list[Segmented]:
    """The transcripts in which something is asked, in the order of their ids, which says nothing."""
    wanted = {row.doc_id for row in form.rows}
    return sorted((r for r in exchange.archive.records if r.doc_id in wanted), key=lambda r: r.doc_id)


def _document(record: Segmented, form: Form, *, exchange: Exchange) -> Document:
    """A transcript under its id, with those of its passages that are asked about."""
    asked = {(row.start, row.end) for row in form.rows if row.doc_id == record.doc_id}
    own = (p for p in exchange.archive.passages if p.doc_id == record.doc_id and (p.start, p.end) in asked)
    return Document(
        guid=document_guid(exchange.project, record.doc_id),
        name=record.doc_id,
        record=record,
        text=source_text(record.text),
        passages=tuple(own),
    )


def _marks(document: Document, form: Form, *, code: str, user: User) -> list[Selection]:
    asked: Sequence[Asked] = [row for row in form.rows if row.doc_id == document.record.doc_id]
    found = [Selection(start=row.start, end=row.end, code=code, user=user.guid) for row in asked]
    return sorted(found, key=lambda selection: selection.start)


def _asking(document: Document, exchange: Exchange, *, user: User) -> list[Selection]:
    asking = {
        p.speaker for p in exchange.archive.passages if p.doc_id == document.record.doc_id and _asks(p.role_group)
    }
    turns = (turn for turn in document.record.turns if speaks(turn) and turn.speaker in asking)
    return [Selection(start=turn.start, end=turn.end, code=ASKS, user=user.guid) for turn in turns]


def _asks(role_group: str) -> bool:
    return role_group == INTERVIEWER


def _codes(exchange: Exchange, *, queue: str, sign: str) -> list[Node]:
    codebook, facts = exchange.archive.codebook, exchange.archive.facts
    machine = machine_codes(codebook, model=facts.model) if exchange.by_machine else []
    asks = category(guid("speakers"), "Speakers", [Node(guid=ASKS, name="Speaker · Interviewer")])
    return distinct([*queue_codes(queue, sign), *own_codes(codebook), *machine, *asks])


def _how_to(exchange: Exchange, *, queue: str, passages: int, user: User) -> Written:
    facts, codebook = exchange.archive.facts, exchange.archive.codebook
    seen = (
        "Code from the text and the codebook alone, without talking to another coder or looking at any model's codes."
        if queue == AUDIT
        else f"What {facts.model} suggests stands beside each passage, unverified; take over what you agree with."
    )
    text = "\n".join(
        [
            f"{facts.project}: {passages} passages to code, each marked with the code {TO_CODE}: {queue}.",
            seen,
            "Code a passage as a whole, or the words in it that show the code: either counts for the passage.",
            f"Code it with {DONE}: {queue} once you have decided on all dimensions.",
            f"Codebook: {codebook.title} ({codebook.id} {codebook.version}).",
            "Pseudonymised, not anonymous: give it only to those who may read the transcripts.",
            f"Written by threefaces {facts.version}.",
        ]
    )
    return Written(guid=guid("note", exchange.project, queue), name="What to do", text=prose(text), user=user.guid)

"""Passages go in, what the roster says of speakers and transcripts comes out: typed variables and their values."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline.coded import CodedPassage
from pipeline.export.names import unlike
from pipeline.refi.guids import guid
from pipeline.refi.legal import one_line
from pipeline.refi.voices import Document

TEXT, BOOLEAN, INTEGER, FLOAT, DATE = "Text", "Boolean", "Integer", "Float", "Date"
_WHOLE = re.compile(r"-?(0|[1-9][0-9]{0,8})\Z")  # without zeros before it: those are numbers of something
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,8})\.[0-9]{1,9}\Z")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_Listed = tuple[str, Callable[[CodedPassage], str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """One attribute; `of` gives a passage's value as text, empty where none is recorded."""

    guid: str
    name: str
    type: str
    of: Callable[[CodedPassage], str]

    def shared_by(self, passages: Sequence[CodedPassage]) -> str:
        """The value that all of these passages have; empty where they differ."""
        values = {self.of(passage) for passage in passages}
        return values.pop() if len(values) == 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Variables:
    """The variables of transcripts, and those of speakers, which have names of their own."""

    of_documents: tuple[Variable, ...]
    of_speakers: tuple[Variable, ...]


def variables_of(documents: Sequence[Document]) -> Variables:
    """Every attribute that some passage has a value for; a transcript's is its respondents', where they agree."""
    passages = [passage for document in documents for passage in document.passages]
    placed: list[_Listed] = [("kind", lambda p: p.kind), ("case", lambda p: one_line(p.case))]
    personal = [(name, of) for name, of in _of_person(passages) if any(of(passage) for passage in passages)]
    used = [(name, of) for name, of in placed if any(of(passage) for passage in passages)] + personal
    names = unlike([*(one_line(name) for name, _ in used), *(f"speaker {one_line(name)}" for name, _ in personal)])
    made = [
        Variable(guid=guid("variable", name), name=name, type=_type([of(p) for p in passages]), of=of)
        for name, (_, of) in zip(names, [*used, *personal], strict=True)
    ]
    return Variables(of_documents=tuple(made[: len(used)]), of_speakers=tuple(made[len(used) :]))


def respondents(document: Document) -> list[CodedPassage]:
    """The passages by which a transcript's attributes go: an interviewer's are left out where others speak."""
    return [passage for passage in document.passages if passage.coded] or list(document.passages)


def _of_person(passages: Sequence[CodedPassage]) -> list[_Listed]:
    employed = {True: "true", False: "false", None: ""}
    return [
        ("role", lambda p: one_line(p.role)),
        ("role_group", lambda p: p.role_group),
        ("formally_employed", lambda p: employed[p.formally_employed]),
        *((name, _column(name)) for name in sorted({name for passage in passages for name in passage.attributes})),
    ]


def _column(name: str) -> Callable[[CodedPassage], str]:
    return lambda passage: one_line(passage.attributes.get(name, ""))


def _type(values: Sequence[str]) -> str:
    given = {value for value in values if value}
    if given <= {"true", "false"}:
        return BOOLEAN
    if all(_WHOLE.match(value) for value in given):
        return INTEGER
    if all(_WHOLE.match(value) or _DECIMAL.match(value) for value in given):
        return FLOAT
    return DATE if all(_is_day(value) for value in given) else TEXT


def _is_day(value: str) -> bool:
    try:
        return _DAY.match(value) is not None and date.fromisoformat(value).year > 0
    except ValueError:
        return False

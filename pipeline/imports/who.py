"""A file's coders and what the user said of them go in; every coding's coder and source come out, or what must be said first."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from data_schemas.codings import HUMAN_ASSISTED, HUMAN_BLIND, INSTRUCTIVE, SOURCES
from data_schemas.errors import ConfigError
from pipeline.codings.coders import matched_coders, named_coder
from pipeline.imports.found import CodedFile, Mark
from pipeline.refi.people import RESEARCHER


def people_in(coded: CodedFile) -> list[str]:
    """Everybody who coded something, the model left out; an empty name where the file does not say who."""
    marks = (mark for mark in (*coded.marks, *coded.done, *_noted(coded)) if not mark.by_model)
    return sorted({mark.coder.strip() for mark in marks} | {memo.coder.strip() for memo in coded.memos})


def with_coder(coded: CodedFile, coder: str, *, known: Collection[str] = ()) -> CodedFile:
    """Every coding with its coder, by the name that is known; ConfigError where neither the file nor the user names one."""
    coder = named_coder(coder, known=known) if coder else ""
    people = [name for name in people_in(coded) if name]
    if not coder and coded.asked and RESEARCHER in (people or [mark.coder for mark in coded.asked]):
        raise ConfigError(
            f"{coded.name}: was coded under the name {RESEARCHER}, which is whoever opened it; give --coder, a name or initials"
        )
    if coder and len(people) > 1:
        raise ConfigError(
            f"--coder: {coded.name} names {len(people)} coders, who are taken as they are; leave --coder out, or import "
            "one coder's file at a time"
        )
    if not coder and "" in people_in(coded):
        raise ConfigError(f"{coded.name}: does not say who coded; give --coder, a name or initials")
    meant = matched_coders(people, known=known) if not coder else {}

    def owned(marks: Sequence[Mark]) -> tuple[Mark, ...]:
        return tuple(m if m.by_model else replace(m, coder=coder or meant.get(m.coder.strip(), m.coder)) for m in marks)

    memos = (replace(memo, coder=coder or meant[memo.coder.strip()]) for memo in coded.memos)
    return replace(
        coded, marks=owned(coded.marks), asked=owned(coded.asked), done=owned(coded.done), memos=tuple(memos)
    )


def undecided(marks: Sequence[Mark]) -> bool:
    """Whether of some coding it is not known if the coder saw other codes."""
    return any(not mark.source for mark in marks if not mark.by_model)


def with_source(coded: CodedFile, source: str) -> CodedFile:
    """Every coding with its source: what is said of it in the file, else `source`.

    Codings in a file with a model's suggestions were made with these in view, whatever is asked for.
    """
    queues = {mark.queue for mark in coded.asked}
    if source and source not in SOURCES:
        raise ConfigError(f"--source {source!r}: expected {' or '.join(SOURCES)}")
    if coded.suggestions and source == HUMAN_BLIND:
        raise ConfigError(
            f"--source {HUMAN_BLIND}: {coded.name} holds a model's suggestions, so what was coded there is {HUMAN_ASSISTED}; "
            "to code blind, export without suggestions"
        )
    if INSTRUCTIVE in queues and source == HUMAN_BLIND:
        raise ConfigError(f"--source {HUMAN_BLIND}: the {INSTRUCTIVE} queue is handed out with suggestions")
    source = HUMAN_ASSISTED if coded.suggestions or INSTRUCTIVE in queues else source
    source = source or (HUMAN_BLIND if queues else "")  # an audit is handed out blind
    if not source and undecided(coded.marks):
        raise ConfigError(
            f"--source: say how {coded.name} was coded: {HUMAN_BLIND} (from the transcripts and the codebook alone) or "
            f"{HUMAN_ASSISTED} (with a model's or another coder's codes in view)"
        )

    def said(marks: Sequence[Mark]) -> tuple[Mark, ...]:
        return tuple(m if m.source else replace(m, source=source) for m in marks)

    return replace(coded, marks=said(coded.marks), done=said(coded.done), asked=said(coded.asked))


def _noted(coded: CodedFile) -> list[Mark]:
    """The marks of passages to code beside which a coder noted something."""
    return [mark for mark in coded.asked if mark.memo]

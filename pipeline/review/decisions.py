"""The decisions that a person typed into `vault/review.csv` go in, what is masked or left in each transcript comes out.

`always` masks a text in the whole archive, `never` leaves it; `here` masks it in the transcripts named under
`in_documents`, `not here` leaves it in them, whatever holds elsewhere. The order of rows means nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from data_schemas.errors import ConfigError
from data_schemas.pseudonyms import WORDS
from pipeline.pseudonymise.decided import Decided, Form, form_of
from pipeline.pseudonymise.names import forms_of
from pipeline.pseudonymise.roster_names import names_of
from pipeline.review.sheet import read_sheet
from pipeline.roster import Speaker
from pipeline.sources import Source

FILE = "review.csv"
NEEDED = ("decision", "text", "type", "in_documents")
MASKS = {"always": True, "never": False, "here": True, "not here": False}
MASKING = frozenset(verb for verb, masks in MASKS.items() if masks)
IN_SOME = frozenset(("here", "not here"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One row that decides; `documents` are the transcripts it is confined to, folded, or None for the whole archive."""

    line: int
    decided: Decided
    form: Form
    documents: frozenset[str] | None


def read_decisions(path: Path) -> tuple[Decision, ...]:
    """Every decision of the table; ConfigError names line and column of a wrong one, or two that contradict each other."""
    rows = read_sheet(path, needs=NEEDED).rows
    found = tuple(_decision(row, where=f"{path.name}, line {line}", line=line) for line, row in rows if row["decision"])
    standing: dict[tuple[Form, str], Decision] = {}
    for decision in found:
        for document in decision.documents or ("",):
            other = standing.setdefault((decision.form, document), decision)
            if _outcome(other) != _outcome(decision):
                raise ConfigError(
                    f"{path.name}, line {decision.line}, decision: decides otherwise on the same text than line "
                    f"{other.line}; keep one of them"
                )
    return found


def decided_in(
    decisions: Sequence[Decision], sources: Sequence[Source], *, names: Mapping[str, str], known: Iterable[str]
) -> dict[str, tuple[Decided, ...]]:
    """What is decided for every source, by doc_id; what is decided for a transcript goes before what is for all.

    `names` gives the safe names by file, `known` everything by which a transcript may be named, past ones too.
    """
    labels = {s.doc_id: labels_of(s, names=names) for s in sources}
    _check_documents(decisions, known=frozenset(map(str.casefold, known)).union(*labels.values()))
    _check_participants(decisions, sources, labels=labels)
    ordered = sorted(decisions, key=lambda d: (not d.decided.mask, d.decided.type, d.decided.text))
    everywhere = {d.form: d.decided for d in reversed(ordered) if d.documents is None}
    confined = [(d.documents, d) for d in reversed(ordered) if d.documents is not None]
    decided = {}
    for doc_id, own in labels.items():
        here = {d.form: d.decided for documents, d in confined if documents & own}
        decided[doc_id] = tuple(sorted({**everywhere, **here}.values(), key=lambda d: (d.text, d.type, d.mask)))
    return decided


def verb_of(row: Mapping[str, str]) -> str:
    """What a row decides, in small letters; empty where nothing is decided yet."""
    return " ".join(row.get("decision", "").casefold().split())


def documents_in(cell: str) -> tuple[str, ...]:
    """The transcripts that a cell of `in_documents` names."""
    return tuple(name.strip() for name in cell.split(";") if name.strip())


def labels_of(source: Source, *, names: Mapping[str, str]) -> frozenset[str]:
    """Everything by which a table may name a transcript: its id, file and safe name, folded."""
    return frozenset(label.casefold() for label in (source.doc_id, source.file, names.get(source.file, "")) if label)


def _decision(row: Mapping[str, str], *, where: str, line: int) -> Decision:
    verb = verb_of(row)
    if verb not in MASKS:
        raise ConfigError(f"{where}, decision: expected {', '.join(MASKS)}, or nothing")
    form = form_of(row["text"])
    if not form.words:
        raise ConfigError(f"{where}, text: expected the words that are decided on")
    kind = row["type"].upper()
    if MASKS[verb] and kind not in WORDS:
        raise ConfigError(f"{where}, type: expected one of {', '.join(WORDS)}")
    documents = frozenset(name.casefold() for name in documents_in(row["in_documents"]))
    if verb in IN_SOME and not documents:
        raise ConfigError(f"{where}, in_documents: expected the transcripts that {verb!r} means, with ; between them")
    return Decision(
        line=line,
        decided=Decided(text=" ".join(row["text"].split()), type=kind if MASKS[verb] else "", mask=MASKS[verb]),
        form=form,
        documents=documents if verb in IN_SOME else None,
    )


def _outcome(decision: Decision) -> tuple[bool, str]:
    return decision.decided.mask, decision.decided.type


def _check_documents(decisions: Sequence[Decision], *, known: frozenset[str]) -> None:
    for decision in decisions:
        if not (decision.documents or frozenset()) <= known:
            raise ConfigError(
                f"{FILE}, line {decision.line}, in_documents: names a transcript that is not there; expected names or ids "
                "as in files.csv, with ; between them"
            )


def _check_participants(
    decisions: Sequence[Decision], sources: Sequence[Source], *, labels: Mapping[str, frozenset[str]]
) -> None:
    """Nobody who is listed as a speaker may be left open by name where they speak."""
    leaving = [d for d in decisions if not d.decided.mask]
    forms = {s.doc_id: _spoken_forms(s.speakers) for s in sources} if leaving else {}
    for decision in leaving:
        scope = (i for i, own in labels.items() if decision.documents is None or decision.documents & own)
        if any(decision.form.words in forms[doc_id] for doc_id in scope):
            raise ConfigError(
                f"{FILE}, line {decision.line}, decision: this is the name of somebody listed in speakers.csv, which is "
                "always masked where they speak; decide `not here` for other transcripts, or change `person` there"
            )


def _spoken_forms(speakers: Sequence[Speaker]) -> frozenset[tuple[str, ...]]:
    """The forms under which the speakers may be spoken of."""
    names = names_of(speakers, utterances=())
    return frozenset(form_of(form.text).words for name in names for form in forms_of(name))

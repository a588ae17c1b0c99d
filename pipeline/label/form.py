"""A codebook goes in, the questions of a form come out; and a row that a person filled in becomes an answer.

Every form has the same fields, whatever program shows it: an id, what is read, one field or several for each dimension,
own codes, a memo, and whether the row is done. What is left empty in a row that is done carries no code.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from data_schemas.codebook import NONE, Code, Codebook, Dimension

MOST_FIELDS = 5  # fields of one `multi` dimension; more codes are written into one, separated by semicolons
SEPARATOR = ";"
ID, PASSAGE, QUESTION, BEFORE, SUGGESTED = "id", "passage", "question", "turn_before", "suggested"
OPEN_CODES, MEMO, DONE = "own_codes", "memo", "done"
READ = {ID: "id", QUESTION: "Question", BEFORE: "Turn before", PASSAGE: "Passage", SUGGESTED: "The model suggests"}
WRITTEN = {OPEN_CODES: "Own codes", MEMO: "Memo", DONE: "Done?"}
YES = ("yes", "y", "x", "true", "1", "done")
NO = ("", "no", "n", "false", "0")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field to fill in; `key` is what programs call it, `choices` what a drop-down offers."""

    key: str
    title: str
    dimension: str
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One passage as it is handed out, with what goes before it; `suggested` is empty where coding is blind."""

    id: str
    passage: str
    question: str
    before: str
    suggested: str
    likeliest: Mapping[str, tuple[str, ...]]  # by dimension, what is suggested; empty where coding is blind
    doc_id: str = ""
    start: int = 0  # in the transcript's text, half-open
    end: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """Everything that a form shows."""

    codebook: Codebook
    rows: tuple[Asked, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a coder filled in for one passage; `complete` are dimensions decided in full where not all are.

    `source` says how it was coded where that is known to be otherwise than the queue has it.
    """

    id: str
    codes: dict[str, list[str]]
    done: bool
    open_codes: tuple[str, ...]
    memo: str
    made: str = ""
    complete: tuple[str, ...] = ()
    source: str = ""

    @property
    def empty(self) -> bool:
        """Whether nothing was filled in."""
        return not (self.codes or self.done or self.open_codes or self.memo or self.complete)


def fields_of(codebook: Codebook) -> list[Field]:
    """The fields of all dimensions, in the codebook's order."""
    fields = []
    for dimension in codebook.dimensions:
        choices = (*(choice_of(code) for code in dimension.codes), NONE)
        count = min(len(dimension.codes), MOST_FIELDS) if dimension.kind == "multi" else 1
        for number in range(1, count + 1):
            behind = "" if number == 1 else f" {number}"
            fields.append(
                Field(
                    key=f"{dimension.id}{behind}",
                    title=f"{dimension.name}{behind}",
                    dimension=dimension.id,
                    choices=choices,
                )
            )
    return fields


def chosen(text: str, dimension: Dimension) -> list[str] | None:
    """The codes that a cell names, by name or id, [] for *none*; None where it names what the dimension does not have.

    A name may hold a semicolon itself: the longest name that fits is meant.
    """
    names = ((name, code.id) for code in dimension.codes for name in (code.id, code.name, choice_of(code)))
    known = {_parts(name): code for name, code in names if name.casefold() != NONE}
    left, found = _parts(text), []
    while left:
        fits = next((size for size in range(len(left), 0, -1) if left[:size] in known), 0)
        if fits:
            found.append(known[left[:fits]])
        elif left[0] and left[0] != NONE:
            return None
        left = left[max(1, fits) :]
    return found


def choice_of(code: Code) -> str:
    """A code as a form offers it: by its name, with its id where it is called like the choice of nothing."""
    return f"{code.name} ({code.id})" if code.name.strip().casefold() == NONE else code.name


def _parts(text: str) -> tuple[str, ...]:
    """What stands between semicolons, empty or not, without case."""
    return tuple(piece.strip().casefold() for piece in text.split(SEPARATOR))


def listed(text: str) -> tuple[str, ...]:
    """What stands between semicolons."""
    return tuple(dict.fromkeys(part.strip() for part in text.split(SEPARATOR) if part.strip()))


def offered(dimension: Dimension) -> str:
    """What may stand in a dimension's field, for messages."""
    return ", ".join([*(choice_of(code) for code in dimension.codes), NONE])

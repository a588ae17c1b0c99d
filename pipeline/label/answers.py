"""The rows of a form that was filled in go in, checked cell by cell; answers come out, or all that is wrong with them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data_schemas.codebook import NONE, Codebook
from data_schemas.errors import ConfigError
from pipeline.label.form import DONE, ID, MEMO, NO, OPEN_CODES, WRITTEN, YES, Answer, chosen, fields_of, listed, offered

MOST_TROUBLES = 20  # lines of one message


@dataclass(slots=True)
class Troubles:
    """Everything that is wrong with a file, told at once."""

    file: str
    found: list[str] = field(default_factory=list)

    def add(self, row: int, column: str, message: str) -> None:
        """One more: what is wrong in a cell, and what was expected; never what stands in it."""
        self.found.append(f"{self.file}, row {row}, column {column}: {message}")

    def raise_any(self) -> None:
        """ConfigError with all of them, if there are any."""
        if self.found:
            more = len(self.found) - MOST_TROUBLES
            shown = [*self.found[:MOST_TROUBLES], *([f"and {more} more like these"] if more > 0 else [])]
            raise ConfigError("\n".join([*shown, "nothing was taken; mend these cells and take the file again"]))


def answers_from(
    rows: Sequence[tuple[int, Mapping[str, str]]],
    *,
    columns: Mapping[str, str],
    codebook: Codebook,
    known: frozenset[str],
    file: str,
) -> list[Answer]:
    """The answers of a table; rows are numbered as the coder sees them, `columns` names fields as the coder sees them.

    `known` are the ids that were handed out.
    """
    missing = [key for key in (ID, DONE, *(f.key for f in fields_of(codebook))) if key not in columns]
    if missing:
        raise ConfigError(
            f"{file}: no column {missing[0]!r}; expected a form of `threefaces label` with its columns left as they are"
        )
    troubles, seen, answers = Troubles(file), dict[str, int](), []
    for number, row in rows:
        name = row.get(ID, "")
        if not name and not any(row.values()):
            continue
        if name not in known:
            troubles.add(
                number, columns[ID], "this id was not handed out by this project; leave the hidden column alone"
            )
        elif name in seen:
            troubles.add(number, columns[ID], f"stands already in row {seen[name]}; keep one of the two")
        seen.setdefault(name, number)
        answer = _answer(row, number=number, columns=columns, codebook=codebook, troubles=troubles)
        if not answer.empty:
            answers.append(answer)
    troubles.raise_any()
    return answers


def _answer(
    row: Mapping[str, str], *, number: int, columns: Mapping[str, str], codebook: Codebook, troubles: Troubles
) -> Answer:
    done = row.get(DONE, "").casefold()
    if done not in (*YES, *NO):
        troubles.add(number, columns.get(DONE, WRITTEN[DONE]), "expected yes, or nothing")
    codes: dict[str, list[str]] = {}
    nothing: set[str] = set()
    for one in fields_of(codebook):
        cell, dimension = row.get(one.key, ""), codebook.dimension(one.dimension)
        found = chosen(cell, dimension)
        if found is None:
            troubles.add(number, columns[one.key], f"expected {offered(dimension)}, or nothing")
        elif cell:
            own = codes.setdefault(dimension.id, [])
            own += [code for code in found if code not in own]
            if NONE in (part.casefold() for part in listed(cell)):
                nothing.add(dimension.id)
            if dimension.kind == "single" and len(own) > 1:
                troubles.add(number, columns[one.key], "takes one code")
            if own and dimension.id in nothing:
                troubles.add(number, columns[one.key], f"{NONE} stands beside a code; keep one of the two")
    return Answer(
        id=row.get(ID, ""),
        codes=codes,
        done=done in YES,
        open_codes=listed(row.get(OPEN_CODES, "")),
        memo=row.get(MEMO, ""),
    )

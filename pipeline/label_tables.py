"""A table of labels goes in (CSV, or the first sheet of an Excel workbook), labels and what is wrong with it come out.

One row a passage: `id`, `interview`, `text`, one column per dimension with codes between semicolons, and where wanted
`question`, `previous`, `source`, `probability` and `complete`. An empty cell is unknown unless `complete` names the
dimension; `none` says that no code of it applies. Further columns are a team's own and are not read.
"""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import fields
from difflib import SequenceMatcher
from itertools import zip_longest
from pathlib import Path
from typing import Any

from data_schemas.codebook import NONE, Codebook
from data_schemas.errors import DocumentError
from data_schemas.labels import Gathered, Label, Placed
from data_schemas.spelling import nearest, shown
from data_schemas.troubles import Trouble
from pipeline.csv_file import CsvFile, read_csv
from pipeline.readers.workbook import Numbered, numbered_sheets_of

NEEDED = ("id", "interview", "text")
COMPLETE = "complete"
CHANCE = "probability"
PLAIN = tuple(f.name for f in fields(Label) if f.name not in ("codes", COMPLETE))
ALIKE = 0.8  # share of letters in common from which a column's name is a dimension's, misspelled
NO_CHANCE = "expected the chance with which the passage was drawn, above 0 and at most 1, such as 0.25"
TOO_MANY = "more cells than columns; put a text that holds the separator between double quotes"


def gather_table(path: Path, *, codebook: Codebook) -> Gathered:
    """Read a table of labels; troubles name the line and the column that are wrong."""
    try:
        table = _sheet(path) if path.suffix.lower() == ".xlsx" else read_csv(path)
    except (DocumentError, csv.Error) as error:
        return Gathered([], [Trouble(path.name, f"{error}; expected a table of labels")])
    names = {column: column.strip().casefold() for column in table.columns}
    troubles = list(_of_columns([names[column] for column in table.columns], name=path.name, codebook=codebook))
    if troubles:
        return Gathered([], troubles)
    found = Gathered([], [Trouble(f"{path.name}, line {line}", TOO_MANY) for line in table.overlong])
    for line, row in table.rows:
        cells = {names[column]: value for column, value in row.items()}
        at = f"{path.name}, line {line}"
        missing = [column for column in NEEDED[:2] if not cells.get(column)]
        if not any(cells.values()):
            continue
        found.troubles.extend(Trouble(f"{at}, column {column}", "empty; every row needs one") for column in missing)
        if not missing:
            found.placed.append(Placed(label=_label(cells, codebook=codebook), at=at, columns=True))
            found.troubles.extend(_of_none(cells, at=at, codebook=codebook))
            if cells.get(CHANCE) and _chance(cells[CHANCE]) is None:
                found.troubles.append(Trouble(f"{at}, column {CHANCE}", NO_CHANCE))
    if not table.rows:
        found.troubles.append(Trouble(path.name, "no rows in it; expected one a passage"))
    return found


def _sheet(path: Path) -> CsvFile:
    """The first sheet that has cells, in the form of a CSV file; lines are the rows' numbers as the program shows them."""
    sheets = numbered_sheets_of(path.read_bytes())
    rows: Numbered = next((sheet for sheet in sheets if sheet), [(1, [])])
    columns = tuple(rows[0][1])
    return CsvFile(
        columns,
        tuple(
            (number, {name: value for name, value in zip_longest(columns, row, fillvalue="") if name})
            for number, row in rows[1:]
        ),
        tuple(number for number, row in rows[1:] if len(row) > len(columns)),
    )


def _of_columns(given: list[str], *, name: str, codebook: Codebook) -> Iterator[Trouble]:
    for column in NEEDED:
        if column not in given:
            yield Trouble(name, f"no column {column!r}; expected {', '.join(NEEDED)} and one for each dimension")
    for column in sorted({column for column in given if column and given.count(column) > 1}):
        yield Trouble(name, f"column {shown(column)} stands twice")
    known = {dimension.id: dimension.name for dimension in codebook.dimensions}
    for column in given:
        near = nearest(column, known=known) if column not in (*PLAIN, COMPLETE, *known) else None
        if near and SequenceMatcher(None, column, near).ratio() >= ALIKE:
            yield Trouble(name, f"column {shown(column)} is no dimension of codebook {codebook.id}; nearest: {near!r}")
    if not set(known) & set(given):
        yield Trouble(name, f"no column for any dimension of codebook {codebook.id}; expected {', '.join(known)}")


def _label(cells: Mapping[str, str], *, codebook: Codebook) -> Label:
    coded = {d: listed for d in codebook.ids if (listed := _listed(cells.get(d, "")))}
    plain: dict[str, Any] = {column: cells[column] for column in PLAIN if cells.get(column)}
    return Label(
        **{"text": "", **plain, CHANCE: _chance(cells.get(CHANCE, ""))},
        codes={d: [code for code in codes if code != NONE] for d, codes in coded.items()},
        complete=_listed(cells.get(COMPLETE, "")),
    )


def _chance(cell: str) -> float | None:
    """The chance that a cell names; None where it names none."""
    try:
        chance = float(cell)
    except ValueError:
        return None
    return chance if 0 < chance <= 1 else None


def _of_none(cells: Mapping[str, str], *, at: str, codebook: Codebook) -> Iterator[Trouble]:
    for dimension_id in codebook.ids:
        codes = _listed(cells.get(dimension_id, ""))
        if NONE in codes and len(codes) > 1:
            yield Trouble(f"{at}, column {dimension_id}", f"{NONE!r} stands beside a code; give one or the other")


def _listed(cell: str) -> list[str]:
    return [part for part in (part.strip() for part in cell.split(";")) if part]

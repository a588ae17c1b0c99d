"""A form goes in, a spreadsheet with drop-downs comes out, and back: one row a passage, a second sheet with the codebook.

The first row, which is hidden, holds the fields' keys; the second what people read. The same form gives the same bytes.
"""

import io
import re
import warnings
import zipfile
from pathlib import Path
from typing import Any

from data_schemas.codebook import NONE, Codebook
from data_schemas.errors import ConfigError, DocumentError
from pipeline.export.escape import CONTROL, FORMULA
from pipeline.label.answers import answers_from
from pipeline.label.form import (
    BEFORE,
    DONE,
    ID,
    MEMO,
    PASSAGE,
    QUESTION,
    READ,
    SUGGESTED,
    WRITTEN,
    Answer,
    Form,
    choice_of,
    fields_of,
)
from pipeline.readers.guard import check_zip
from pipeline.vault import write_own

TO_CODE, CODEBOOK, LISTS = "To code", "Codebook", "Lists"
KEYS, HEADS, FIRST = 1, 2, 3  # rows: keys, heads, and the first passage
WIDTHS = {PASSAGE: 70, QUESTION: 36, BEFORE: 36, SUGGESTED: 28, MEMO: 30, DONE: 8}  # characters
WIDTH = 20  # characters, of every other column
LONGEST_CELL = 32_767  # characters that a spreadsheet's cell holds
EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest moment that a ZIP file can name
_MOMENT = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*")


def write_workbook(path: Path, form: Form) -> None:
    """Write the spreadsheet, readable by its owner only."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.title = TO_CODE
    fields = fields_of(form.codebook)
    blind = not any(row.suggested for row in form.rows)
    read = {key: title for key, title in READ.items() if not (blind and key == SUGGESTED)}
    titles = read | {f.key: f.title for f in fields} | WRITTEN
    for column, (key, title) in enumerate(titles.items(), start=1):
        _put(sheet.cell(KEYS, column), key)
        _put(sheet.cell(HEADS, column), title)
    for number, row in enumerate(form.rows, start=FIRST):
        shown = {ID: row.id, PASSAGE: row.passage, QUESTION: row.question, BEFORE: row.before, SUGGESTED: row.suggested}
        for column, key in enumerate(read, start=1):
            _put(sheet.cell(number, column), shown[key])
    _lay_out(sheet, keys=list(titles), last=len(form.rows) + FIRST - 1)
    _add_lists(book, sheet, form=form, keys=list(titles))
    _add_codebook(book, form.codebook)
    write_own(path, _same_bytes(book))


def read_workbook(path: Path, *, codebook: Codebook, known: frozenset[str]) -> list[Answer]:
    """The answers in a spreadsheet that came back; ConfigError names row and column of all that is wrong."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        content = path.read_bytes()
        check_zip(content)
        with warnings.catch_warnings(action="ignore"):  # of styles and the like; nothing that concerns the cells
            sheet = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)[TO_CODE]
        sheet.reset_dimensions()  # some programs declare a range that is too small
        rows = [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    except (OSError, KeyError, ValueError, DocumentError, zipfile.BadZipFile, InvalidFileException) as error:
        raise ConfigError(f"{path.name}: cannot be read as a form of `threefaces label` (.xlsx)") from error
    if len(rows) < HEADS:
        raise ConfigError(f"{path.name}: the sheet {TO_CODE!r} is empty; expected a form of `threefaces label`")
    keys, heads = rows[KEYS - 1], rows[HEADS - 1]
    columns = {key: heads[i] if i < len(heads) and heads[i] else key for i, key in enumerate(keys) if key}
    filled = [(n, dict(zip(keys, row, strict=False))) for n, row in enumerate(rows[HEADS:], start=FIRST)]
    return answers_from(filled, columns=columns, codebook=codebook, known=known, file=path.name)


def _put(cell: Any, text: str) -> None:
    """Text as text: no spreadsheet calculates it."""
    cell.value = CONTROL.sub("", text)[:LONGEST_CELL]
    cell.data_type = "s"
    if text.startswith(FORMULA):
        cell.quotePrefix = True


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(int(value) if isinstance(value, float) and value.is_integer() else value).strip()


def _lay_out(sheet: Any, *, keys: list[str], last: int) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    for column, key in enumerate(keys, start=1):
        letter = get_column_letter(column)
        sheet.column_dimensions[letter].width = WIDTHS.get(key, WIDTH)
        sheet.column_dimensions[letter].hidden = key == ID
        sheet.cell(HEADS, column).font = Font(bold=True)
        sheet.cell(HEADS, column).fill = PatternFill("solid", fgColor="E8E4DC")
        for row in range(HEADS, last + 1):
            sheet.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[KEYS].hidden = True
    sheet.freeze_panes = sheet.cell(FIRST, keys.index(PASSAGE) + 2)


def _add_lists(book: Any, sheet: Any, *, form: Form, keys: list[str]) -> None:
    """The drop-downs, and the hidden sheet from which they take their choices."""
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    lists = book.create_sheet(LISTS)
    lists.sheet_state = "hidden"
    fields = fields_of(form.codebook)
    choices = {f.dimension: f.choices for f in fields} | {DONE: ("yes",)}
    ranges = {}
    for column, (name, values) in enumerate(choices.items(), start=1):
        for row, value in enumerate(values, start=1):
            _put(lists.cell(row, column), value)
        letter = get_column_letter(column)
        ranges[name] = f"{LISTS}!${letter}$1:${letter}${len(values)}"
    last = max(len(form.rows) + FIRST - 1, FIRST)
    for key, name in [*((f.key, f.dimension) for f in fields), (DONE, DONE)]:
        several = name != DONE and form.codebook.dimension(name).kind == "multi"
        rule = DataValidation(type="list", formula1=ranges[name], allow_blank=True, showErrorMessage=not several)
        rule.error = "Choose from the list, or leave the cell empty"
        letter = get_column_letter(keys.index(key) + 1)
        rule.add(f"{letter}{FIRST}:{letter}{last}")
        sheet.add_data_validation(rule)


def _add_codebook(book: Any, codebook: Codebook) -> None:
    """What the codes mean, for those who code."""
    from openpyxl.styles import Alignment, Font

    sheet = book.create_sheet(CODEBOOK)
    lines = [("Dimension", "Code", "Definition", "What shows it")]
    for dimension in codebook.dimensions:
        amount = "any number of codes" if dimension.kind == "multi" else "at most one code"
        lines.append((dimension.name, f"({amount})", dimension.definition, " ".join(dimension.rules)))
        lines += [("", choice_of(code), code.definition, code.evidence) for code in dimension.codes]
        lines.append(("", NONE, "Nothing of it in the passage.", ""))
    lines += [("Rule", "", rule, "") for rule in codebook.rules]
    for number, line in enumerate(lines, start=1):
        for column, text in enumerate(line, start=1):
            cell = sheet.cell(number, column)
            _put(cell, " ".join(text.split()))
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1 or column == 1)
    for letter, width in zip("ABCD", (24, 26, 80, 60), strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"


def _same_bytes(book: Any) -> bytes:
    """The workbook without the moments at which it and its parts were written."""
    first, out = io.BytesIO(), io.BytesIO()
    book.save(first)
    with zipfile.ZipFile(first) as made, zipfile.ZipFile(out, "w") as fixed:
        for name in made.namelist():
            content = _MOMENT.sub(rb"\g<1>1980-01-01T00:00:00Z", made.read(name))
            info = zipfile.ZipInfo(name, date_time=EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(info, content)
    return out.getvalue()

"""The table of checked transcripts goes in; who checked what, and whether the archive is a draft, comes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from data_schemas.errors import ConfigError
from pipeline.csv_file import read_csv

FILE = "checked.csv"  # in the vault
DRAFT = "DRAFT \u2013 NOT CHECKED"
CHECKED = "CHECKED"
LAPSED = "changed since checked"  # in the column `status`
COLUMNS = ("file", "drawn", "checked_by", "date", "read_in_full", "missed")
_YES = {"yes": True, "no": False, "": False}


class Check(Protocol):
    """What a person noted of one transcript; `file` and `checked_by` are raw and never leave the vault.

    `missed` is the number of identifiers found unmasked, None where nobody has filled it in.
    """

    @property
    def file(self) -> str: ...
    @property
    def drawn(self) -> bool: ...
    @property
    def checked_by(self) -> str: ...
    @property
    def date(self) -> str: ...
    @property
    def read_in_full(self) -> bool: ...
    @property
    def missed(self) -> int | None: ...
    @property
    def status(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """One row of the table, as a check."""

    file: str
    drawn: bool = False
    checked_by: str = ""
    date: str = ""
    read_in_full: bool = False
    missed: int | None = None
    status: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How far the checking has come; a check of a text that has changed since counts as none."""

    status: str
    transcripts: int
    checked: int
    changed_since_checked: int
    checkers: int


def is_signed(check: Check | None) -> bool:
    """Whether somebody says to have checked it, and when."""
    return check is not None and bool(check.checked_by and check.date)


def has_lapsed(check: Check | None) -> bool:
    """Whether the text has changed since it was checked."""
    return check is not None and is_signed(check) and check.status == LAPSED


def check_in_words(check: Check | None) -> str:
    """How far a transcript was checked."""
    if check is None or not is_signed(check):
        return "not checked"
    done = "read in full" if check.read_in_full else "checked"
    return f"{done}, changed since" if has_lapsed(check) else done


def standing_of(checks: Sequence[Check | None]) -> Standing:
    """The standing of an archive, given the check of each of its transcripts, None where there is none."""
    signed = [check for check in checks if check is not None and is_signed(check)]
    valid = [check for check in signed if not has_lapsed(check)]
    return Standing(
        status=CHECKED if checks and len(valid) == len(checks) else DRAFT,
        transcripts=len(checks),
        checked=len(valid),
        changed_since_checked=len(signed) - len(valid),
        checkers=len({check.checked_by.casefold() for check in valid}),
    )


def read_checks(path: Path) -> tuple[Check, ...]:
    """Read `checked.csv`; ConfigError names line and column. Without the file nothing is checked."""
    if not path.exists():
        return ()
    found = read_csv(path)
    missing = [name for name in COLUMNS if name not in found.columns]
    if missing:
        raise ConfigError(f"{path.name}: no column {missing[0]!r}; expected {', '.join(COLUMNS)}")
    return tuple(_check(row, where=f"{path.name}, line {line}") for line, row in found.rows)


def _check(row: dict[str, str], *, where: str) -> Noted:
    missed = row["missed"]
    if missed and not (missed.isascii() and missed.isdigit()):
        raise ConfigError(f"{where}: missed: expected a whole number of identifiers, or nothing")
    return Noted(
        file=row["file"],
        drawn=_yes(row, "drawn", where=where),
        checked_by=row["checked_by"],
        date=row["date"],
        read_in_full=_yes(row, "read_in_full", where=where),
        missed=int(missed) if missed else None,
        status=row.get("status", ""),
    )


def _yes(row: dict[str, str], column: str, *, where: str) -> bool:
    said = _YES.get(row[column].casefold())
    if said is None:
        raise ConfigError(f"{where}: {column}: expected yes, no or nothing")
    return said

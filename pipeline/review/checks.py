"""`vault/checked.csv` goes in, what a person has read and signed comes out, and back: one row for each transcript.

A check stands for the text that was there at the first run after it was signed; when that text changes, it lapses.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from data_schemas.errors import ConfigError
from data_schemas.hashing import digest
from data_schemas.records import Pseudonymised
from pipeline.review.sheet import read_sheet, write_sheet

FILE = "checked.csv"
COLUMNS = ("file", "document", "drawn", "checked_by", "date", "read_in_full", "missed", "note", "digest", "status")
NEEDED = ("file", "drawn", "checked_by", "date", "read_in_full", "missed", "digest")
TYPED = ("drawn", "checked_by", "date", "read_in_full", "missed", "note")
CHECKED = "checked"
LAPSED = "changed since checked"
UNCHECKED = ""
_YES_NO = {"yes": True, "no": False, "": False}

Texts = Callable[[Collection[str]], Mapping[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One transcript: whether it was drawn to be read, who signed it and when, how many identifiers were found open.

    `status` is `CHECKED`, `LAPSED` or `UNCHECKED`; `missed` is None where the transcript was not read in full.
    """

    file: str
    document: str
    drawn: bool
    checked_by: str
    date: str
    read_in_full: bool
    missed: int | None
    note: str
    digest: str
    status: str

    @property
    def stands(self) -> bool:
        """Whether it was signed and its text is the one that was signed."""
        return self.status == CHECKED


def read_checks(path: Path) -> tuple[Check, ...]:
    """Every row, by file; ConfigError names line and column of what is wrong."""
    rows = read_sheet(path, needs=NEEDED).rows
    checks = [_check(row, where=f"{path.name}, line {line}") for line, row in rows]
    twice = {file for file, times in Counter(c.file for c in checks).items() if times > 1}
    if twice:
        lines = [str(line) for line, row in rows if row["file"] in twice]
        raise ConfigError(f"{path.name}, lines {', '.join(lines[:4])}, file: stands twice; keep one row for each file")
    return tuple(sorted(checks, key=lambda c: c.file))


def text_digest(record: Pseudonymised) -> str:
    """The digest of what a reader of the pseudonymised transcript sees."""
    return digest([[u.speaker, u.text] for u in record.utterances])


def keep_checks(path: Path, *, documents: Mapping[str, str], texts: Texts | None = None) -> tuple[Check, ...]:
    """Bring the table up to date and return today's rows; `documents` gives the name in outputs by file.

    `texts` gives the text digests of the files asked for, as far as they were worked on; without it no status changes.
    """
    checks = {check.file: check for check in read_checks(path)}
    found = read_sheet(path, needs=NEEDED)
    further = [name for name in found.columns if name not in COLUMNS]
    standing = {row["file"]: row for _, row in found.rows}
    signed = [file for file, check in checks.items() if check.checked_by and file in documents]
    now = texts(signed) if texts is not None and signed else {}
    rows = []
    for file in sorted({*standing, *documents}):
        row = dict(standing.get(file, {"file": file}))
        if file in documents:
            row["document"] = documents[file]
            if texts is not None:
                row |= _renewed(row, now=now.get(file))
        elif not any(row.get(name) for name in (*TYPED, *further)):
            continue  # a transcript that is gone, and of which nobody wrote anything
        rows.append(row)
    write_sheet(path, columns=[*COLUMNS, *further], rows=rows)
    return tuple(check for check in read_checks(path) if check.file in documents)


def sign(path: Path, *, file: str, document: str, by: str, on: str, text: str) -> Check:
    """Sign one transcript whose text has this digest, or take its signature back where `by` and `on` are empty."""
    found = read_sheet(path, needs=NEEDED)
    columns = found.columns or COLUMNS
    blank = dict.fromkeys(columns, "")
    standing = {row["file"]: row for _, row in found.rows}
    row = {**blank, **standing.get(file, {}), "file": file, "document": document, "checked_by": by, "date": on}
    row |= _renewed({**row, "digest": ""}, now=text)
    signed = _check(row, where=f"{path.name}, the transcript signed")
    write_sheet(path, columns=columns, rows=[{**standing, file: row}[name] for name in sorted({*standing, file})])
    return signed


def draw(path: Path, *, files: Collection[str]) -> None:
    """Mark the files of a random sample as drawn, and no others."""
    found = read_sheet(path, needs=NEEDED)
    rows = [{**row, "drawn": "yes" if row["file"] in files else ""} for _, row in found.rows]
    write_sheet(path, columns=found.columns, rows=rows)


def _renewed(row: Mapping[str, str], *, now: str | None) -> dict[str, str]:
    """Digest and status of a row: an unsigned one has neither, a newly signed one the digest of today's text.

    The digest has two parts, of the text and of the signature, so that a new name or date signs the text anew.
    """
    if not row.get("checked_by") or now is None:
        return {"digest": row.get("digest", "") if row.get("checked_by") else "", "status": UNCHECKED}
    signature = digest([row["checked_by"], row["date"]])[:8]
    text, _, signed = row.get("digest", "").partition(".")
    if not text or signed != signature:
        text = now
    return {"digest": f"{text}.{signature}", "status": CHECKED if text == now else LAPSED}


def _check(row: Mapping[str, str], *, where: str) -> Check:
    flags = {}
    for name in ("drawn", "read_in_full"):
        if row[name].casefold() not in _YES_NO:
            raise ConfigError(f"{where}, {name}: expected yes, no or nothing")
        flags[name] = _YES_NO[row[name].casefold()]
    if row["date"] and not is_date(row["date"]):
        raise ConfigError(f"{where}, date: expected year-month-day, such as 2026-03-31; set the column to text")
    if bool(row["date"]) != bool(row["checked_by"]):
        lacks = "date" if row["checked_by"] else "checked_by"
        raise ConfigError(f"{where}, {lacks}: is missing; whoever signs gives a name and a date")
    missed = row["missed"]
    if missed and not (missed.isascii() and missed.isdigit()):
        raise ConfigError(f"{where}, missed: expected the number of identifiers that were found open, 0 if none")
    if flags["read_in_full"] and not missed:
        raise ConfigError(
            f"{where}, missed: a transcript read in full needs the number of identifiers found open, or 0"
        )
    return Check(
        file=row["file"],
        document=row.get("document", ""),
        drawn=flags["drawn"],
        checked_by=row["checked_by"],
        date=row["date"],
        read_in_full=flags["read_in_full"],
        missed=int(missed) if missed else None,
        note=row.get("note", ""),
        digest=row["digest"],
        status=row.get("status", ""),
    )


def is_date(text: str) -> bool:
    """Whether it is a date as year-month-day."""
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False

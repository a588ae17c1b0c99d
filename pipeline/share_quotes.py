"""`vault/quotes.csv` goes in, the passages that somebody has approved to be quoted come out, and back: one row a passage.

An approval stands for the words that it was given to; when they change, it lapses.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from data_schemas.errors import ConfigError
from data_schemas.hashing import digest
from pipeline.coded import CodedPassage
from pipeline.export.facts import Archive
from pipeline.export.quote_tables import chosen_quotes
from pipeline.export.quotes import NEAR_MISS
from pipeline.review.checks import is_date
from pipeline.review.sheet import read_sheet, write_sheet

FILE = "quotes.csv"
COLUMNS = ("approved", "by", "date", "note", "doc_id", "passage_id", "document", "codes", "text", "digest", "status")
NEEDED = ("approved", "by", "date", "doc_id", "passage_id", "digest")
TYPED = ("approved", "by", "date", "note")
APPROVED = "approved"
CHANGED = "its words were changed since it was approved"
GONE = "its transcript is not in the archive any more"
_YES_NO = {"yes": True, "no": False, "": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """What a person wrote beside one passage; `digest` is that of the words it stands for, wherever in the transcript."""

    doc_id: str
    approved: bool
    by: str
    date: str
    digest: str


def words_digest(text: str) -> str:
    """The digest of a quote's words, however a spreadsheet left its blanks."""
    return digest(" ".join(text.split()))


def read_approvals(path: Path) -> tuple[Approval, ...]:
    """Every row in which somebody approved or refused a quote, in order; ConfigError names line and column of what is wrong."""
    rows = read_sheet(path, needs=NEEDED).rows
    found = [_approval(row, where=f"{path.name}, line {line}") for line, row in rows if row["approved"]]
    return tuple(sorted(found, key=lambda a: (a.doc_id, a.digest)))


def approved_in(approvals: Iterable[Approval], passages: Iterable[CodedPassage]) -> frozenset[str]:
    """The ids of the passages whose approval stands: given, and to the words that stand there now."""
    given = {(a.doc_id, a.digest) for a in approvals if a.approved}
    documents = {doc_id for doc_id, _ in given}
    own = (p for p in passages if p.doc_id in documents)
    return frozenset(p.passage_id for p in own if (p.doc_id, words_digest(p.text)) in given)


def with_approvals(archive: Archive, *, vault: Path) -> Archive:
    """The archive, with which of its passages may be quoted."""
    return replace(archive, approved=approved_in(read_approvals(vault / FILE), archive.passages))


def offer_quotes(archive: Archive, *, vault: Path) -> None:
    """Bring the table up to date with the quotes that an archive's tables show."""
    quoted: dict[str, str] = {}
    for quote in chosen_quotes(archive):
        if quote.kind != NEAR_MISS:
            theme = f"{quote.dimension.name}: {quote.code.name}"
            before = quoted.get(quote.passage.passage_id)
            quoted[quote.passage.passage_id] = f"{before}; {theme}" if before else theme
    keep_quotes(vault / FILE, quoted=quoted, passages=archive.passages)


def keep_quotes(path: Path, *, quoted: Mapping[str, str], passages: Sequence[CodedPassage]) -> None:
    """Bring the table up to date: a row for every passage quoted (by id its codes in words), and all that anybody typed in.

    A row of which nobody wrote anything goes with its quote. One that was approved and whose words have changed stays, says
    so, and the words as they are now get a row of their own.
    """
    found = read_sheet(path, needs=NEEDED)
    further = [name for name in found.columns if name not in COLUMNS]
    now = {(p.doc_id, words_digest(p.text)): p for p in reversed(passages)}
    kept: dict[tuple[str, str], dict[str, str]] = {}
    for line, row in found.rows:
        if any(row.get(name) for name in (*TYPED, *further)):
            _approval(row, where=f"{path.name}, line {line}")
            kept[row["doc_id"], row["digest"]] = row
    for passage in passages:
        if passage.passage_id in quoted:
            kept.setdefault((passage.doc_id, words_digest(passage.text)), {})
    documents = {p.doc_id for p in passages}
    for key, row in kept.items():
        lapsed = CHANGED if key[0] in documents else GONE
        kept[key] = row | _today(row, passage=now.get(key), quoted=quoted, lapsed=lapsed)
    rows = [kept[key] for key in sorted(kept, key=lambda k: (kept[k].get("document", ""), kept[k]["passage_id"], *k))]
    write_sheet(path, columns=[*COLUMNS, *further], rows=rows)


def _today(
    row: Mapping[str, str], *, passage: CodedPassage | None, quoted: Mapping[str, str], lapsed: str
) -> dict[str, str]:
    """The columns that a run fills in."""
    approved = _YES_NO[row.get("approved", "").casefold()]
    if passage is None:
        return {"status": lapsed if approved else ""}
    return {
        "doc_id": passage.doc_id,
        "passage_id": passage.passage_id,
        "document": passage.document,
        "codes": quoted.get(passage.passage_id, row.get("codes", "")),
        "text": passage.text,
        "digest": words_digest(passage.text),
        "status": APPROVED if approved else "",
    }


def _approval(row: Mapping[str, str], *, where: str) -> Approval:
    if row["approved"].casefold() not in _YES_NO:
        raise ConfigError(f"{where}, approved: expected yes, no or nothing")
    approved = _YES_NO[row["approved"].casefold()]
    if row["date"] and not is_date(row["date"]):
        raise ConfigError(f"{where}, date: expected year-month-day, such as 2026-03-31; set the column to text")
    for name in ("by", "date"):
        if approved and not row[name]:
            raise ConfigError(f"{where}, {name}: is missing; whoever approves gives a name and a date")
    if approved and not row["digest"]:
        raise ConfigError(
            f"{where}, digest: is missing, so nobody knows which words were approved; remove the row and run again"
        )
    return Approval(doc_id=row["doc_id"], approved=approved, by=row["by"], date=row["date"], digest=row["digest"])

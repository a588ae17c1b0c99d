"""The vault's review tables go in; how much is left to decide and to read comes out, in figures and categories only."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pipeline.csv_file import CsvFile
from pipeline.review.checks import LAPSED, Check
from pipeline.review.decisions import MASKING, verb_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """How many texts are to be decided on for one reason, and how often they stand in the archive."""

    why: str
    risk: str
    texts: int
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What is left to do; `reasons` with the highest risk first."""

    reasons: tuple[Reason, ...]
    decided: int
    idle: int  # decisions to mask a text that stands nowhere today
    transcripts: int
    checked: int
    changed: int
    drawn: int
    read: int


def summary(table: CsvFile, checks: Sequence[Check]) -> Summary:
    """Count the rows that nobody has decided on, by reason, and the transcripts read and signed."""
    rows = [row for _, row in table.rows]
    waiting = [row for row in rows if not row["decision"]]
    texts = Counter(_reason(row) for row in waiting)
    times: Counter[tuple[str, str]] = Counter()
    for row in waiting:
        times[_reason(row)] += int(row.get("times", "")) if row.get("times", "").isdigit() else 0
    reasons = (Reason(why=why, risk=risk, texts=n, times=times[risk, why]) for (risk, why), n in texts.items())
    return Summary(
        reasons=tuple(sorted(reasons, key=lambda r: (r.risk, r.texts, r.why), reverse=True)),
        decided=len(rows) - len(waiting),
        idle=sum(verb_of(row) in MASKING and row.get("times") == "0" for row in rows),
        transcripts=len(checks),
        checked=sum(check.stands for check in checks),
        changed=sum(check.status == LAPSED for check in checks),
        drawn=sum(check.drawn for check in checks),
        read=sum(check.drawn and check.read_in_full for check in checks),
    )


def _reason(row: Mapping[str, str]) -> tuple[str, str]:
    return row.get("risk", ""), row.get("why", "") or "added by a person"

"""A project goes in; its review tables, checked for mistakes, and what is left to do come out. A sample may be drawn first."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipeline.csv_file import CsvFile
from pipeline.forgotten import read_forgotten
from pipeline.key import Key
from pipeline.lock import locked
from pipeline.project import Project
from pipeline.review import checks, decisions
from pipeline.review.checks import draw as mark_drawn
from pipeline.review.checks import keep_checks, read_checks
from pipeline.review.decisions import decided_in, read_decisions
from pipeline.review.sheet import read_sheet
from pipeline.review.summary import Summary, summary
from pipeline.roster import read_roster
from pipeline.safe_names import known_labels, read_names
from pipeline.sources import Source, scan
from pipeline.vault_check import open_vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The two tables that a person fills in; `table` is raw."""

    table: CsvFile
    decisions_file: Path
    checks_file: Path
    summary: Summary


def open_desk(project: Project, *, draw: int | None) -> Desk:
    """Read both tables; with `draw`, mark a random sample of so many transcripts first. ConfigError for what is wrong."""
    key = open_vault(project)
    roster = replace(read_roster(project.speakers), forgotten=read_forgotten(project.vault, key=key))
    sources = scan(project.input, key=key, roster=roster)
    names = read_names(project.files)
    table, signed = project.vault / decisions.FILE, project.vault / checks.FILE
    decided_in(read_decisions(table), sources, names=names, known=known_labels(project.files))
    with locked(project.store):
        keep_checks(signed, documents={s.file: names.get(s.file, s.doc_id) for s in sources})
        if draw is not None:
            mark_drawn(signed, files=sample(sources, key=key, number=draw))
    today = {s.file for s in sources}
    rows = read_sheet(table, needs=decisions.NEEDED)
    standing = [check for check in read_checks(signed) if check.file in today]
    return Desk(table=rows, decisions_file=table, checks_file=signed, summary=summary(rows, standing))


def sample(sources: Sequence[Source], *, key: Key, number: int) -> frozenset[str]:
    """Files of a simple random sample, the same for the same key; a larger one holds the smaller."""
    ordered = sorted(sources, key=lambda s: key.mac("draw", s.doc_id))
    return frozenset(s.file for s in ordered[:number])

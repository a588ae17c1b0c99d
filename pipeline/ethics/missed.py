"""What people noted who read transcripts in full goes in; how many identifiers the rest may still hold comes out."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.ethics.checks import Check, is_signed
from pipeline.ethics.exact import exact_share, rule_of_three
from pipeline.statistics.intervals import Estimate


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One transcript that a person read: its safe name, identifiers replaced in it, what the reader noted."""

    document: str
    replaced: int
    check: Check
    changed: bool  # whether its text has changed since


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadApart:
    """A transcript read in full although the draw did not pick it: told, and not used for any estimate."""

    document: str
    replaced: int
    missed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Missed:
    """Identifiers missed, as estimated from the transcripts that were drawn at random and read in full.

    Estimates are None where none were read; the bounds of the rule of three stand only where nothing was missed.
    """

    transcripts: int
    drawn: int
    drawn_and_read: int
    changed_since_read: int
    replaced: int
    missed: int
    miss_rate: Estimate | None
    miss_rate_bound: float | None
    with_a_miss: int
    share_with_a_miss: Estimate | None
    share_with_a_miss_bound: float | None
    read_not_drawn: tuple[ReadApart, ...]
    read_without_count: int


def missed_in(reads: Sequence[Read], *, transcripts: int) -> Missed:
    """The estimates, from everything that people noted; `transcripts` is the size of the archive."""
    full = [r for r in reads if is_signed(r.check) and r.check.read_in_full]
    used = [r for r in full if r.check.drawn and r.check.missed is not None]
    replaced, missed = sum(r.replaced for r in used), sum(r.check.missed or 0 for r in used)
    with_a_miss = sum(bool(r.check.missed) for r in used)
    identifiers = replaced + missed
    return Missed(
        transcripts=transcripts,
        drawn=sum(r.check.drawn for r in reads),
        drawn_and_read=len(used),
        changed_since_read=sum(r.changed for r in used),
        replaced=replaced,
        missed=missed,
        miss_rate=exact_share(missed, identifiers) if identifiers else None,
        miss_rate_bound=rule_of_three(identifiers) if identifiers and not missed else None,
        with_a_miss=with_a_miss,
        share_with_a_miss=exact_share(with_a_miss, len(used)) if used else None,
        share_with_a_miss_bound=rule_of_three(len(used)) if used and not missed else None,
        read_not_drawn=tuple(
            ReadApart(document=r.document, replaced=r.replaced, missed=r.check.missed)
            for r in sorted(full, key=lambda r: r.document)
            if not r.check.drawn and r.check.missed is not None
        ),
        read_without_count=sum(r.check.missed is None for r in full),
    )

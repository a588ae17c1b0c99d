"""What people noted of transcripts that they checked goes in; who checked what, and whether the archive is a draft, comes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

DRAFT = "DRAFT \u2013 NOT CHECKED"
CHECKED = "CHECKED"
LAPSED = "changed since checked"  # in the column `status`


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

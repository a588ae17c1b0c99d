"""A check of a transcript, as the report for the ethics file needs it."""

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Noted:
    """What a person noted of one transcript."""

    file: str
    drawn: bool = False
    checked_by: str = ""
    date: str = ""
    read_in_full: bool = False
    missed: int | None = None
    status: str = ""

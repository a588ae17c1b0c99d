"""A piece: a stretch of a line and what it is when written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Piece:
    """What stands from `start` to `end` of a line, written out; empty where nothing is written for it."""

    start: int
    end: int
    text: str

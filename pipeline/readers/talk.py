"""What readers pass between them: lines as a file has them go in, talk (utterances and notes) comes out."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from data_schemas.records import Utterance

LONG = 1_000_000  # characters, from which splitting a text into words costs too much memory

_BLANKS = re.compile(r"\s{2,}|[^\S ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line of a paragraph or cue.

    `block` is shared by the lines of one paragraph or cue, `bold` counts the characters at its start set in bold,
    `folded` says that a line holding nothing but a time stood directly above it. Times in seconds.
    """

    text: str
    block: int
    bold: int = 0
    heading: bool = False
    cell: bool = False
    folded: bool = False
    start_s: float | None = None
    end_s: float | None = None


class Talk(list[Utterance]):
    """Utterances, what a person should know about how they were read, and whether the file names its speakers.

    `stated` is what the file itself says of who stands behind a label. `confidence` in 0..1 says how sure the labels
    are; None where the format itself states who speaks.
    """

    def __init__(
        self,
        utterances: Iterable[Utterance],
        *,
        notes: Iterable[str] = (),
        labelled: bool = False,
        stated: Mapping[str, str] | None = None,
        confidence: float | None = None,
    ) -> None:
        super().__init__(utterances)
        self.notes = tuple(notes)
        self.labelled = labelled
        self.stated = dict(stated or {})
        self.confidence = confidence

    def noting(self, *, before: Sequence[str] = (), after: Sequence[str] = ()) -> Self:
        """The same talk with further notes around its own."""
        notes = (*before, *self.notes, *after)
        return type(self)(self, notes=notes, labelled=self.labelled, stated=self.stated, confidence=self.confidence)


def squeeze(text: str) -> str:
    """The text without outer blanks, every run of blanks one space."""
    return " ".join(text.split()) if len(text) < LONG else _BLANKS.sub(" ", text.strip())


def count_of(number: int, noun: str) -> str:
    """A number with its noun, such as `1 line` or `3 lines`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

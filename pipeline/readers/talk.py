"""What readers pass between them: lines as a file has them go in, talk (utterances and notes) comes out."""

from collections.abc import Iterable
from dataclasses import dataclass

from data_schemas.records import Utterance


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
    """Utterances, what a person should know about how they were read, and whether the file names its speakers."""

    def __init__(self, utterances: Iterable[Utterance], *, notes: Iterable[str] = (), labelled: bool = False) -> None:
        super().__init__(utterances)
        self.notes = tuple(notes)
        self.labelled = labelled


def squeeze(text: str) -> str:
    """The text without outer blanks, every run of blanks one space."""
    return " ".join(text.split())


def count_of(number: int, noun: str) -> str:
    """A number with its noun, such as `1 line` or `3 lines`."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

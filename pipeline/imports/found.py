"""What any program's file of codings comes down to: its texts, its codes, and the stretches that somebody coded.

Texts and quotes are raw or pseudonymised talk and stay in memory. Offsets count code points of a text with LF.
"""

from dataclasses import dataclass, field

BETWEEN = "\\"  # between a code and the one above it, as NVivo and MAXQDA write it: Power\Rules
Path = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One text that the program coded; `name` is what it calls it."""

    name: str = field(repr=False)
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One stretch under one code, or under none where somebody only noted something there.

    `text` is the number of the text in the file; without one, `document` and `quote` say where. `at` names its place in
    the file, `trouble` what keeps it from being placed.
    """

    at: str
    code: Path = ()
    text: int | None = None
    start: int = 0
    end: int = 0
    document: str = field(default="", repr=False)
    quote: str = field(default="", repr=False)
    occurrence: int | None = None
    line: int | None = None
    coder: str = ""
    memo: str = field(default="", repr=False)
    made: str = ""
    by_model: bool = False
    source: str = ""  # as an export of ours says it
    queue: str = ""
    trouble: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What somebody noted on a code, or on a whole text (its number in the file)."""

    code: Path = ()
    text: int | None = None
    coder: str = ""
    memo: str = field(repr=False)
    made: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TheirCode:
    """A code of the other program, with its path from the top; one that is not `codable` is only a category."""

    path: Path
    color: str = ""
    description: str = ""
    codable: bool = True

    @property
    def name(self) -> str:
        """The path as one line."""
        return shown(self.path)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedFile:
    """A whole file; `suggestions` says whether it holds a model's suggestions, which its coders saw.

    Of a queue that was handed out as a project, `asked` marks the passages to code and `done` those decided in full.
    """

    origin: str
    name: str
    texts: tuple[Text, ...] = ()
    marks: tuple[Mark, ...] = ()
    codes: tuple[TheirCode, ...] = ()
    suggestions: bool = False
    asked: tuple[Mark, ...] = ()
    done: tuple[Mark, ...] = ()
    memos: tuple[Noted, ...] = ()
    sign: str = ""  # of the export of ours that it was
    notes: tuple[str, ...] = ()


def shown(path: Path) -> str:
    """A code's path on one line."""
    return BETWEEN.join(path)


def path_of(written: str) -> Path:
    """The path that a line names."""
    return tuple(part for part in (" ".join(piece.split()) for piece in written.split(BETWEEN)) if part)

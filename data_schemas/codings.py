"""What a person decided on stretches of transcripts, as frozen dataclasses that hold no word of a transcript.

A stretch is anchored in the cleaned transcript as it was before pseudonymising, because the pseudonymised text moves
when a name is masked later. What the model decided is never stored as a coding: it can be had again.
"""

from dataclasses import dataclass, field

HUMAN_BLIND, HUMAN_ASSISTED = "human_blind", "human_assisted"
SOURCES = (HUMAN_BLIND, HUMAN_ASSISTED)  # whether the coder saw what the model, or another person, had decided
AUDIT, INSTRUCTIVE = "audit", "instructive"
QUEUES = ("", AUDIT, INSTRUCTIVE)
SPEAKER, CODE, TRANSCRIPT = "speaker", "code", "transcript"  # what a note may be about
ABOUT = (SPEAKER, CODE, TRANSCRIPT)
HOLDS = (
    0.7  # share that a passage and a coded stretch must share for one to speak for the other, in use and in training
)


@dataclass(frozen=True, slots=True, order=True)
class Point:
    """A place in the cleaned transcript: the utterance's number from 0, and code points within it."""

    utterance: int
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coding:
    """What one coder decided on one stretch, half-open; `codes` without a dimension leaves that dimension undecided.

    In a dimension that is `complete` what is not coded is not there, by the coder's own word. In one that is `unfinished`
    the coder gave or took codes, and said nothing of the others: the codes stand in outputs, teach nothing and judge nothing.
    A later coding of the same stretch, coder and queue takes the place of the earlier; `removed` takes it back.
    """

    doc_id: str
    start: Point
    end: Point
    coder: str
    source: str
    codes: dict[str, list[str]] = field(default_factory=dict)
    complete: list[str] = field(default_factory=list)  # dimensions decided in full
    unfinished: list[str] = field(default_factory=list)  # dimensions begun; never one that is complete
    open_codes: list[str] = field(default_factory=list)
    memo: str = ""
    queue: str = ""
    probability: float | None = None  # the chance with which the passage came into the audit queue
    made: str = ""  # ISO date and time, as the tool that made it says
    origin: str = ""  # review, spreadsheet, label-studio, qdpx ...
    removed: bool = False
    beside: bool = False  # decided with suggestions in sight after the same coder's blind coding, which stands too
    anchor: str = ""  # keyed digest of the words it stands on, by which a changed transcript is noticed
    id: str = ""  # given by the store

    @property
    def decides(self) -> tuple[str, ...]:
        """The dimensions on which something was decided."""
        return tuple(dict.fromkeys([*self.codes, *self.complete]))

    @property
    def settles(self) -> tuple[str, ...]:
        """The dimensions on which it says something that others may rely on: all that it decides but what is unfinished."""
        return tuple(dimension for dimension in self.decides if dimension not in self.unfinished)


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """What a coder wrote about a speaker, a code or a transcript: `speaker:NAME`, `code:dimension.code`, `transcript:ID`."""

    about: str
    coder: str
    memo: str
    made: str = ""
    origin: str = ""
    removed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A whole transcript coded in full: in these dimensions, what the coder left unmarked carries no code."""

    doc_id: str
    coder: str
    source: str
    complete: list[str]
    made: str = ""
    origin: str = ""
    removed: bool = False
    anchor: str = ""  # keyed digest of all its words: what is added to a transcript later was not coded

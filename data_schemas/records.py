"""The records of every stage, as frozen dataclasses; Arrow and JSON Schemas are derived from them.

Offsets are half-open and count Unicode code points. Up to `Pseudonymised` they count within one utterance; from
`Segmented` on they count within the transcript's text, which never changes again.
"""

from dataclasses import dataclass

DOCUMENT = "document"  # the speaker of a written document: a policy, a guideline, minutes
WITHDRAWN = "[withdrawn]"  # speaker and text of turns whose words were forgotten on somebody's wish


@dataclass(frozen=True, slots=True, kw_only=True)
class Utterance:
    """What one speaker said in one stretch, as the file has it; times in seconds."""

    speaker: str | None
    start_s: float | None
    end_s: float | None
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """A transcriber's mark, such as `[inaudible]`, that stands in the text but was not said."""

    utterance: int
    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Transcript:
    """One transcript after reading and cleaning; it exists in memory only."""

    doc_id: str
    utterances: tuple[Utterance, ...]
    events: tuple[Event, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A stretch of an utterance that one layer of detection takes for an identifier; confidence in 0..1."""

    utterance: int
    start: int
    end: int
    type: str
    layer: str
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    """A name or other identifier found anywhere in the archive; `text` is raw and stays in the vault."""

    text: str
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Detected:
    """What detection keeps of one transcript, encrypted in the vault: findings, names, keyed digests of its words.

    `suspects` are words that may be identifiers and were not masked; their `layer` is the reason to look at them.
    """

    doc_id: str
    findings: tuple[Finding, ...]
    names: tuple[Name, ...]
    words: tuple[str, ...]
    suspects: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Redaction:
    """A stretch of a pseudonymised utterance that stands for what was said there.

    `layers` are the layers that found it, the deciding one first; `types` the types they took it for, where they differ;
    `flag` says what a person should look at (`linking.FLAGS`), empty where nothing.
    """

    utterance: int
    start: int
    end: int
    type: str
    surrogate: str
    layers: tuple[str, ...]
    types: tuple[str, ...] = ()
    confidence: float = 1.0
    flag: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Original:
    """The words that a redaction replaced; raw, it stays encrypted in the vault."""

    utterance: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Originals:
    """Everything that restores one transcript's cleaned text: raw, encrypted in the vault."""

    doc_id: str
    labels: tuple[str, ...]
    originals: tuple[Original, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pseudonymised:
    """A transcript with every identifier replaced: the first thing that reaches the disk."""

    doc_id: str
    utterances: tuple[Utterance, ...]
    events: tuple[Event, ...]
    redactions: tuple[Redaction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Consecutive talk of one speaker, `text[start:end]`; a back-channel is kept but carries no passages."""

    speaker: str
    start: int
    end: int
    start_s: float | None
    end_s: float | None
    backchannel: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One to five sentences of one turn that make one point, `text[start:end]`."""

    turn: int
    start: int
    end: int
    start_s: float | None
    end_s: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An event or a redaction as a span of the transcript's text."""

    start: int
    end: int
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Segmented:
    """A transcript as one text with stand-off turns, passages, events and redactions."""

    doc_id: str
    text: str
    turns: tuple[Turn, ...]
    passages: tuple[Passage, ...]
    events: tuple[Mark, ...]
    redactions: tuple[Mark, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """The trunk's vectors: little-endian float32, row-major, shape (passages, width)."""

    doc_id: str
    width: int
    vectors: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Raw scores of one codebook's heads: little-endian float32, row-major, shape (passages, columns).

    `columns` follow the codebook: every dimension in order, its codes in order, `none` last where it has one.
    """

    doc_id: str
    columns: tuple[str, ...]
    scores: bytes

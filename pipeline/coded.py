"""The flat row that every export and statistic starts from: one passage with who said it and how it was coded."""

from dataclasses import dataclass, field

MODEL = "model"  # who decided, where no person did


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedPassage:
    """One passage of the finished corpus.

    `probabilities` follow `Codebook.columns` and are empty where the passage is not coded (an interviewer's);
    `assigned` and `abstained` give each dimension's codes, in the codebook's order. Times are seconds.
    `decided_by` says for each dimension who decided: the model, or people (`human_blind`, `human_assisted`), whose
    decision always stands; empty where the dimension was not put. Probabilities are the model's in any case.
    `blind` holds the codes of the dimensions that the audit's blind coding decided in full, `chance` that with which the
    passage was drawn for it; empty and None outside the audit.
    `person` is the keyed id of who speaks, by which people are counted; empty where the roster does not say. It stands in no
    output.
    """

    passage_id: str  # document and running number, such as "PSW-28.0041"
    doc_id: str
    document: str  # the safe name that outputs show
    case: str
    kind: str  # interview, dyad, focus_group, document
    turn: int
    start: int
    end: int
    start_s: float | None
    end_s: float | None
    text: str
    question: str | None
    earlier: tuple[str, ...]  # the two turns before the passage's own, oldest first
    exchange: int  # talk of several speakers that belongs together, numbered within the transcript
    speaker: str  # pseudonym or display name
    role: str
    role_group: str
    formally_employed: bool | None
    attributes: dict[str, str]
    words: int
    coded: bool
    probabilities: tuple[float, ...]
    assigned: dict[str, tuple[str, ...]]
    abstained: dict[str, tuple[str, ...]]
    decided_by: dict[str, str] = field(default_factory=dict)
    open_codes: tuple[str, ...] = ()  # people's own codes, and below their memos: for the house only
    memos: tuple[str, ...] = ()
    blind: dict[str, tuple[str, ...]] = field(default_factory=dict)
    chance: float | None = None
    person: str = ""

    @property
    def who(self) -> str:
        """By what people are told apart: the person where the roster says who it is, else the name shown."""
        return self.person or self.speaker

    @property
    def by_people(self) -> bool:
        """Whether people decided anything here."""
        return any(by not in ("", MODEL) for by in self.decided_by.values())

"""What the runner knows of a run goes in, the few facts and notices that every output states come out."""

from collections.abc import Sequence
from dataclasses import dataclass

from data_schemas.codebook import Codebook
from data_schemas.records import Segmented
from pipeline.coded import CodedPassage
from pipeline.statistics.intervals import FEWEST_CLUSTERS

INTERNAL = "internal"
UNCORRECTED = "uncorrected"
STARTER = "starter model, not validated on this archive"


@dataclass(frozen=True, slots=True, kw_only=True)
class SetAside:
    """A transcript that could not be worked on: its safe name, the stage and the reason."""

    document: str
    stage: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One run as its outputs describe it: no dates, no paths, nothing that differs between two equal runs."""

    project: str
    model: str
    model_digest: str
    model_card: str  # one sentence on what the model was made from and how good it is
    codebook_id: str
    codebook_version: str
    version: str  # of threefaces
    key_fingerprint: str
    validated: bool
    transcripts: int
    set_aside: tuple[SetAside, ...]
    unknown_speakers: tuple[str, ...]
    number_format: str
    words: int
    dates_shifted: bool = False

    @property
    def standing(self) -> tuple[str, ...]:
        """The words that head every output and every table."""
        return (INTERNAL, UNCORRECTED) if self.validated else (INTERNAL, UNCORRECTED, STARTER)

    @property
    def status(self) -> str:
        """The same on one line, as the `status` column of every table has it."""
        return "; ".join(self.standing)


@dataclass(frozen=True, slots=True, kw_only=True)
class Archive:
    """Everything that an exporter writes from."""

    passages: tuple[CodedPassage, ...]
    records: tuple[Segmented, ...]
    codebook: Codebook
    facts: Facts
    beside: tuple[tuple[str, str], ...] = ()  # further files of the folder that the start page links, and what they are


def cautions(codebook: Codebook, facts: Facts) -> Sequence[str]:
    """What must not be concluded from these outputs, one sentence or two each."""
    validation = (
        "A model coded these passages. Its errors are not in the intervals: no figure here is corrected by an audit."
        if facts.validated
        else "A starter model coded these passages and nobody has checked it on this archive: its errors are not in "
        "the intervals, and a difference between two roles may be a difference in how well it reads them."
    )
    shifted = (
        "Exact dates are shifted by whole weeks, another number for each case: the time between two dates of a case "
        "holds, no date does, and dates of two cases must not be compared.",
    )
    return (
        validation,
        *(shifted if facts.dates_shifted else ()),
        *codebook.rules,
        (
            "A difference between roles is not an effect of the role: people in different roles may have been asked "
            "different questions, and need not stand for others in their role."
        ),
        (
            f"With fewer than {FEWEST_CLUSTERS} interviews only counts are given. An interval covers differences "
            "between interviews of this archive, not any wider population."
        ),
        "Quotes are picked by the model's probability, to be read and checked; they do not show how common a code is.",
        "The text is pseudonymised, not anonymous: people may be recognised by what they say. Keep all of it internal.",
    )

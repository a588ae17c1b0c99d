"""What the runner knows of a run goes in, the few facts and notices that every output states come out."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from data_schemas.codebook import Codebook
from data_schemas.codings import Note
from data_schemas.records import Segmented
from models.metrics import CodeFigures
from pipeline.coded import CodedPassage
from pipeline.statistics.design import NOTHING_DECLARED, Design
from pipeline.statistics.differences import FEWEST_IN_GROUP
from pipeline.statistics.intervals import FEWEST_CLUSTERS, Floats
from pipeline.themes.concept import Concept

Vectors = Callable[[Collection[str]], Mapping[str, Floats]]  # by id of a passage its vector, shape (width,)

INTERNAL = "internal"
SHARED = "pseudonymised, not anonymous: for those it was given to"
DRAFT = "DRAFT \u2013 NOT CHECKED"
UNCORRECTED = "uncorrected"
STARTER = "starter model, not validated on this archive"
UNPROMISED = "audited, too few tags to promise anything"


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
    validated: bool  # audited on this archive, with a promise for one code or more
    transcripts: int
    set_aside: tuple[SetAside, ...]
    unknown_speakers: tuple[str, ...]
    number_format: str
    words: int
    audited: bool = False  # on this archive, whatever came of it
    dates_shifted: bool = False
    checked: int = 0  # of the transcripts, how many a person has read and signed
    stale_codings: int = 0  # of what people decided, how much stands nowhere in today's text
    model_labels: tuple[tuple[str, int], ...] = ()  # how many labels made the model, by who coded them
    torn_codings: tuple[str, ...] = ()  # files of codings whose last line a kill cut short
    design: Design = NOTHING_DECLARED  # how the archive was sampled, and who was asked by which guide
    audit_passages: int = 0  # coded blind with known chances, by which shares are corrected; 0 where these correct none
    of_transcripts: int | None = None  # of a shared copy: how many transcripts the archive has

    @property
    def draft(self) -> bool:
        """Whether a transcript is still unchecked: then nothing may leave the house."""
        return self.checked < self.transcripts or not self.transcripts

    @property
    def shared(self) -> bool:
        """Whether this is a copy for others."""
        return self.of_transcripts is not None

    @property
    def standing(self) -> tuple[str, ...]:
        """The words that head every output and every table."""
        validation = () if self.validated else (UNPROMISED if self.audited else STARTER,)
        return (*self._checking, SHARED if self.shared else INTERNAL, self.correction, *validation)

    @property
    def uncorrected(self) -> "Facts":
        """The facts as they hold for a figure that no audit ever corrects."""
        return replace(self, audit_passages=0)

    @property
    def correction(self) -> str:
        """Whether shares are corrected for the model's errors; each row of a table says so for itself."""
        if not self.audit_passages:
            return UNCORRECTED
        return f"shares corrected by {self.audit_passages} passages coded blind, where a row says so"

    @property
    def _checking(self) -> tuple[str, ...]:
        if self.of_transcripts is not None:
            count = f"{self.transcripts} of {self.of_transcripts} transcripts, all of them checked"
            return (count,)
        count = f"{self.checked} of {self.transcripts} transcripts checked"
        return (DRAFT, count) if self.draft else (count,)

    @property
    def status(self) -> str:
        """The same on one line, as the `status` column of every table has it."""
        return "; ".join(self.standing)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Archive:
    """Everything that an exporter writes from; one object is one archive, so that what is made of it can be kept."""

    passages: tuple[CodedPassage, ...]
    records: tuple[Segmented, ...]
    codebook: Codebook
    facts: Facts
    notes: tuple[Note, ...] = ()  # what people wrote about speakers, codes and transcripts: for the house only
    approved: frozenset[str] = frozenset()  # ids of the passages that may be quoted to others
    vectors: Vectors | None = None  # where the trunk's vectors are to be had
    concepts: tuple[Concept, ...] = ()  # what people named in the passages: for the house only
    beside: tuple[tuple[str, str], ...] = ()  # further files of the folder that the start page links, and what they are
    model_figures: tuple[CodeFigures, ...] = ()  # how the model fared where it was judged, as its folder says


def cautions(codebook: Codebook, facts: Facts) -> Sequence[str]:
    """What must not be concluded from these outputs, one sentence or two each."""
    validation = _validation(facts)
    shifted = (
        "Exact dates are shifted by whole weeks, another number for each case: the time between two dates of a case "
        "holds, no date does, and dates of two cases must not be compared.",
    )
    return (
        validation,
        *(shifted if facts.dates_shifted else ()),
        *facts.design.sentences,
        *codebook.rules,
        (
            "A difference between roles is not an effect of the role: people in different roles may have been asked "
            "different questions, and need not stand for others in their role."
        ),
        (
            f"With fewer than {FEWEST_CLUSTERS} interviews the tables of codes give counts only; comparisons of groups start at "
            f"{FEWEST_IN_GROUP} independent interviews each, and what they give is the difference, no finding on a small group. "
            f"{_intervals(facts)}"
        ),
        (
            "Counts of assigned codes are counts of what a model assigned: that so many people spoke of something may only "
            "be said of the passages that people verified."
        ),
        "Quotes are picked to be read and checked, central ones first; they do not show how common a code is.",
        "The text is pseudonymised, not anonymous: people may be recognised by what they say. "
        + ("Do not pass it on." if facts.shared else "Keep all of it internal."),
    )


def _intervals(facts: Facts) -> str:
    """What the limits of shares are limits of."""
    if not facts.audit_passages:
        return (
            "The limits of a share describe how interviews differ from each other, and no more: without an audit nothing "
            "says how far the model errs, and they cover no true share with any known chance."
        )
    return (
        "An interval of a corrected share is of what blind coding of this whole archive would give, and of no wider "
        "population unless it says so; that of an uncorrected one only describes how interviews differ."
    )


def _validation(facts: Facts) -> str:
    if facts.audit_passages:
        return (
            "A model coded these passages. Shares are corrected for its errors where a row says so; counts of assigned "
            "codes, and shares of codes that the audit found too seldom, are not."
        )
    if facts.validated:
        return "A model coded these passages. Its errors are not in the intervals: no figure here is corrected by an audit."
    checked = (
        "A model coded these passages whose audit on this archive had too few tags to promise anything of any code"
        if facts.audited
        else "A starter model coded these passages and nobody has checked it on this archive"
    )
    return (
        f"{checked}: its errors are not in the intervals, and a difference between two roles may be a difference in how "
        "well it reads them."
    )

"""What an export to other programs is made from: the archive, people's codings where they stand, and what was asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from models.decisions import Calibration
from pipeline.codings.current import Placed
from pipeline.export.facts import Archive
from pipeline.refi.options import Tool, Which

MADE = "2026-01-01T00:00:00Z"  # the date of what has none: a programme's own, the same in every export
WITH_CASES = ("nvivo", "qualcoder")  # these take a code with the GUID of a case for the case's text
WITH_CRLF = ("maxqda", "atlas")  # these expect Windows line ends in the file, and count them as one character


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One export: `placed` are people's codings in the archive's texts, `card` says what the model is.

    `sign` is what it is known by when it comes back.
    """

    archive: Archive
    calibration: Calibration
    placed: tuple[Placed, ...] = ()
    card: str = ""
    codes: Which = "all"
    tool: Tool | None = None
    sign: str = ""

    @property
    def project(self) -> str:
        """What tells this project's transcripts and speakers from another's."""
        return self.archive.facts.key_fingerprint

    @property
    def by_people(self) -> bool:
        """Whether people's codings are written."""
        return self.codes != "machine"

    @property
    def by_machine(self) -> bool:
        """Whether the model's suggestions are written."""
        return self.codes != "human"

    @property
    def with_cases(self) -> bool:
        """Whether speakers and cases are named Cases, whose text is coded with a code of the same GUID."""
        return self.tool in WITH_CASES

    @property
    def line_end(self) -> str:
        """The line end of text files; positions count it as one character in either form."""
        return "\r\n" if self.tool in WITH_CRLF else "\n"


def dated(made: str) -> str:
    """A date as REFI-QDA has it, in UTC without fractions; the fixed one where there is none."""
    if not made:
        return MADE
    moment = datetime.fromisoformat(made)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def known_codes(placed: Placed, of: Mapping[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    """The (dimension, code) pairs of a coding that the codebook knows; `of` has the codes of each dimension."""
    codes = placed.coding.codes
    return [(d, code) for d, known in of.items() for code in known if code in codes.get(d, ())]

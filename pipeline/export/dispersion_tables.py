"""The arrays of an archive go in, the table of how evenly every code is spread over interviews and speakers comes out."""

from pipeline.export.facts import Archive
from pipeline.export.table import Table
from pipeline.export.write import Cell
from pipeline.statistics.corpus import DOCUMENT_NAME, Arrays
from pipeline.statistics.dispersion import Dispersion, Spread, dispersion

_SPREAD = ("dp", "dp_by_chance", "juilland_d", "largest_share")
COLUMNS = (
    "dimension",
    "dimension_name",
    "code",
    "code_name",
    "passages",
    "speakers",
    "interviews",
    "of_passages",
    "of_speakers",
    "of_interviews",
    *(f"{name}_interviews" for name in _SPREAD),
    *(f"{name}_speakers" for name in _SPREAD),
    "largest_interview",
    "carried_by",
)
MEANINGS = (
    (
        "dp_...",
        "Gries' DP over interviews or speakers, normalised: 0 is spread as the talk is, 1 is all in the smallest",
    ),
    (
        "dp_by_chance_...",
        "what DP would be on average had as many passages fallen anywhere; few passages make it large",
    ),
    ("juilland_d_...", "Juilland's D over the rates in interviews or speakers: 1 is even, 0 is all in one"),
    ("largest_share_...", "share of the code's passages in the interview, or by the speaker, with most of them"),
    ("largest_interview", "the interview with most of the code's passages"),
    (
        "carried_by",
        "`one interview`, `one speaker`: at least half of the code's passages are there; say so with the code",
    ),
)


def dispersion_tables(archive: Archive, data: Arrays) -> list[Table]:
    """One table: every code with its spread over interviews and over speakers."""
    return [
        Table(
            name="dispersion",
            title="How evenly codes are spread over interviews and speakers",
            columns=COLUMNS,
            rows=tuple(_row(found, data) for found in dispersion(data)),
            meanings=MEANINGS,
        )
    ]


def _row(found: Dispersion, data: Arrays) -> tuple[Cell, ...]:
    interviews, speakers = found.interviews, found.speakers
    carried = [name for name, spread in (("interview", interviews), ("speaker", speakers)) if spread.carried]
    return (
        *(found.dimension.id, found.dimension.name, found.code.id, found.code.name),
        *(found.passages, speakers.parts, interviews.parts),
        *(found.of_passages, speakers.of_parts, interviews.of_parts),
        *_figures(interviews),
        *_figures(speakers),
        _name(data, interviews.where),
        " and ".join(f"one {name}" for name in carried),
    )


def _figures(spread: Spread) -> tuple[Cell, ...]:
    return (spread.deviation, spread.by_chance, spread.juilland, spread.largest)


def _name(data: Arrays, interview: int | None) -> str:
    """An interview as outputs name it."""
    if interview is None:
        return ""
    documents = data.factors[DOCUMENT_NAME]
    return documents.names[int(documents.numbers[data.interviews == interview][0])]

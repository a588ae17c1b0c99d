"""A reading of an archive goes in, the rows of its table come out: what was read, what stands beside, who was not."""

from collections.abc import Iterator

from data_schemas.codebook import Codebook
from pipeline.export.facts import Archive
from pipeline.export.table import Table
from pipeline.export.write import Cell
from pipeline.statistics.corpus import Arrays
from pipeline.statistics.intervals import FEWEST_CLUSTERS
from pipeline.statistics.readings import Distribution, Limits, ReadAs, ReadingResult, read

READING_COLUMNS = (
    "title",
    "of",
    "speaker",
    "role",
    "row",
    "dimension",
    "code",
    "code_name",
    "reading",
    "form",
    "passages",
    "of_passages",
    "share",
    "share_low",
    "share_high",
    "interval",
    "note",
)
ALL_WHO_QUALIFY = "all who qualify"
ONE_SPEAKER = "speaker"
NOBODY = "nobody qualifies"
TOO_FEW = f"no interval: fewer than {FEWEST_CLUSTERS} speakers or interviews that are independent of each other"
LIMITS: dict[Limits, str] = {
    "": "",
    "passages": "spread between this person's passages as if each were said independently, no coverage claimed",
    "people": "spread between people and interviews, no coverage claimed",
}
MEANINGS = (
    (
        "share (of a reading)",
        "the part of the framing passages that the study would read so, a passage with two framings counting half for each",
    ),
    (
        "interval (of a reading)",
        "between what `share_low` and `share_high` are a spread: nothing in it allows for errors of the model or of the reading",
    ),
)


def reading_tables(archive: Archive, data: Arrays) -> list[Table]:
    """One table for each reading of the codebook."""
    return [
        Table(
            name=f"reading_{reading.id}",
            title=f"{reading.title} ...",
            columns=READING_COLUMNS,
            rows=reading_rows(read(archive.passages, archive.codebook, reading=reading), codebook=archive.codebook),
            of_people=True,
            meanings=MEANINGS,
        )
        for reading in archive.codebook.readings
    ]


def reading_rows(result: ReadingResult, *, codebook: Codebook) -> tuple[tuple[Cell, ...], ...]:
    """The rows of a reading: together, speaker by speaker, and the speakers it does not apply to with the reason."""
    title = f"{result.reading.title} ..."
    rows: list[tuple[Cell, ...]] = []
    if result.together is None:
        rows.append(_plain(title, ALL_WHO_QUALIFY, note=NOBODY))
    else:
        rows += _distributed(result, result.together, codebook=codebook)
    for speaker in result.speakers:
        rows += _distributed(result, speaker, codebook=codebook)
    for person in result.not_read:
        rows.append(_plain(title, ONE_SPEAKER, name=person.name, role=person.role, note=person.reason))
    return tuple(rows)


def code_name(result: ReadingResult, entry: ReadAs, *, codebook: Codebook) -> str:
    """What the first of the dimensions read calls the code."""
    dimension = codebook.dimension(result.reading.dimensions[0])
    return next(code.name for code in dimension.codes if code.id == entry.code.code)


def _distributed(result: ReadingResult, who: Distribution, *, codebook: Codebook) -> Iterator[tuple[Cell, ...]]:
    title = f"{result.reading.title} ..."
    of = ONE_SPEAKER if who.name else f"{ALL_WHO_QUALIFY} ({who.speakers})"
    for entry in who.read:
        interval = entry.interval
        yield (
            *(title, of, who.name, who.role, "read", "", entry.code.code),
            *(code_name(result, entry, codebook=codebook), entry.code.reading, entry.code.form),
            *(entry.passages, who.of, entry.share),
            *((interval.low, interval.high, LIMITS[entry.limits], "") if interval else (None, None, "", TOO_FEW)),
        )
    for found in who.beside:
        yield (
            *(title, of, who.name, who.role, "found beside", found.dimension.id, found.code.id, found.code.name),
            *("", "", found.passages, who.coded, None, None, None, "", ""),
        )


def _plain(title: str, of: str, *, note: str, name: str = "", role: str = "") -> tuple[Cell, ...]:
    return (title, of, name, role, "not read", "", "", "", "", "", None, None, None, None, None, "", note)

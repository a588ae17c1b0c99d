"""The finished archive and the names of its tables go in, the start page that links everything comes out."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from pipeline.coded import CodedPassage
from pipeline.export.corpus import COLUMNS, JSON_LINES, PARQUET
from pipeline.export.facts import Archive, cautions
from pipeline.export.heat import heat_of
from pipeline.export.pages import page
from pipeline.export.tables import FOLDER, tables
from pipeline.export.tables_page import caption_of, split_rows
from pipeline.export.transcripts import document_name, passages_by_document, transcript_files
from pipeline.export.write import write_text
from pipeline.statistics.corpus import ROLE_GROUP, arrays, codes_of

FILES = (
    ("README.md", "dataset card: what the corpus is and how it loads"),
    (PARQUET, "every passage with its codes and probabilities, for pandas, R, DuckDB and datasets"),
    (JSON_LINES, "the same, one JSON object a line"),
    (COLUMNS, "what each of its columns means"),
    ("tables/README.md", "what each column of the tables means"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One transcript in the list of the start page."""

    href: str
    name: str
    kind: str
    speakers: str
    words: int
    coded: int
    with_codes: int


def write_index(folder: Path, archive: Archive) -> list[Path]:
    """Write `index.html`."""
    return [write_text(folder / "index.html", index_page(archive))]


def index_page(archive: Archive) -> str:
    """The start page as HTML."""
    codebook, coded = archive.codebook, [passage for passage in archive.passages if passage.coded]
    rows = split_rows(arrays(archive.passages, codebook), by=ROLE_GROUP)
    return page(
        "index",
        title=archive.facts.project,
        facts=archive.facts,
        codebook=codebook,
        cautions=cautions(codebook, archive.facts),
        passages=len(archive.passages),
        coded=len(coded),
        with_codes=_with_codes(coded, archive),
        speakers=len({passage.speaker for passage in coded}),
        caption=caption_of(rows),
        table=heat_of(rows, dimensions=codebook.dimensions),
        transcripts=_transcripts(archive),
        tables=[{"href": f"{FOLDER}/{table.name}.csv", "name": table.name} for table in tables(archive)],
        files=[{"href": path, "name": path, "what": what} for path, what in (*archive.beside, *FILES)],
    )


def _transcripts(archive: Archive) -> list[Listed]:
    by_document = passages_by_document(archive)
    listed = []
    for record, path in transcript_files(archive):
        passages = by_document[record.doc_id]
        coded = [passage for passage in passages if passage.coded]
        listed.append(
            Listed(
                href=quote(path),
                name=document_name(record, passages),
                kind=passages[0].kind if passages else "",
                speakers="; ".join(f"{name}, {role}" for name, role in _speakers(coded)),
                words=sum(passage.words for passage in passages),
                coded=len(coded),
                with_codes=_with_codes(coded, archive),
            )
        )
    return listed


def _speakers(coded: Sequence[CodedPassage]) -> list[tuple[str, str]]:
    return list(dict.fromkeys((passage.speaker, passage.role) for passage in coded))


def _with_codes(coded: Sequence[CodedPassage], archive: Archive) -> int:
    return sum(any(codes_of(passage, d) for d in archive.codebook.dimensions) for passage in coded)

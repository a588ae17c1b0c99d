"""The finished archive goes in, the folder that a researcher opens comes out, written by one exporter after another."""

from collections.abc import Callable, Sequence
from pathlib import Path

from data_schemas.codebook import Codebook
from data_schemas.records import Segmented
from models.metrics import CodeFigures
from pipeline.coded import CodedPassage
from pipeline.export.card import write_card
from pipeline.export.citation import write_citation
from pipeline.export.corpus import write_corpus
from pipeline.export.facts import Archive, Facts
from pipeline.export.parquet_tables import write_parquet_tables
from pipeline.export.tables import write_tables
from pipeline.export.transcripts import write_transcripts
from pipeline.export.word import write_word_tables


def write_index(folder: Path, archive: Archive) -> list[Path]:
    """Write the report, `index.html`; it is made of what other exporters make, and so is loaded after them."""
    from pipeline.report.write import write_report

    return write_report(folder, archive)


def write_plots(folder: Path, archive: Archive) -> list[Path]:
    """Write `figures/`; what draws them is loaded when it is wanted."""
    from pipeline.figures.made import write_figures

    return write_figures(folder, archive)


EXPORTERS: dict[str, Callable[[Path, Archive], list[Path]]] = {
    "corpus": write_corpus,
    "card": write_card,
    "tables": write_tables,
    "parquet": write_parquet_tables,
    "word": write_word_tables,
    "figures": write_plots,
    "citation": write_citation,
    "transcripts": write_transcripts,
    "index": write_index,
}


def export_all(
    folder: Path,
    *,
    passages: Sequence[CodedPassage],
    records: Sequence[Segmented],
    codebook: Codebook,
    facts: Facts,
    beside: Sequence[tuple[str, str]] = (),
    model_figures: Sequence[CodeFigures] = (),
) -> list[Path]:
    """Write everything into `folder`, the same bytes for the same input in any order; returns the paths, sorted."""
    archive = Archive(
        passages=tuple(passages),
        records=tuple(records),
        codebook=codebook,
        facts=facts,
        beside=tuple(beside),
        model_figures=tuple(model_figures),
    )
    return export_archive(folder, archive)


def export_archive(folder: Path, archive: Archive, *, only: Sequence[str] = ()) -> list[Path]:
    """The same of a finished archive, by all exporters or by those named."""
    return sorted(path for name in only or EXPORTERS for path in EXPORTERS[name](folder, archive))

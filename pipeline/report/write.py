"""The finished archive goes in; `index.html` comes out, with every transcript in it, or with a page for each of very many."""

from collections.abc import Sequence
from pathlib import Path

from data_schemas.records import Segmented
from pipeline.export.facts import Archive
from pipeline.export.transcripts import passages_by_document, transcript_files
from pipeline.export.write import write_text
from pipeline.report import central, suggested, unusual
from pipeline.report.codes import code_pages
from pipeline.report.reading import frame_of, transcript_of
from pipeline.report.sections import SECTIONS
from pipeline.report.sheet import Sheet, sheets
from pipeline.report.shell import Block, shell
from pipeline.report.terms import TERMS
from pipeline.report.trust import by_models_alone, explained, extent_of
from pipeline.statistics.corpus import arrays

FOLDER = "interviews"  # of one page each, beyond MOST
MOST = 200  # transcripts in one page: some 20 MB, which a browser shows at once and searches in a moment
RULES = {
    "central": central.RULE,
    "unusual": unusual.RULE,
    "suggested": suggested.RULE,
    "approved": suggested.APPROVED,
}


def write_report(folder: Path, archive: Archive, *, most: int = MOST) -> list[Path]:
    """Write `index.html` and, where there are more than `most` transcripts, `interviews/NAME.html` for each."""
    data = arrays(archive.passages, archive.codebook)
    made = sheets(archive, data)
    many = len(made) > most
    listed = transcript_files(archive)
    records = [] if many else [record for record, _ in listed]
    page = shell(
        "report",
        title=archive.facts.project,
        facts=archive.facts,
        codebook=archive.codebook,
        sections=[section for make in SECTIONS if (section := make(archive, data)) is not None],
        sheets=[] if many else _for_readers(made, archive),
        codes=code_pages(archive, data, many=many),
        blocks=_blocks(archive, records, mode="many" if many else "whole"),
        extent=extent_of(archive),
        explained=explained(archive.facts),
        no_human=by_models_alone(archive.facts),
        title_of_codebook=archive.codebook.title,
        rules=RULES,
        terms=TERMS,
        home="",
    )
    paths = [write_text(folder / "index.html", page)]
    if many:
        by_document = passages_by_document(archive)
        for (record, _), sheet in zip(listed, made, strict=True):
            alone = Archive(
                passages=tuple(by_document[record.doc_id]),
                records=(record,),
                codebook=archive.codebook,
                facts=archive.facts,
            )
            paths.append(write_text(folder / FOLDER / f"{sheet.slug}.html", _one(alone, sheet)))
    return paths


def _for_readers(made: list[Sheet], archive: Archive) -> list[Sheet]:
    """The sheets, none in a copy for others: each describes single people."""
    return [] if archive.facts.shared else made


def _one(archive: Archive, sheet: Sheet) -> str:
    """The page of one interview out of very many."""
    return shell(
        "alone",
        title=f"{sheet.name} · {archive.facts.project}",
        facts=archive.facts,
        codebook=archive.codebook,
        sheets=_for_readers([sheet], archive),
        blocks=_blocks(archive, archive.records, mode="one", slug=sheet.slug),
        rules=RULES,
        home="../",
    )


def _blocks(archive: Archive, records: Sequence[Segmented], *, mode: str, slug: str = "") -> list[Block]:
    by_document = passages_by_document(archive)
    frame = frame_of(archive, mode=mode)
    if slug:
        frame["documents"][0]["slug"] = slug  # as the start page calls it, which knows of its namesakes
    return [
        Block(id="frame", value=frame),
        *(
            Block(id=f"t{number}", value=transcript_of(record, by_document[record.doc_id], codebook=archive.codebook))
            for number, record in enumerate(records)
        ),
    ]

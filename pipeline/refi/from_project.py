"""A project's workbench and outcome go in, the file for another program comes out: within the house, or for others."""

from collections.abc import Callable
from dataclasses import replace
from importlib.metadata import version
from pathlib import Path

from models.release import Release
from pipeline.archive import archive_of, checked_of
from pipeline.bench import Workbench
from pipeline.codings.current import Placed, current_codings
from pipeline.codings.exports import export_sign, remember
from pipeline.export.facts import Archive
from pipeline.export.names import file_stems
from pipeline.project import Project
from pipeline.refi.codebook_xml import write_codebook
from pipeline.refi.exchange import Exchange
from pipeline.refi.options import Tool, Which
from pipeline.refi.write import Exported, write_qdpx
from pipeline.review import checks
from pipeline.review.checks import read_checks
from pipeline.run import Outcome
from pipeline.safe_names import read_names
from pipeline.share import Shared, codings_for_others, write_share

FOLDER = "exchange"  # within the outputs: a run that renews these removes it, and so does forgetting somebody
CARD = "README.md"


def export_codebook(project: Project, release: Release) -> tuple[Path, int]:
    """Write the codebook as `.qdc`; returns the file and how many codes it has."""
    codebook = release.codebook
    stem = file_stems([f"{codebook.id}-{codebook.version}"])[0]
    path = project.output / FOLDER / f"{stem}.qdc"
    return path, write_codebook(path, codebook, version=version("threefaces"))


def export_project(bench: Workbench, outcome: Outcome, *, codes: Which, tool: Tool | None) -> Exported:
    """Write the archive as `.qdpx` into its outputs, for the researcher's own program."""
    checked = checked_of(read_checks(bench.project.vault / checks.FILE), outcome)
    current = current_codings(bench, outcome)
    archive = archive_of(bench, outcome, names=read_names(bench.project.files), checked=checked, current=current)
    placed = current.placed
    exchange = _exchange(bench, archive, placed=placed, codes=codes, tool=tool)
    held = [one.coding for one in placed] if exchange.by_people else []
    exchange = replace(exchange, sign=export_sign(held, key=bench.key))
    remember(bench.project.codings, held, key=bench.key)
    return write_qdpx(bench.project.output / FOLDER / _file_name(bench.project), exchange)


def share_project(
    bench: Workbench, outcome: Outcome, *, folder: Path, only_checked: bool, codes: Which, tool: Tool | None
) -> tuple[Shared, Exported]:
    """Write a folder for others with the `.qdpx` of the checked transcripts in it."""
    written: list[Exported] = []
    write = _writer(bench, outcome, codes=codes, tool=tool, written=written)
    shared = write_share(bench, outcome, folder=folder, only_checked=only_checked, write=write)
    return shared, written[0]


def _writer(
    bench: Workbench, outcome: Outcome, *, codes: Which, tool: Tool | None, written: list[Exported]
) -> Callable[[Path, Archive], list[Path]]:
    def write(fresh: Path, archive: Archive) -> list[Path]:
        included = {record.doc_id for record in archive.records}
        own = [placed for placed in current_codings(bench, outcome).placed if placed.coding.doc_id in included]
        exchange = _exchange(bench, archive, placed=codings_for_others(own), codes=codes, tool=tool)
        written.append(write_qdpx(fresh / _file_name(bench.project), exchange))
        return [written[0].file]

    return write


def _exchange(
    bench: Workbench, archive: Archive, *, placed: tuple[Placed, ...], codes: Which, tool: Tool | None
) -> Exchange:
    return Exchange(
        archive=archive,
        calibration=bench.release.calibration,
        placed=placed,
        card=_card(bench.release, shared=archive.facts.shared),
        codes=codes,
        tool=tool,
    )


def _card(release: Release, *, shared: bool) -> str:
    """The model's whole card; others get one sentence on a model that participants' words made."""
    path = release.folder / CARD
    if not path.is_file() or (shared and release.confidential):
        return release.summary
    return path.read_text(encoding="utf-8")


def _file_name(project: Project) -> str:
    return f"{file_stems([project.title])[0]}.qdpx"

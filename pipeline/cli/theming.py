"""The command that proposes groups of passages to be named as concepts: themes."""

from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from pipeline.cli.archive import AsJson, run_shown
from pipeline.cli.beginning import Where, check_begun
from pipeline.cli.terminal import emit, say, table

if TYPE_CHECKING:
    from pipeline.themes.candidates import Candidate
    from pipeline.themes.naming import Standing


def themes(project: Where, as_json: AsJson = False) -> None:
    """Group the passages of each code by likeness, for a person to read and name; say which named concepts still stand.

    The groups are machine groupings, not findings: a first-order concept is what somebody has read and named.

    Example: threefaces themes my-archive/
    """
    folder, found, standing = _made(project)
    if as_json:
        emit({"candidates": [_as_json(c) for c in found], "lapsed": [_lapsed(s) for s in standing if not s.whole]})
        return
    columns = ["code", "candidate", "passages", "interviews", "separation", "stability"]
    table(columns, [_cells(c) for c in found], title="Machine groupings, not findings")
    for s in standing:
        if not s.whole:
            say(f"[yellow]themes.csv, line {s.naming.line}:[/] {escape(s.status)}")
    say(
        f"Written to {escape(str(folder / 'candidates.csv'))}: {len(found)} groups with their passages, central ones first"
    )
    say(
        "[yellow]It holds what participants said:[/] only you may read it; give it to those who may read the transcripts."
    )
    say(
        f"To name one: read it, then write a row into {escape(str(folder / 'themes.csv'))}: concept (your words), theme and "
        "dimension (may wait), named_by (you), and its candidate or ids of passages. Then threefaces run."
    )


def _made(project: Path) -> "tuple[Path, list[Candidate], tuple[Standing, ...]]":
    """The archive brought up to date, what was named bound to its words, then today's candidates."""
    from pipeline.archive import archive_of
    from pipeline.bench import workbench
    from pipeline.lock import locked
    from pipeline.project import load_project
    from pipeline.safe_names import read_names
    from pipeline.themes.candidates import candidates
    from pipeline.themes.naming import keep_themes
    from pipeline.themes.write import write_candidates

    settings = load_project(project)
    check_begun(settings, project=project)
    with locked(settings.store):
        bench = workbench(settings)
        outcome = run_shown(bench, workers=settings.workers)
        archive = archive_of(bench, outcome, names=read_names(settings.files), checked=frozenset())
        standing = keep_themes(settings.themes, archive.passages)
        found = candidates(archive)
        write_candidates(settings.themes, found)
    return settings.themes, found, standing


def _cells(candidate: "Candidate") -> list[object]:
    interviews = len({p.doc_id for p in candidate.passages})
    name = f"{candidate.dimension.name}: {candidate.code.name}"
    figures = (f"{candidate.separation:.2f}", f"{candidate.stability:.2f}")
    return [name, candidate.id, len(candidate.passages), interviews, *figures]


def _as_json(candidate: "Candidate") -> dict[str, object]:
    return {
        "candidate": candidate.id,
        "dimension": candidate.dimension.id,
        "code": candidate.code.id,
        "passages": [p.passage_id for p in candidate.passages],
        "separation": candidate.separation,
        "stability": candidate.stability,
    }


def _lapsed(standing: "Standing") -> dict[str, object]:
    return {"line": standing.naming.line, "status": standing.status}


COMMANDS = (themes,)

"""Who is to be forgotten goes in; their words are gone from `themes/`: candidates, bound passages, and names that quote them.

A concept that rested on their words alone goes as well; of a candidate that held some, the words that marked it go.
"""

from pipeline.forget.tables import Gone
from pipeline.project import Project
from pipeline.review.sheet import read_sheet, write_sheet
from pipeline.themes.naming import CANDIDATES, FILE, NAMED, SEVERAL

Rows = list[dict[str, str]]


def remove_from_themes(project: Project, gone: Gone, *, dry: bool = False) -> dict[str, int]:
    """Rows removed from the tables of themes, by path within the project."""
    folder = project.themes
    found = {name: read_sheet(folder / name, needs=()) for name in (CANDIDATES, NAMED, FILE)}
    rows: dict[str, Rows] = {name: [row for _, row in sheet.rows] for name, sheet in found.items()}
    taken = {name: [row for row in rows[name] if gone.takes(row)] for name in (CANDIDATES, NAMED)}
    kept = {name: [row for row in rows[name] if not gone.takes(row)] for name in (CANDIDATES, NAMED)}
    touched = {row.get("candidate") for row in taken[CANDIDATES]}
    kept[CANDIDATES] = [r | {"terms": ""} if r.get("candidate") in touched else r for r in kept[CANDIDATES]]
    kept[FILE] = _names_left(rows[FILE], gone, taken=taken, kept=kept)
    counts = {f"{folder.name}/{name}": len(rows[name]) - len(kept[name]) for name in kept}
    for name, own in kept.items():
        if not dry and own != rows[name]:
            write_sheet(folder / name, columns=found[name].columns, rows=own)
    return {name: count for name, count in counts.items() if count}


def _names_left(rows: Rows, gone: Gone, *, taken: dict[str, Rows], kept: dict[str, Rows]) -> Rows:
    """The rows whose name neither quotes them nor stood for their words alone, without the ids of their passages."""
    theirs = {row.get("passage_id", "") for of in taken.values() for row in of if gone.takes(row | {"concept": ""})}
    out = []
    for row in rows:
        if gone.takes(row):
            continue
        names = [name for name in SEVERAL.split(row.get("passages", "")) if name]
        left = [name for name in names if name not in theirs and not _of_whole(name, gone)]
        candidates = [name for name in SEVERAL.split(row.get("candidate", "")) if name]
        lost = len(left) < len(names) or any(_holds(c, taken, row=row) for c in candidates)
        if lost and not left and not any(_holds(c, kept, row=row) for c in candidates):
            continue
        out.append(row | {"passages": " ".join(left)} if len(left) < len(names) else row)
    return out


def _holds(candidate: str, tables: dict[str, Rows], *, row: dict[str, str]) -> bool:
    """Whether any passage of the candidate, or bound to the concept by it, is among the rows."""
    concept = row.get("concept", "").casefold()
    bound = (r for r in tables[NAMED] if r.get("named_as") == candidate and r.get("concept", "").casefold() == concept)
    return any(bound) or any(r.get("candidate") == candidate for r in tables[CANDIDATES])


def _of_whole(passage_id: str, gone: Gone) -> bool:
    part = gone.parts.get(passage_id.rpartition("-")[0])
    return part is not None and part.whole

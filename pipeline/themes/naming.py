"""`themes/themes.csv` goes in, what people named comes out, bound to the words of its passages, and is replayed by every run.

A row names passages by their ids or by a candidate. The first run afterwards writes into `named.csv` which words these were;
from then on the concept stands for these words in these transcripts, whatever ids and groups become of them.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from data_schemas.errors import ConfigError
from pipeline.coded import CodedPassage
from pipeline.counted import counted
from pipeline.review.sheet import read_sheet, write_sheet
from pipeline.share_quotes import words_digest
from pipeline.themes.concept import Concept

FOLDER = "themes"
FILE, NAMED, CANDIDATES = "themes.csv", "named.csv", "candidates.csv"
COLUMNS = ("concept", "theme", "dimension", "named_by", "candidate", "passages", "note", "status")
NEEDED = ("concept", "theme", "dimension", "named_by")
BOUND = ("concept", "named_as", "passage_id", "doc_id", "document", "text", "digest")
CANDIDATE = re.compile(r"G[0-9A-F]{8}\Z")  # what the id of a candidate looks like; no passage's does
SEVERAL = re.compile(r"[;,\s]+")
OPEN_CODE = "open code"
NOTHING = "names no passages"

Words = tuple[str, str]  # id of a transcript, digest of a passage's words


@dataclass(frozen=True, slots=True, kw_only=True)
class Naming:
    """One row that a person wrote; `named_as` are ids of candidates or passages, `line` is where it stands."""

    line: int
    concept: str
    theme: str
    dimension: str
    named_by: str
    named_as: tuple[str, ...]

    @property
    def key(self) -> str:
        """The concept however it is spelt in capitals."""
        return self.concept.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What became of one row: the ids of its passages that stand, how many it was bound to, and names known to nobody."""

    naming: Naming
    passages: tuple[str, ...]
    bound: int
    unknown: tuple[str, ...]

    @property
    def status(self) -> str:
        """The same in words, as the table's last column has it."""
        if not self.bound and not self.unknown:
            return NOTHING if not self.naming.named_as else "its passages are gone"
        lost = self.bound - len(self.passages)
        parts = [counted(len(self.passages), "passage")] if self.bound else []
        parts += [f"{lost} more no longer found: their words have changed or are gone"] if lost else []
        parts += [f"unknown: {' '.join(self.unknown)}"] if self.unknown else []
        return "; ".join(parts)

    @property
    def whole(self) -> bool:
        """Whether everything that it names stands."""
        return not self.unknown and self.bound == len(self.passages)


def read_namings(folder: Path) -> tuple[Naming, ...]:
    """Every row that a person wrote, in order; ConfigError names line and column of what is missing."""
    found = []
    for line, row in read_sheet(folder / FILE, needs=NEEDED).rows:
        if not any(row.get(name) for name in COLUMNS[:-1]):
            continue
        for name in ("concept", "named_by"):
            if not row[name]:
                raise ConfigError(
                    f"{FILE}, line {line}, {name}: is missing; a concept has a name, and somebody who gave it"
                )
        cells = " ".join(row.get(name, "") for name in ("candidate", "passages"))
        found.append(
            Naming(
                line=line,
                concept=row["concept"],
                theme=row["theme"],
                dimension=row["dimension"],
                named_by=row["named_by"],
                named_as=tuple(dict.fromkeys(part for part in SEVERAL.split(cells) if part)),
            )
        )
    return tuple(found)


def naming_state(folder: Path) -> list[object]:
    """All that the replay depends on beside the archive, for the key of the outputs; the same before and after a run."""
    namings = read_namings(folder)
    known = {row["candidate"] for _, row in read_sheet(folder / CANDIDATES, needs=("candidate",)).rows}
    known |= {row["named_as"] for _, row in read_sheet(folder / NAMED, needs=BOUND).rows}
    rows = [(n.concept, n.theme, n.dimension, n.named_by, n.named_as) for n in namings]
    candidates = sorted({name for n in namings for name in n.named_as if name in known and CANDIDATE.match(name)})
    return [rows, candidates]


def keep_themes(folder: Path, passages: Sequence[CodedPassage]) -> tuple[Standing, ...]:
    """Bind what was named since, and write into the table what stands; nothing is written where nobody named anything."""
    namings = read_namings(folder)
    if not namings and not (folder / NAMED).exists():
        return ()
    rows = _bound(folder, namings, passages)
    now: dict[Words, str] = {}
    for passage in passages:
        now.setdefault((passage.doc_id, words_digest(passage.text)), passage.passage_id)
    write_sheet(folder / NAMED, columns=BOUND, rows=[row for key in sorted(rows) for row in rows[key]])
    standing = tuple(_standing(naming, rows, now) for naming in namings)
    if namings:
        _write_status(folder / FILE, {s.naming.line: s.status for s in standing})
    return standing


def concepts_of(standing: Iterable[Standing], passages: Sequence[CodedPassage]) -> tuple[Concept, ...]:
    """The concepts that rest on passages today: those named in the table, and people's open codes, joined by their names."""
    merged: dict[tuple[str, str, str], list[Standing]] = {}
    for s in standing:
        merged.setdefault((s.naming.theme, s.naming.dimension, s.naming.key), []).append(s)
    coded: dict[str, tuple[str, list[str]]] = {}
    for passage in passages:
        for name in passage.open_codes:
            coded.setdefault(name.casefold(), (name, []))[1].append(passage.passage_id)
    found = []
    for (theme, dimension, key), rows in merged.items():
        ids = sorted({i for s in rows for i in s.passages} | set(coded.get(key, ("", []))[1]))
        by = "; ".join(sorted({s.naming.named_by for s in rows}))
        name = rows[0].naming.concept
        found.append(Concept(name=name, theme=theme, dimension=dimension, named_by=by, passages=tuple(ids)))
    grouped = {key for _, _, key in merged}
    for key, (name, own) in coded.items():
        if key not in grouped:
            ids = sorted(set(own))
            found.append(
                Concept(name=name, theme="", dimension="", named_by=OPEN_CODE, passages=tuple(ids), open_code=True)
            )
    ordered = sorted(found, key=lambda c: (not c.dimension, c.dimension, not c.theme, c.theme, c.name.casefold()))
    return tuple(concept for concept in ordered if concept.passages)


def _bound(
    folder: Path, namings: Sequence[Naming], passages: Sequence[CodedPassage]
) -> dict[tuple[str, str], list[dict[str, str]]]:
    """By concept and the name of a passage or candidate, the rows of words that it stands for."""
    before: dict[tuple[str, str], list[dict[str, str]]] = {}
    for _, row in read_sheet(folder / NAMED, needs=BOUND).rows:
        before.setdefault((row["concept"].casefold(), row["named_as"]), []).append(row)
    offered: dict[str, list[dict[str, str]]] = {}
    for _, row in read_sheet(folder / CANDIDATES, needs=("candidate", *BOUND[2:])).rows:
        offered.setdefault(row["candidate"], []).append(row)
    by_id = {p.passage_id: p for p in passages}
    rows: dict[tuple[str, str], list[dict[str, str]]] = {}
    for naming in namings:
        for name in naming.named_as:
            found = before.get((naming.key, name)) or offered.get(name) or []
            if not found and name in by_id:
                found = [words_row(by_id[name])]
            if found:
                own = {"concept": naming.concept, "named_as": name}
                rows[naming.key, name] = [{k: row[k] for k in BOUND[2:]} | own for row in found]
    return rows


def words_row(passage: CodedPassage) -> dict[str, str]:
    """The columns by which a passage is known again."""
    return {
        "passage_id": passage.passage_id,
        "doc_id": passage.doc_id,
        "document": passage.document,
        "text": passage.text,
        "digest": words_digest(passage.text),
    }


def _standing(
    naming: Naming, rows: Mapping[tuple[str, str], Sequence[Mapping[str, str]]], now: Mapping[Words, str]
) -> Standing:
    words = {(r["doc_id"], r["digest"]) for name in naming.named_as for r in rows.get((naming.key, name), ())}
    return Standing(
        naming=naming,
        passages=tuple(sorted(now[w] for w in words if w in now)),
        bound=len(words),
        unknown=tuple(name for name in naming.named_as if (naming.key, name) not in rows),
    )


def _write_status(path: Path, status: Mapping[int, str]) -> None:
    """The table as it is, with today's status."""
    found = read_sheet(path, needs=NEEDED)
    columns = [*found.columns, *(["status"] if "status" not in found.columns else [])]
    write_sheet(path, columns=columns, rows=[row | {"status": status.get(line, "")} for line, row in found.rows])

"""Tables in the vault and files of labels go in; they come back without the rows of who is forgotten.

A row goes if its file, document or person is forgotten, or if it quotes words that only they said. Columns are known by
their names, so that a table that is added to the vault later is covered as well.
"""

import csv
import io
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pipeline.csv_file import SEPARATORS
from pipeline.forget.phrases import Phrases, words_in
from pipeline.forget.whom import Part, Target
from pipeline.project import Project
from pipeline.pseudonymise.linking import person_key
from pipeline.review.decisions import FILE as DECISIONS
from pipeline.review.table import strike_documents
from pipeline.vault import write_private

FILE, LABEL, PERSON, TEXT = "file", "label", "person", "text"
FEWEST_WORDS = 2  # in a label, below which anybody in the interview may have said it
DOCUMENT = ("doc_id", "document", "interview")  # columns and fields that hold a document's id or safe name
CONTEXT = ("question", "previous")  # fields of a label that quote other turns


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """By what a row is known: parts by file, by id and by safe name, persons, phrases, and all that they said."""

    parts: Mapping[str, Part]
    persons: frozenset[str]
    phrases: Phrases
    said: str

    def takes(self, row: Mapping[str, str]) -> bool:
        """Whether a row is about who is forgotten, or quotes them."""
        part = self.parts.get(row.get(FILE, "")) or next((p for c in DOCUMENT if (p := self._part(row.get(c)))), None)
        if part is not None and (part.whole or (LABEL in row and part.holds(row[LABEL])) or self._said(row.get(TEXT))):
            return True
        person = row.get(PERSON, "")
        named = bool(person) and person_key(person) in self.persons
        return named or any(self.phrases.touch(value) for value in row.values() if value)

    def _said(self, text: str | None) -> bool:
        """Whether a passage of the same interview, too short to be a phrase, is theirs."""
        words = words_in(text or "")
        return len(words) >= FEWEST_WORDS and f" {' '.join(words)} " in self.said

    def _part(self, name: str | None) -> Part | None:
        return self.parts.get(name) if name else None


def gone_of(target: Target, *, names: Mapping[str, str], phrases: Phrases, texts: Iterable[str]) -> Gone:
    """What tables know a target by; `names` are safe names by file, `texts` their utterances."""
    parts = {part.doc_id: part for part in target.parts}
    parts |= {part.file: part for part in target.parts if part.file}
    parts |= {names[part.file]: part for part in target.parts if part.file in names}
    said = " | ".join(f" {' '.join(words_in(text))} " for text in texts)
    return Gone(parts=parts, persons=frozenset(target.persons), phrases=phrases, said=said)


def remove_from_tables(project: Project, gone: Gone, *, dry: bool = False) -> dict[str, int]:
    """Rows removed from every table of the vault and every file of labels, by path within the project."""
    counts = {}
    if not dry:
        whole = [name for name, part in gone.parts.items() if part.whole]
        strike_documents(project.vault / DECISIONS, labels=whole)
    for path in sorted(project.vault.rglob("*.csv")):
        counts[_shown(path, project)] = _from_csv(path, gone, dry=dry)
    for path in label_files(project):
        counts[_shown(path, project)] = _from_lines(path, gone, dry=dry)
    return {name: count for name, count in counts.items() if count}


def label_files(project: Project) -> list[Path]:
    """Files of JSON lines anywhere in the project, the input folder and what a run writes apart."""
    return [path for path in files_beside(project) if path.suffix == ".jsonl"]


def files_beside(project: Project) -> list[Path]:
    """Every file of the project folder outside the input folder, the store and the outputs; hidden ones left out."""
    out = []
    for place, folders, names in os.walk(project.folder):
        aside = {project.input, project.store, project.output}
        folders[:] = sorted(f for f in folders if not f.startswith(".") and Path(place) / f not in aside)
        out += [Path(place) / name for name in names]
    return sorted(out)


def _from_csv(path: Path, gone: Gone, *, dry: bool) -> int:
    content = path.read_bytes()
    encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError:
        encoding, text = "cp1252", content.decode("cp1252", "replace")
    separator = max(SEPARATORS, key=text.partition("\n")[0].count)
    rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    columns = rows[0] if rows else []
    kept = [row for row in rows[1:] if not gone.takes(dict(zip(columns, map(str.strip, row), strict=False)))]
    removed = len(rows) - 1 - len(kept) if rows else 0
    if removed and not dry:
        out = io.StringIO()
        csv.writer(out, lineterminator="\n", delimiter=separator).writerows([columns, *kept])
        write_private(path, out.getvalue().encode(encoding, "replace"))
    return removed


def _from_lines(path: Path, gone: Gone, *, dry: bool) -> int:
    lines = path.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    kept = list(_lines_kept(lines, gone))
    changed = sum(line not in set(lines) for line in kept) + len(lines) - len(kept)
    if changed and not dry:
        mode = path.stat().st_mode & 0o777
        write_private(path, "".join(line + "\n" for line in kept).encode("utf-8", "surrogateescape"))
        path.chmod(mode)
    return changed


def _lines_kept(lines: list[str], gone: Gone) -> Iterator[str]:
    """Lines as they are, without what quotes the forgotten as context, or not at all."""
    for line in lines:
        try:
            row = json.loads(line)
        except ValueError:
            row = None
        if not isinstance(row, dict):
            yield line
            continue
        quoted = [f for f in CONTEXT if isinstance(row.get(f), str) and gone.phrases.touch(row[f])]
        own = {k: v for k, v in row.items() if isinstance(v, str) and k not in quoted}
        if gone.takes(own):
            continue
        yield json.dumps(row | dict.fromkeys(quoted), ensure_ascii=False) if quoted else line


def _shown(path: Path, project: Project) -> str:
    return path.relative_to(project.folder).as_posix() if path.is_relative_to(project.folder) else path.name

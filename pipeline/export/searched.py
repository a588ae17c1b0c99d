"""A question or a choice of passages goes in, what answers it comes out as rows for a terminal, a CSV file and JSON."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from data_schemas.codebook import Codebook
from data_schemas.errors import ConfigError
from pipeline.coded import CodedPassage
from pipeline.export.facts import Archive
from pipeline.export.table import STATUS
from pipeline.export.write import Cell, write_csv
from pipeline.roster import OTHER, ROLE_GROUPS
from pipeline.statistics.code_names import codes_named
from pipeline.statistics.concordance import Line
from pipeline.statistics.corpus import ROLE_GROUP, Arrays, Mask, arrays, coded_in_order, codes_of, in_order
from pipeline.statistics.matching import found, plain
from pipeline.statistics.prevalence import EVERYONE
from pipeline.statistics.queries import Node, People
from pipeline.vault import write_own

COUNTED = ("role_group", "passages", "speakers", "interviews", "of_passages", "of_speakers", "of_interviews")
PASSAGE = ("passage_id", "document", "case", "kind", "turn", "speaker", "role", "role_group", "codes", "text")
LINE = ("document", "passage_id", "speaker", "role", "role_group", "left", "node", "right", "codes")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """The passages that a query found, in the corpus's order, and how many they are by role group, as `COUNTED` has it."""

    passages: tuple[CodedPassage, ...]
    counts: tuple[tuple[Cell, ...], ...]


def answer(archive: Archive, query: Node | People, *, documents: bool) -> Answer:
    """Answer a query among people's talk, or among written documents; ConfigError names what is not there."""
    coded = coded_in_order(archive.passages, documents=documents)
    data = arrays(coded, archive.codebook, documents=documents)
    inside = found(query, data=data, passages=coded)
    groups = data.factors[ROLE_GROUP]
    counts = [_counts(data, EVERYONE, inside, np.ones(len(data), dtype=np.bool_))]
    for group in sorted(groups.names, key=(*ROLE_GROUPS, OTHER).index):
        counts.append(_counts(data, group, inside, groups.where(group)))
    chosen = tuple(passage for passage, held in zip(coded, inside, strict=True) if held)
    return Answer(passages=chosen, counts=tuple(counts))


def among(archive: Archive, *, codes: Sequence[str], roles: Sequence[str]) -> list[CodedPassage]:
    """The passages with any of the codes, by any of the roles or role groups; of all coded ones where none is named."""
    wanted = [key for name in codes for key in codes_named(name, archive.codebook)]
    everyone = in_order(archive.passages)
    by = _labels(roles, everyone)
    return [
        passage
        for passage in everyone
        if (passage.coded or roles)
        and (not roles or {passage.role, passage.role_group} & by)
        and (not wanted or any(code in passage.assigned.get(dimension, ()) for dimension, code in wanted))
    ]


def codes_in_words(passage: CodedPassage, codebook: Codebook) -> str:
    """The codes of a passage as dimension.code, in the codebook's order."""
    return "; ".join(f"{d.id}.{code}" for d in codebook.dimensions for code in codes_of(passage, d))


def as_json(archive: Archive, answered: Answer) -> dict[str, Any]:
    """The whole answer as one JSON object, with the words that head every output."""
    return {
        "status": list(archive.facts.standing),
        "counts": [dict(zip(COUNTED, row, strict=True)) for row in answered.counts],
        "passages": [dict(zip(PASSAGE, _passage_row(p, archive.codebook), strict=True)) for p in answered.passages],
    }


def write_answer(path: Path, archive: Archive, answered: Answer) -> None:
    """Write every passage found as a row of a CSV file, for its owner alone: it holds what participants said."""
    rows = [(archive.facts.status, *_passage_row(p, archive.codebook)) for p in answered.passages]
    write_own(path, b"")
    write_csv(path, columns=(STATUS, *PASSAGE), rows=rows)


def write_lines(path: Path, archive: Archive, lines: Sequence[Line]) -> None:
    """Write every line of a concordance as a row of a CSV file, for its owner alone."""
    rows = [(archive.facts.status, *_line_row(line, archive.codebook)) for line in lines]
    write_own(path, b"")
    write_csv(path, columns=(STATUS, *LINE), rows=rows)


def _labels(roles: Sequence[str], everyone: Sequence[CodedPassage]) -> set[str]:
    """The roles and role groups that are meant; ConfigError where one is nobody's."""
    known = sorted({label for p in everyone for label in (p.role, p.role_group)})
    for name in roles:
        if plain(name) not in map(plain, known):
            raise ConfigError(f"--role {name!r}: nobody has it; expected {', '.join(known)}")
    return {label for label in known if plain(label) in map(plain, roles)}


def _counts(data: Arrays, group: str, found: Mask, base: Mask) -> tuple[Cell, ...]:
    return (group, *_counted(data, found & base), *_counted(data, base))


def _counted(data: Arrays, inside: Mask) -> tuple[int, int, int]:
    voices, interviews = (np.bincount(numbers[inside]) for numbers in (data.speakers, data.interviews))
    return int(inside.sum()), int(np.count_nonzero(voices)), int(np.count_nonzero(interviews))


def _passage_row(p: CodedPassage, codebook: Codebook) -> tuple[Cell, ...]:
    codes = codes_in_words(p, codebook)
    return (p.passage_id, p.document, p.case, p.kind, p.turn, p.speaker, p.role, p.role_group, codes, p.text)


def _line_row(line: Line, codebook: Codebook) -> tuple[Cell, ...]:
    p = line.passage
    context = (line.left, line.node, line.right)
    return (p.document, p.passage_id, p.speaker, p.role, p.role_group, *context, codes_in_words(p, codebook))

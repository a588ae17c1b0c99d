"""A coded archive goes in, candidate groups of each code's passages come out: machine groupings, not findings."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from data_schemas.codebook import Code, Dimension
from data_schemas.hashing import digest
from pipeline.coded import CodedPassage
from pipeline.export.facts import Archive
from pipeline.share_quotes import words_digest
from pipeline.statistics.corpus import coded_in_order, codes_of
from pipeline.statistics.intervals import Floats, Integers, numbered
from pipeline.statistics.keyness import log_odds
from pipeline.statistics.vocabulary import words_of
from pipeline.themes.grouping import grouped, nearness

MOST_WEIGHED = 1_500  # passages of one code, the most probable, that are grouped
MOST_TERMS = 8
MOST_CENTRAL = 5  # quotes of a group to read first, one a speaker where there are so many
FEWEST_SPEAKERS = 2  # who must say a word that marks a group
PREFIX = "G"  # before a candidate's id, so that no spreadsheet takes it for a number


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A group within one code: `id` is derived from its passages' words, `passages` stand from the most central on.

    `central` are the ids of those to read first. `separation` is that of the code's groups as a whole.
    """

    id: str
    dimension: Dimension
    code: Code
    passages: tuple[CodedPassage, ...]
    central: frozenset[str]
    terms: tuple[str, ...]
    separation: float
    stability: float


def candidates(archive: Archive) -> list[Candidate]:
    """The candidates of every code that has passages enough, of people's talk; the same for the same archive."""
    coded = coded_in_order(archive.passages)
    pools = [
        (dimension, code, _pool(coded, archive, dimension, code))
        for dimension in archive.codebook.dimensions
        for code in dimension.codes
    ]
    wanted = {p.passage_id for _, _, pool in pools for p in pool}
    known = archive.vectors(wanted) if archive.vectors is not None and wanted else {}
    found: list[Candidate] = []
    for dimension, code, pool in pools:
        own = [p for p in pool if p.passage_id in known]
        if own:
            vectors = np.array([known[p.passage_id] for p in own], dtype=np.float64)
            found += _of_code(own, vectors, archive, dimension=dimension, code=code)
    return found


def _pool(coded: Sequence[CodedPassage], archive: Archive, dimension: Dimension, code: Code) -> list[CodedPassage]:
    """The passages of a code in the corpus's order, the most probable where there are very many."""
    place = archive.codebook.slice_of(dimension.id).start + dimension.code_ids.index(code.id)
    having = [p for p in coded if code.id in codes_of(p, dimension)]
    kept = {p.passage_id for p in sorted(having, key=lambda p: -p.probabilities[place])[:MOST_WEIGHED]}
    return [p for p in having if p.passage_id in kept]


def _of_code(
    passages: Sequence[CodedPassage], vectors: Floats, archive: Archive, *, dimension: Dimension, code: Code
) -> list[Candidate]:
    made = grouped(vectors, numbered([p.doc_id for p in passages]))
    if made is None:
        return []
    out = []
    terms = _terms(passages, made.labels, archive)
    for group, stability in enumerate(made.stability):
        inside = np.flatnonzero(made.labels == group)
        near = nearness(vectors, inside)
        ranked = tuple(passages[inside[i]] for i in np.argsort(-near, kind="stable"))
        out.append(
            Candidate(
                id=candidate_id(ranked),
                dimension=dimension,
                code=code,
                passages=ranked,
                central=_central(ranked),
                terms=terms[group],
                separation=made.separation,
                stability=stability,
            )
        )
    return out


def candidate_id(passages: Sequence[CodedPassage]) -> str:
    """The same for the same words in the same transcripts, whatever else the archive holds."""
    return PREFIX + digest(sorted([p.doc_id, words_digest(p.text)] for p in passages))[:8].upper()


def _central(ranked: Sequence[CodedPassage]) -> frozenset[str]:
    first: dict[str, str] = {}
    for passage in ranked:
        first.setdefault(passage.who, passage.passage_id)
    chosen = list(first.values())[:MOST_CENTRAL]
    rest = [p.passage_id for p in ranked if p.passage_id not in chosen]
    return frozenset([*chosen, *rest[: MOST_CENTRAL - len(chosen)]])


def _terms(passages: Sequence[CodedPassage], labels: Integers, archive: Archive) -> list[tuple[str, ...]]:
    """By group the words that mark it among the code's passages: log-odds with what all of them say as the prior."""
    words = words_of(passages, archive.records)
    speakers = numbered([p.who for p in passages])
    total = np.asarray(words.counts.sum(axis=0), dtype=np.float64).ravel()
    out: list[tuple[str, ...]] = []
    for group in range(int(labels.max()) + 1):
        inside = labels == group
        own = np.asarray(words.counts[np.flatnonzero(inside)].sum(axis=0), dtype=np.float64).ravel()
        if len(total) < 2:
            out.append(())
            continue
        z = np.round(log_odds(own, total - own, prior=total / len(passages)), 6)
        rows = words.counts[np.flatnonzero(inside)].tocoo()
        said = {(int(w), int(speakers[inside][r])) for r, w in zip(rows.row, rows.col, strict=True)}
        people = np.bincount([w for w, _ in said], minlength=len(total))
        listed = [w for w in range(len(total)) if z[w] > 0 and people[w] >= FEWEST_SPEAKERS]
        first = sorted(listed, key=lambda w: (-z[w], words.names[w]))[:MOST_TERMS]
        out.append(tuple(words.names[w] for w in first))
    return out

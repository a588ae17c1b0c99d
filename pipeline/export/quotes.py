"""Coded passages go in; quotes for reading under every code come out: central ones, counter-examples and near misses."""

import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from data_schemas.codebook import Code, Codebook, Dimension
from data_schemas.records import DOCUMENT
from pipeline.coded import MODEL, CodedPassage
from pipeline.export.facts import Vectors
from pipeline.statistics.corpus import codes_of, in_order
from pipeline.statistics.intervals import Floats
from pipeline.statistics.prevalence import crossings

MOST = 12  # examples of one code: what a person reads before deciding whether the code is trustworthy
MOST_AGAINST = 4  # counter-examples, and near misses, of one code
MOST_WEIGHED = 2_000  # passages of one code, the most probable, from which quotes are chosen
NEAR = (0.3, 0.6)  # probability of a code that was not given, between which a passage is a near miss
SHORT = 8  # words below which a passage says too little by itself; it comes last
EXAMPLE, COUNTER, NEAR_MISS = "example", "counter-example", "near miss"
FEW = ((EXAMPLE, MOST), (COUNTER, MOST_AGAINST), (NEAR_MISS, MOST_AGAINST))
ALL = ((EXAMPLE, sys.maxsize), (COUNTER, sys.maxsize))
UNCHECKED = "unchecked (machine-coded)"
CONFIRMED = "decided by a person"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One passage under a code: it carries it, or (a near miss) nearly does; `why` says what speaks against it."""

    dimension: Dimension
    code: Code
    rank: int
    passage: CodedPassage
    probability: float
    kind: str = EXAMPLE
    why: str = ""

    @property
    def checked(self) -> str:
        """Whether a person decided on it, or the model alone."""
        return UNCHECKED if self.passage.decided_by.get(self.dimension.id, MODEL) in ("", MODEL) else CONFIRMED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    passage: CodedPassage
    probability: float
    kind: str
    why: str = ""


def quotes(
    passages: Sequence[CodedPassage],
    codebook: Codebook,
    *,
    vectors: Vectors | None = None,
    documents: bool = False,
    all_of_them: bool = False,
) -> list[Quote]:
    """Quotes of every code in the order to read them, never two of one speaker in a row.

    Examples are spread over interviews and roles; among equals the most central comes first (nearest to the mean of the
    code's vectors), without vectors the most probable. `documents` takes written documents instead of talk; `all_of_them`
    every passage that carries the code, and no other.
    """
    coded = [p for p in in_order(passages) if p.coded and (p.kind == DOCUMENT) == documents]
    pools = {
        (dimension.id, code.id): _pool(coded, codebook=codebook, dimension=dimension, code=code)
        for dimension in codebook.dimensions
        for code in dimension.codes
    }
    wanted = {c.passage.passage_id for pool in pools.values() for c in pool}
    known = vectors(wanted) if vectors is not None and wanted else {}
    return [
        quote
        for dimension in codebook.dimensions
        for code in dimension.codes
        for quote in _quotes_of(
            pools[dimension.id, code.id],
            dimension=dimension,
            code=code,
            nearness=_central([c for c in pools[dimension.id, code.id] if c.kind != NEAR_MISS], known),
            kinds=ALL if all_of_them else FEW,
        )
    ]


def _pool(coded: Sequence[CodedPassage], *, codebook: Codebook, dimension: Dimension, code: Code) -> list[_Candidate]:
    """What may be quoted: passages that carry the code, those of them that speak against the rest, and near misses."""
    place = codebook.slice_of(dimension.id).start + dimension.code_ids.index(code.id)
    having = [p for p in coded if code.id in codes_of(p, dimension)]
    having = sorted(having, key=lambda p: -p.probabilities[place])[:MOST_WEIGHED]
    usual = _usual(having, codebook=codebook, dimension=dimension)
    pool = []
    for passage in having:
        why = _against(passage, codebook=codebook, dimension=dimension, code=code, usual=usual)
        kind = COUNTER if why else EXAMPLE
        pool.append(_Candidate(passage=passage, probability=passage.probabilities[place], kind=kind, why=why))
    near = (p for p in coded if _is_near(p, place=place, codebook=codebook, dimension=dimension, code=code))
    misses = sorted(near, key=lambda p: -p.probabilities[place])[:MOST_WEIGHED]
    why = f"{code.name} not given"
    return pool + [_Candidate(passage=p, probability=p.probabilities[place], kind=NEAR_MISS, why=why) for p in misses]


def _usual(having: Sequence[CodedPassage], *, codebook: Codebook, dimension: Dimension) -> dict[str, str]:
    """By dimension that is crossed with this one, the code that most of its passages carry."""
    usual = {}
    for crossed, target in crossings(codebook):
        counts = Counter(code for p in having for code in codes_of(p, crossed)) if target is dimension else Counter()
        if counts:
            usual[crossed.id] = min(counts, key=lambda code: (-counts[code], crossed.code_ids.index(code)))
    return usual


def _against(
    passage: CodedPassage, *, codebook: Codebook, dimension: Dimension, code: Code, usual: Mapping[str, str]
) -> str:
    """What in the passage is contrary to most of its code, in words: another stance, or another construction beside it."""
    found = [
        (crossed, other)
        for crossed in (codebook.dimension(d) for d in usual)
        for other in codes_of(passage, crossed)
        if other != usual[crossed.id]
    ]
    beside = {d for reading in codebook.readings if dimension.id in reading.dimensions for d in reading.dimensions}
    for sibling in (d for d in codebook.dimensions if d.id in beside and d.id != dimension.id):
        found += [(sibling, other) for other in codes_of(passage, sibling) if other != code.id]
    return "; ".join(f"{d.name}: {next(c.name for c in d.codes if c.id == other)}" for d, other in found)


def _is_near(passage: CodedPassage, *, place: int, codebook: Codebook, dimension: Dimension, code: Code) -> bool:
    holds = not dimension.applies_to or any(codes_of(passage, codebook.dimension(d)) for d in dimension.applies_to)
    put = dimension.documents or passage.kind != DOCUMENT
    without = code.id not in codes_of(passage, dimension)
    return holds and put and without and NEAR[0] <= passage.probabilities[place] <= NEAR[1]


def _quotes_of(
    pool: Sequence[_Candidate],
    *,
    dimension: Dimension,
    code: Code,
    nearness: Mapping[str, float],
    kinds: Sequence[tuple[str, int]],
) -> Iterator[Quote]:
    rank, last = 0, ""
    for kind, most in kinds:
        own = [c for c in pool if c.kind == kind]
        for chosen in _spread(own, most=most, after=last, nearness=nearness):
            rank, last = rank + 1, chosen.passage.who
            yield Quote(
                dimension=dimension,
                code=code,
                rank=rank,
                passage=chosen.passage,
                probability=chosen.probability,
                kind=kind,
                why=chosen.why,
            )


def _central(pool: Sequence[_Candidate], vectors: Mapping[str, Floats]) -> dict[str, float]:
    """By id the cosine of a passage's vector with the mean of all; to six decimals, which no summation order changes."""
    ids = [c.passage.passage_id for c in pool if c.passage.passage_id in vectors]
    if not ids:
        return {}
    stacked = np.array([vectors[i] for i in ids], dtype=np.float64)
    stacked /= np.maximum(np.linalg.norm(stacked, axis=1, keepdims=True), np.finfo(np.float64).tiny)
    middle = stacked.mean(axis=0)
    cosines = stacked @ middle / max(float(np.linalg.norm(middle)), float(np.finfo(np.float64).tiny))
    return {i: round(float(cosine), 6) for i, cosine in zip(ids, cosines, strict=True)}


def _spread(
    pool: Sequence[_Candidate], *, most: int, after: str, nearness: Mapping[str, float]
) -> Iterator[_Candidate]:
    """The next is of another speaker, from the interview and the role quoted least so far, and central."""
    waiting, interviews, roles = list(pool), Counter[str](), Counter[str]()
    for _ in range(min(most, len(pool))):
        free = [c for c in waiting if c.passage.who != after] or (waiting if most == sys.maxsize else [])
        if not free:
            return

        def order(c: _Candidate) -> tuple[bool, int, int, float]:
            p = c.passage
            return p.words < SHORT, interviews[p.doc_id], roles[p.role], -nearness.get(p.passage_id, c.probability)

        chosen = min(free, key=order)
        waiting.remove(chosen)
        interviews[chosen.passage.doc_id] += 1
        roles[chosen.passage.role] += 1
        after = chosen.passage.who
        yield chosen

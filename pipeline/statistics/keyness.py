"""The words of passages go in, the words that set one part of the talk apart from another come out, by interviews.

What counts is in how many interviews a word is said, not how often: one who says it forty times has said it once.
"""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.special import betaincinv

from pipeline.statistics.corpus import Mask
from pipeline.statistics.intervals import LEVEL, Floats, Integers
from pipeline.statistics.vocabulary import Words

FEWEST_INTERVIEWS = 3  # in which a word must be said on the side that it marks
FEWEST_SPEAKERS = 3  # who must say it there
MOST = 25  # words listed for one side


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A word that marks one side: `target` and `other` are interviews with it when both sides are cut to one length."""

    word: str
    times: int
    speakers: int
    interviews: int
    other_interviews: int
    target: float
    other: float
    z: float
    log_ratio: float
    bound: float


def log_odds(target: Floats, other: Floats, *, prior: Floats) -> Floats:
    """The z-scores of the log-odds ratio with an informative Dirichlet prior; shapes (words,) all.

    Monroe, Colaresi and Quinn (2008), equations 16, 20 and 22 with the approximate variance.
    """
    a, b = target + prior, other + prior
    ratio = np.log(a / (a.sum() - a)) - np.log(b / (b.sum() - b))
    z: Floats = ratio / np.sqrt(1 / a + 1 / b)
    return z


def log_ratio(target: Floats, other: Floats, *, of_target: int, of_other: int) -> Floats:
    """Log2 of the ratio of the shares of interviews, half an interview added everywhere (Walter 1975); (words,)."""
    ratio: Floats = np.log2((target + 0.5) / (of_target + 0.5)) - np.log2((other + 0.5) / (of_other + 0.5))
    return ratio


def conservative(target: Floats, other: Floats, *, of_target: int, of_other: int, words: int) -> Floats:
    """The bound of the log2 ratio that lies nearer to zero, 0 where the interval holds it: LRC (Evert 2022); (words,).

    The interval is the exact one of Clopper and Pearson for the target's part of all interviews with the word, at 95 %
    for `words` comparisons at once (Bonferroni).
    """
    tail = (1 - LEVEL) / 2 / words
    scale = np.log2(of_other / of_target)
    with np.errstate(divide="ignore", invalid="ignore"):
        low = np.where(target > 0, betaincinv(np.where(target > 0, target, 1.0), other + 1, tail), 0.0)
        high = np.where(other > 0, betaincinv(target + 1, np.where(other > 0, other, 1.0), 1 - tail), 1.0)
        lower, upper = (np.log2(p) - np.log2(1 - p) + scale for p in (low, high))
    bound: Floats = np.where(lower > 0, lower, np.where(upper < 0, upper, 0.0))
    return bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side's talk: `counts` of words by interview, sparse, shape (interviews, words); `lengths` in words.

    `said`, `documents`, `people`: how often, in how many interviews and by how many speakers each word is said, (words,).
    `speakers` and `interviews` count who speaks on this side, and where.
    """

    counts: csr_array
    lengths: Floats
    said: Floats
    documents: Integers
    people: Integers
    speakers: int
    interviews: int

    def thinned(self, to: Floats) -> Floats:
        """In how many interviews each word would be said, were these cut to so many words; shape (words,).

        Each spoken word is kept with the same chance, so that a word said f times is left with 1 - (1 - chance)^f:
        without this, the side that talks more would have more rare words, and the other side more common ones.
        """
        counts = self.counts.tocoo()
        with np.errstate(divide="ignore", invalid="ignore"):
            lost = np.log1p(-np.where(self.lengths > 0, np.minimum(to / self.lengths, 1.0), 0.0))
        kept = -np.expm1(counts.data * lost[counts.row])
        return np.bincount(counts.col, weights=kept, minlength=counts.shape[1]).astype(np.float64)


def side(words: Words, inside: Mask, *, interviews: Integers, speakers: Integers) -> Side:
    """The passages of a mask as one side; `inside`, `interviews` and `speakers` are (passages,)."""
    counts, people = (_summed(words.counts, inside, by=by) for by in (interviews, speakers))
    return Side(
        counts=counts,
        lengths=np.asarray(counts.sum(axis=1), dtype=np.float64).ravel(),
        said=np.asarray(counts.sum(axis=0), dtype=np.float64).ravel(),
        documents=_rows_with(counts),
        people=_rows_with(people),
        speakers=int(np.count_nonzero(np.bincount(speakers[inside]))),
        interviews=int(np.count_nonzero(np.bincount(interviews[inside]))),
    )


def keywords(
    names: tuple[str, ...], target: Side, other: Side, *, within: bool, fewest_speakers: int = FEWEST_SPEAKERS
) -> list[Key]:
    """The words that mark the target's side, by z-score.

    `within` compares the two sides of the same interviews, each pair cut to the shorter; otherwise every interview of
    either side is cut to the smaller of the sides' median lengths. The prior of the log-odds is what one interview of
    both sides says on average. Words said in at least three interviews and by enough speakers, of both sides together,
    are compared; a word is listed if so many say it on the target's side, and if its z is positive.
    """
    to = _cut(target.lengths, other.lengths, within=within)
    sizes = [int(np.count_nonzero(np.minimum(to, side.lengths))) for side in (target, other)]
    a, b = target.thinned(to), other.thinned(to)
    said = np.flatnonzero(a + b)
    if min(sizes) < FEWEST_INTERVIEWS or len(said) < 2:
        return []
    z = np.zeros_like(a)
    z[said] = log_odds(a[said], b[said], prior=(a + b)[said] / sum(sizes))
    compared = _often(target.documents + other.documents, target.people + other.people, fewest_speakers)
    listed = np.flatnonzero((z > 0) & compared & _often(target.documents, target.people, fewest_speakers))
    ratio = log_ratio(a, b, of_target=sizes[0], of_other=sizes[1])
    bound = conservative(a, b, of_target=sizes[0], of_other=sizes[1], words=max(1, int(compared.sum())))
    first = sorted(listed, key=lambda w: (-round(float(z[w]), 9), names[w]))[:MOST]
    return [
        Key(
            word=names[w],
            times=int(target.said[w]),
            speakers=int(target.people[w]),
            interviews=int(target.documents[w]),
            other_interviews=int(other.documents[w]),
            target=float(a[w]),
            other=float(b[w]),
            z=float(z[w]),
            log_ratio=float(ratio[w]),
            bound=float(bound[w]),
        )
        for w in first
    ]


def _often(interviews: Integers, speakers: Integers, fewest_speakers: int) -> Mask:
    often: Mask = (interviews >= FEWEST_INTERVIEWS) & (speakers >= fewest_speakers)
    return often


def _cut(target: Floats, other: Floats, *, within: bool) -> Floats:
    """To how many words each interview is cut on both sides; 0 leaves it out. Shapes (interviews,)."""
    if within:
        return np.minimum(target, other)
    medians = [float(np.median(lengths[lengths > 0])) if lengths.any() else 0.0 for lengths in (target, other)]
    return np.full(len(target), min(medians))


def _summed(counts: csr_array, inside: Mask, *, by: Integers) -> csr_array:
    """The counts of the passages inside, summed by a number of theirs; shape (numbers, words)."""
    rows = np.flatnonzero(inside)
    shape = (int(by.max()) + 1 if len(by) else 0, len(inside))
    return csr_array((np.ones(len(rows)), (by[rows], rows)), shape=shape) @ counts


def _rows_with(counts: csr_array) -> Integers:
    """In how many rows each column stands; shape (columns,)."""
    return np.bincount(counts.indices, minlength=counts.shape[1])

"""Coded passages go in, a few quotes for reading under every code come out."""

from collections.abc import Sequence
from dataclasses import dataclass

from data_schemas.codebook import Code, Codebook, Dimension
from pipeline.coded import CodedPassage
from pipeline.statistics.corpus import codes_of, in_order

MOST = 12  # quotes of one code: what a person reads before deciding whether the code is trustworthy
UNCHECKED = "unchecked (machine-coded)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """One passage that carries a code, and the code's probability."""

    dimension: Dimension
    code: Code
    rank: int
    passage: CodedPassage
    probability: float


def quotes(passages: Sequence[CodedPassage], codebook: Codebook) -> list[Quote]:
    """Up to twelve quotes of every code, the most probable first, never two of one speaker in a row."""
    coded = [passage for passage in in_order(passages) if passage.coded]
    return [
        quote
        for dimension in codebook.dimensions
        for code in dimension.codes
        for quote in _quotes_of(coded, codebook=codebook, dimension=dimension, code=code)
    ]


def _quotes_of(coded: Sequence[CodedPassage], *, codebook: Codebook, dimension: Dimension, code: Code) -> list[Quote]:
    place = codebook.slice_of(dimension.id).start + dimension.code_ids.index(code.id)
    waiting = [passage for passage in coded if code.id in codes_of(passage, dimension)]
    waiting.sort(key=lambda passage: -passage.probabilities[place])
    chosen: list[CodedPassage] = []
    while len(chosen) < MOST:
        last = chosen[-1].speaker if chosen else None
        following = next((passage for passage in waiting if passage.speaker != last), None)
        if following is None:
            break
        chosen.append(following)
        waiting.remove(following)
    return [
        Quote(dimension=dimension, code=code, rank=rank, passage=passage, probability=passage.probabilities[place])
        for rank, passage in enumerate(chosen, start=1)
    ]

"""Coded passages go in, the few of one code with which to begin reading come out, by a rule that the page states."""

from collections.abc import Sequence

from data_schemas.codebook import Code, Codebook, Dimension
from pipeline.coded import CodedPassage
from pipeline.statistics.corpus import in_order

MOST = 3
RULE = (
    "Of the passages that were given the code, the most probable first, and never two of one speaker while another speaker has "
    "one. They are where to begin reading; they do not show how common the code is."
)
APPROVED = "Only passages that somebody approved to be quoted are taken."  # said in a copy for others


def suggested(
    passages: Sequence[CodedPassage], codebook: Codebook, *, dimension: Dimension, code: Code
) -> list[CodedPassage]:
    """Up to three passages with the code, chosen as `RULE` states; between equals the one that is listed first."""
    given = [p for p in in_order(passages) if p.coded and code.id in p.assigned.get(dimension.id, ())]
    waiting = sorted(given, key=lambda p: -chance_of(p, codebook, dimension=dimension, code=code))
    first: dict[str, CodedPassage] = {}
    for passage in waiting:
        first.setdefault(passage.who, passage)
    chosen = [*first.values(), *(p for p in waiting if first[p.who] is not p)]
    return chosen[:MOST]


def chance_of(passage: CodedPassage, codebook: Codebook, *, dimension: Dimension, code: Code) -> float:
    """The probability that the model gave the code in a coded passage."""
    place: int = codebook.slice_of(dimension.id).start + dimension.code_ids.index(code.id)
    return passage.probabilities[place]

"""Coded passages go in, how many of them were coded blind comes out, where these correct a share at all."""

from collections.abc import Sequence

from data_schemas.codebook import Codebook
from pipeline.coded import CodedPassage
from pipeline.statistics.corpus import ROLE_GROUP, arrays
from pipeline.statistics.prevalence import prevalence


def correcting(passages: Sequence[CodedPassage], codebook: Codebook) -> int:
    """The coded passages of the audit; 0 where they are too few to correct any share of everyone or of a role group."""
    drawn = sum(passage.coded and passage.chance is not None for passage in passages)
    if not drawn:
        return 0
    rows = prevalence(arrays(passages, codebook), by=ROLE_GROUP)
    return drawn if any(row.source == "audit" for row in rows) else 0

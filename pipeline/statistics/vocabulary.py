"""Passages and their transcripts go in, the words that were really said come out: no pseudonyms, no transcriber's marks."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array

from data_schemas.records import Segmented
from pipeline.coded import CodedPassage

WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_BRACKETED = re.compile(r"\[[^\[\]]*\]")  # what stands for a name or a place, and marks such as [inaudible]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Which words every passage has: `counts`, sparse, shape (passages, words), in the order of `names`."""

    names: tuple[str, ...]
    counts: csr_array


def words_of(passages: Sequence[CodedPassage], records: Sequence[Segmented]) -> Words:
    """The words of each passage in small letters, row by row; what was masked and what was not said is left out."""
    said = {record.doc_id: _without_marks(record) for record in records}
    numbers: dict[str, int] = {}
    found: list[int] = []
    ends = [0]
    for passage in passages:
        whole = said.get(passage.doc_id)
        text = passage.text if whole is None else whole[passage.start : passage.end]
        plain = _BRACKETED.sub(" ", text).replace("\u2019", "'").casefold()
        found += [numbers.setdefault(word, len(numbers)) for word in WORD.findall(plain)]
        ends.append(len(found))
    columns = np.array(found, dtype=np.int64)
    shape = (len(passages), len(numbers))
    counts = csr_array((np.ones(len(columns)), columns, np.array(ends, dtype=np.int64)), shape=shape)
    counts.sum_duplicates()
    return Words(names=tuple(numbers), counts=counts)


def _without_marks(record: Segmented) -> str:
    """The transcript's text with a space for every character that was masked or not said."""
    pieces, at = [], 0
    for mark in sorted((*record.events, *record.redactions), key=lambda mark: (mark.start, mark.end)):
        pieces += [record.text[at : mark.start], " " * (mark.end - max(at, mark.start))]
        at = max(at, mark.end)
    return "".join([*pieces, record.text[at:]])

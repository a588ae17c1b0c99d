"""An outcome and ids of passages go in, the trunk's vectors of these passages come out, from the store."""

from collections.abc import Collection

import numpy as np

from data_schemas.records import Encoded
from pipeline.bench import Workbench
from pipeline.run import Outcome, records
from pipeline.statistics.intervals import Floats


def vectors_of(bench: Workbench, outcome: Outcome, wanted: Collection[str]) -> dict[str, Floats]:
    """By id the vector of every passage that is wanted and was encoded; shape (width,)."""
    ids = set(wanted)
    documents = {passage_id.rpartition("-")[0] for passage_id in ids}
    rows = {doc_id: row for doc_id, row in outcome.rows["encode"].items() if doc_id in documents}
    found: dict[str, Floats] = {}
    for doc_id, record in records(bench.encode, rows):
        if not isinstance(record, Encoded):
            continue
        matrix = np.frombuffer(record.vectors, dtype="<f4").reshape(-1, record.width)
        for number, vector in enumerate(matrix):
            if (passage_id := f"{doc_id}-{number:04d}") in ids:
                found[passage_id] = vector.astype(np.float64)
    return found

"""The frame, the trunk's vectors and what was drawn before go in; the passages that a model would learn most from come out.

The most uncertain ones, and of these unlike ones: of each cluster the one on which the model knows least (Zhdanov 2019,
"Diverse mini-batch active learning"). What is drawn so is no random sample: nothing may be estimated from it.
"""

import warnings
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

from data_schemas.codebook import Codebook
from data_schemas.codings import INSTRUCTIVE
from data_schemas.errors import ConfigError
from data_schemas.records import Encoded
from pipeline.bench import Workbench
from pipeline.counted import be, counted
from pipeline.key import Key
from pipeline.label.audit import RESERVED, entries
from pipeline.label.frame import Candidate
from pipeline.label.queues import Drawn
from pipeline.run import Outcome, records

Floats = npt.NDArray[np.float64]
PREFILTER = 10  # times as many of the most uncertain passages are clustered as are drawn
SEED = 0


def draw_instructive(
    frame: Mapping[str, Sequence[Candidate]],
    drawn: Sequence[Drawn],
    *,
    more: int,
    codebook: Codebook,
    vectors: Mapping[str, Floats],
    key: Key,
) -> tuple[Drawn, ...]:
    """All of both queues with `more` passages added to the instructive one; ConfigError where there are not so many.

    `vectors` has those of each interview's passages, shape (passages, width), in the order of its passages.
    """
    taken = {d.stretch for d in drawn}
    free = [
        candidate
        for _, own in sorted(frame.items())
        for candidate in own
        if candidate.rank >= RESERVED * len(own) and candidate.stretch not in taken and not candidate.passage.by_people
    ]
    if len(free) < more:
        raise ConfigError(
            f"--n {more}: only {counted(len(free), 'passage')} {be(len(free))} left that the audit does not need"
        )
    doubt = uncertainty(np.array([c.passage.probabilities for c in free]), codebook=codebook)
    order = np.argsort(-doubt, kind="stable")[: PREFILTER * more]
    near = np.array([vectors[free[i].passage.doc_id][_number(free[i])] for i in order])
    chosen = [free[order[i]] for i in one_of_each(near, clusters=more)]
    return (*drawn, *entries(chosen, queue=INSTRUCTIVE, chances=[None] * len(chosen), key=key))


def uncertainty(chances: Floats, *, codebook: Codebook) -> Floats:
    """The mean over dimensions of the entropy of calibrated probabilities, each in 0..1; shape (passages,)."""
    p = np.clip(chances, 1e-9, 1 - 1e-9)
    total = np.zeros(len(p))
    for dimension in codebook.dimensions:
        own = p[:, codebook.slice_of(dimension.id)]
        if dimension.kind == "multi":
            total += (-own * np.log2(own) - (1 - own) * np.log2(1 - own)).mean(axis=1)
        else:
            total += -(own * np.log(own)).sum(axis=1) / np.log(own.shape[1])
    mean: Floats = total / len(codebook.dimensions)
    return mean


def vectors_of(bench: Workbench, outcome: Outcome) -> dict[str, Floats]:
    """The stored vectors of every interview."""
    found = {}
    for doc_id, record in records(bench.encode, outcome.rows["encode"]):
        if isinstance(record, Encoded):
            found[doc_id] = np.frombuffer(record.vectors, dtype="<f4").reshape(-1, record.width).astype(np.float64)
    return found


def one_of_each(near: Floats, *, clusters: int) -> list[int]:
    """Of each cluster the first; the rows of `near` are sorted, the most uncertain first."""
    from sklearn.cluster import KMeans
    from sklearn.exceptions import ConvergenceWarning

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # fewer unlike passages than clusters: seen to below
        labels = KMeans(n_clusters=clusters, n_init=1, random_state=SEED).fit_predict(near)
    _, first = np.unique(labels, return_index=True)
    chosen = [int(i) for i in first]
    own = set(chosen)
    rest = (i for i in range(len(near)) if i not in own)  # passages alike in every word share a cluster
    return sorted([*chosen, *(next(rest) for _ in range(clusters - len(chosen)))])


def _number(candidate: Candidate) -> int:
    return int(candidate.passage.passage_id.rpartition("-")[2])

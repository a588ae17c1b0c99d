"""Who spoke in which interview of which case goes in, the groups of interviews that may not be taken for independent come out.

A cluster is the coarsest of case, person and interview that repeats: interviews of one case hang together, and so do
interviews that share a speaker.
"""

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pipeline.statistics.corpus import CASE, Arrays, Factor
from pipeline.statistics.intervals import Integers


def clusters(data: Arrays) -> Integers:
    """The cluster of every passage, small integers from 0 in order of first appearance; shape (passages,)."""
    return tied(data.interviews, speakers=data.speakers, cases=data.factors[CASE])


def tied(interviews: Integers, *, speakers: Integers, cases: Factor) -> Integers:
    """Interviews with one speaker or of one case as one; shapes (passages,).

    A case that all interviews belong to tells nothing apart and joins nothing; neither does an empty one.
    """
    links = [speakers]
    if len(set(cases.names) - {""}) > 1 or "" in cases.names:
        named = np.array([name != "" for name in cases.names], dtype=np.bool_)
        links.append(np.where(named[cases.numbers], cases.numbers, -1))
    return joined(interviews, *links)


def joined(interviews: Integers, *links: Integers) -> Integers:
    """Interviews that share a value of any of the links, directly or through others; shapes (passages,), -1 links nothing.

    These are the connected components of the graph of interviews and link values.
    """
    if not len(interviews):
        return interviews
    nodes = int(interviews.max()) + 1
    starts, ends = [], []
    for link in links:
        holds = link >= 0
        starts.append(interviews[holds])
        ends.append(link[holds] + nodes)
        nodes += int(link.max(initial=-1)) + 1
    edges = np.concatenate([np.empty(0, np.int64), *starts]), np.concatenate([np.empty(0, np.int64), *ends])
    graph = coo_array((np.ones(len(edges[0]), dtype=np.int8), edges), shape=(nodes, nodes))
    _, components = connected_components(graph, directed=False)
    of_passage = components[interviews]
    _, first, numbers = np.unique(of_passage, return_index=True, return_inverse=True)
    rank = np.empty(len(first), dtype=np.int64)
    rank[np.argsort(first)] = np.arange(len(first))
    found: Integers = rank[numbers]
    return found

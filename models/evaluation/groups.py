"""Judged passages whose speakers' role groups are known go in; how often the coder errs on each group's talk comes out."""

import msgspec
import numpy as np

from models.evaluation.judged import Judged
from models.evaluation.tallies import intervals, measures, tallies_of

FEWEST = 8  # interviews below which a rate would claim to know more than it does


class GroupFigures(msgspec.Struct, frozen=True, kw_only=True):
    """One role group in one dimension, all its codes pooled; `dimension` is empty for all dimensions together.

    `n` codes were to be found, `missed` of them were not, `added` were found in vain. Rates, and their 95 % intervals
    over interviews, are None below FEWEST interviews.
    """

    group: str
    dimension: str
    interviews: int
    passages: int
    n: int
    missed: int
    added: int
    f1: float | None
    f1_low: float | None
    f1_high: float | None
    kappa: float | None
    kappa_low: float | None
    kappa_high: float | None


def groups_of(judged: Judged) -> tuple[GroupFigures, ...]:
    """Every role group that the labels name, in the order of the alphabet; nothing where they name none."""
    named = np.array([label.role_group or "" for label in judged.labels])
    out: list[GroupFigures] = []
    for group in sorted({str(name) for name in named} - {""}):
        own = judged.only(named == group)
        out += _figures(own, group=group)
    return tuple(out)


def _figures(own: Judged, *, group: str) -> list[GroupFigures]:
    tallies, interviews = tallies_of(own), len({label.interview for label in own.labels})
    if not tallies.columns:
        return []
    owners = [own.codebook.columns[column].partition(".")[0] for column in tallies.columns]
    sets = {"": list(range(len(owners)))}
    for position, dimension in enumerate(owners):
        sets.setdefault(dimension, []).append(position)
    out = []
    for dimension, positions in sets.items():
        pooled = tallies.pooled(positions)
        tp, fp, fn = (int(x) for x in pooled.totals[0, :3])
        found, around = measures(pooled.totals[0]), intervals(pooled)
        told = interviews >= FEWEST
        f1, kappa = (around[name][0] if told else (None, None) for name in ("f1", "kappa"))
        out.append(
            GroupFigures(
                group=group,
                dimension=dimension,
                interviews=interviews,
                passages=len(own.labels),
                n=tp + fn,
                missed=fn,
                added=fp,
                f1=_rounded(float(found["f1"])) if told else None,
                f1_low=_rounded(f1[0]),
                f1_high=_rounded(f1[1]),
                kappa=_rounded(float(found["kappa"])) if told else None,
                kappa_low=_rounded(kappa[0]),
                kappa_high=_rounded(kappa[1]),
            )
        )
    return out


def _rounded(value: float | None) -> float | None:
    return None if value is None or np.isnan(value) else round(value, 4)

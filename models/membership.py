"""Scores of passages that trained a model and of passages that did not go in; how well the two can be told apart comes out.

Who holds a model and a passage can ask whether that passage trained it: the model does better on what it has met
(Yeom et al. 2018). One number says how far that goes.
"""

import numpy as np
from scipy.stats import rankdata

from data_schemas.codebook import Codebook
from models.decisions import Calibration, probabilities
from models.targets import Targets

RAREST = 1e-9  # probability below which a loss grows no further


def losses(scores: np.ndarray, *, targets: Targets, codebook: Codebook, calibration: Calibration) -> np.ndarray:
    """Mean loss of each passage over what is known of it, shape (passages,); nan where nothing is."""
    chances = np.clip(probabilities(scores, codebook=codebook, calibration=calibration), RAREST, 1 - RAREST)
    lost = np.zeros_like(chances)
    for dimension in codebook.dimensions:
        place = codebook.slice_of(dimension.id)
        given, wanted = chances[:, place], targets.values[:, place]
        lost[:, place] = -wanted * np.log(given)
        if dimension.kind == "multi":
            lost[:, place] -= (1 - wanted) * np.log(1 - given)
    known = targets.known.sum(axis=1)
    means: np.ndarray = np.where(known > 0, (lost * targets.known).sum(axis=1) / np.maximum(1, known), np.nan)
    return means


def membership(met: np.ndarray, unmet: np.ndarray) -> float:
    """The share of pairs in which the passage that trained the model has the smaller loss: .5 is chance (an AUC)."""
    met, unmet = met[~np.isnan(met)], unmet[~np.isnan(unmet)]
    if not len(met) or not len(unmet):
        return float("nan")
    ranks = rankdata(np.concatenate([met, unmet]))
    larger = ranks[len(met) :].sum() - len(unmet) * (len(unmet) + 1) / 2
    return round(float(larger) / (len(met) * len(unmet)), 4)

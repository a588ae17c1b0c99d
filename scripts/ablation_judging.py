"""A coder with its calibration goes in, how it fares on interviews held out, the example archive and quotes comes out."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from data_schemas.codebook import Codebook
from data_schemas.errors import ConfigError
from data_schemas.labels import Label
from models.coder import Coder
from models.decisions import Calibration, probabilities
from models.evaluation.judged import Judged, judge
from models.fit import judged_among
from models.inputs import CoderInput
from models.metrics import code_figures, macro_f1
from models.numbers import resolve_number_format
from models.release import model_folder, read_release
from models.training import inputs_of
from pipeline.met import refuse_met
from pipeline.training_data import load_labels
from scripts.ablation_results import Run
from scripts.benchmark_codes import scored

EXAMPLES = Path(__file__).resolve().parent.parent / "examples"
OWN = EXAMPLES / "training" / "interviews"
ALSO = tuple(EXAMPLES / "training" / kind for kind in ("passages", "talk", "documents"))
ARCHIVE = EXAMPLES / "archive" / "sources"
FOLDS = 5  # of which the first is held out, as from the released models
CHOOSE = "choose"  # the quotes by which a method may be chosen

Score = Callable[[Sequence[CoderInput]], np.ndarray]  # raw scores, (inputs, columns)


@dataclass(frozen=True, slots=True)
class Quotes:
    """A file of coded quotes, and the program that scores them."""

    gold: Path
    scorer: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """Labels of the interviews, those that only train, and those of the example archive, which only judge."""

    codebook: Codebook
    own: list[Label]
    also: list[Label]
    archive: list[Label]

    @property
    def held(self) -> list[Label]:
        """Those of the interviews that no training meets."""
        return judged_among(self.own, folds=FOLDS, hold_out=True)


def read_material(codebook: Codebook) -> Material:
    """All labels of the examples that the released models learn from or are judged on."""
    own, also, archive = (load_labels(paths, codebook=codebook) for paths in ([OWN], ALSO, [ARCHIVE]))
    return Material(codebook=codebook, own=own, also=also, archive=archive)


class Judging:
    """One coder with its calibration, put to the test."""

    def __init__(self, material: Material, *, calibration: Calibration, score: Score) -> None:
        self.material, self.calibration, self.score = material, calibration, score

    def of(self, labels: Sequence[Label], *, scores: np.ndarray | None = None) -> Judged:
        """Labelled passages beside the coder's word on them."""
        given = self.score(inputs_of(labels)) if scores is None else scores
        return judge(given, labels=labels, codebook=self.material.codebook, calibration=self.calibration)

    def run(self, facts: dict[str, Any], *, held: Judged, quotes: Quotes | None) -> tuple[Run, dict[str, Judged]]:
        """All figures of one run, and the passages that judged it, by where."""
        judged = {"held": held, "archive": self.of(self.material.archive)}
        said = self._quoted(quotes) if quotes else {}
        return Run(**facts, held=figures_of(held), archive=figures_of(judged["archive"]), quotes=said), judged

    def _quoted(self, quotes: Quotes) -> dict[str, float]:
        """What the scorer says of the quotes for choosing, which come without a question."""
        lines = quotes.gold.read_text(encoding="utf-8").splitlines()
        rows = [row for row in map(json.loads, lines) if row.get("split") == CHOOSE]
        if not rows:
            raise ConfigError(f"{quotes.gold.name}: no row whose `split` is {CHOOSE!r}; expected quotes for choosing")
        codebook = self.material.codebook
        scores = self.score([CoderInput(text=row["text"]) for row in rows])
        chances = probabilities(scores, codebook=codebook, calibration=self.calibration)
        codes = {
            row["id"]: {
                d.id: dict(zip(d.values, map(float, said[codebook.slice_of(d.id)]), strict=True))
                for d in codebook.dimensions
            }
            for row, said in zip(rows, chances, strict=True)
        }
        found: dict[str, float] = json.loads(scored(rows, codes, scorer=quotes.scorer))
        return found


def figures_of(judged: Judged) -> dict[str, float]:
    """Macro-F1, and median and lowest kappa over codes."""
    by_code = code_figures(judged)
    kappas = [figure.kappa for figure in by_code if figure.kappa is not None]
    return {
        "macro_f1": macro_f1(by_code),
        "kappa": round(float(np.median(kappas)), 4),
        "kappa_lowest": min(kappas),
    }


def as_released(model: str, *, material: Material, quotes: Quotes | None) -> tuple[Run, dict[str, Judged]]:
    """Judge a released model as trials are."""
    release = read_release(model_folder(Path(model)))
    refuse_met(material.held, release=release)
    coder = Coder(release, number_format=resolve_number_format())
    judging = Judging(material, calibration=release.calibration, score=lambda inputs: coder.score(coder.encode(inputs)))
    held = judging.of(material.held)
    facts = {"name": f"{Path(model).name} released", "seed": 0, "recipe": {}, "labels": 0, "seconds": 0.0}
    return judging.run(facts, held=held, quotes=quotes)

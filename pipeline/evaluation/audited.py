"""A model folder and a blind sample of one archive go in; a model folder with decisions set by that archive comes out.

Weights stay as they are, and the folder that went in is untouched. Only a folder that comes out here says `validated`, and
only it carries an error bound, for this archive alone; with too few tags for any bound it is audited and no more.
"""

import json
import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import msgspec

from data_schemas.errors import ConfigError
from data_schemas.hashing import digest
from data_schemas.labels import Label
from data_schemas.troubles import refuse
from models.evaluation.audit import Audited, audit
from models.release import DECISIONS, MODEL, Release, model_folder, read_release
from pipeline.counted import counted
from pipeline.evaluate import score_labels
from pipeline.evaluation.archive import AUDITED_ON, audit_traces
from pipeline.evaluation.audit_card import card_of
from pipeline.evaluation.figures import Evaluation, evaluation_of
from pipeline.evaluation.files import MADE, write_evaluation
from pipeline.model_place import CARD, FIGURES, TRAINED_ON, place_troubles, put
from pipeline.traces import trace
from pipeline.training_data import load_labels

BLIND = "human_blind"  # the source of labels that people gave without seeing the machine's
FEWEST_PASSAGES, FEWEST_INTERVIEWS = 100, 8  # of an audit, below which nothing can be promised
BESIDE = "evaluation"  # the report's folder within the model's


def audit_model(
    *,
    labels: Sequence[Path],
    coded: Sequence[Label] = (),
    model: Path | None,
    out: Path,
    advance: Callable[[float], None] | None = None,
) -> Evaluation:
    """Refit, judge on interviews that set nothing, and write; ConfigError if the sample cannot carry a promise."""
    source = model_folder(model)
    release = read_release(source)
    _check_place(out, source=source)
    sample = [*load_labels(labels, codebook=release.codebook), *coded]
    _check_sample(sample)
    scored = score_labels(sample, release=release, advance=advance)
    audited = audit(scored.scores, labels=sample, codebook=release.codebook, calibration=release.calibration)
    told: list[Evaluation] = []

    def write(folder: Path) -> None:
        shutil.copytree(source, folder, ignore=shutil.ignore_patterns(BESIDE), dirs_exist_ok=True)
        _write_decisions(folder, audited=audited, sample=sample, name=out.name)
        told.append(evaluation_of(audited.judged, release=read_release(folder), promises=audited.promises))
        _write_words(folder, result=told[0], before=release)
        write_evaluation(folder / BESIDE, told[0], codebook=release.codebook)

    put(out, write=write, confidential=True)
    return told[0]


def _check_place(out: Path, *, source: Path) -> None:
    if out.exists() and out.resolve() == source.resolve():
        raise ConfigError(f"--out {out.name}: that is the model itself, which stays as it is; name another folder")
    refuse(place_troubles(out, released=False, also=(AUDITED_ON, BESIDE, *(f"{BESIDE}/{name}" for name in MADE))))


def _check_sample(sample: Sequence[Label]) -> None:
    other = Counter(label.source for label in sample if label.source != BLIND)
    if other:
        source, number = other.most_common(1)[0]
        raise ConfigError(
            f"audit: {number} of {len(sample)} labels have the source {source!r}; an audit takes only {BLIND!r}, "
            "coded by people who did not see the machine's codes"
        )
    interviews = len({label.interview for label in sample})
    if len(sample) < FEWEST_PASSAGES or interviews < FEWEST_INTERVIEWS:
        raise ConfigError(
            f"audit: {counted(len(sample), 'passage')} of {counted(interviews, 'interview')}; at least {FEWEST_PASSAGES} of "
            f"{FEWEST_INTERVIEWS} are needed before anything can be promised: draw and code more"
        )


def _write_decisions(folder: Path, *, audited: Audited, sample: Sequence[Label], name: str) -> None:
    """What makes another model of the copy: its decisions, what it says of itself, and what it must not be tested on."""
    decisions = msgspec.json.format(msgspec.json.encode(audited.calibration), indent=1)
    (folder / DECISIONS).write_bytes(decisions + b"\n")
    facts: dict[str, Any] = json.loads((folder / MODEL).read_text(encoding="utf-8"))
    interviews = len({label.interview for label in sample})
    told = f"Its decisions were set by {len(sample)} passages of {interviews} interviews of one archive, coded blind."
    facts |= {
        "name": name,
        "calibrated_on": audited.calibration.calibrated_on,
        "confidential": True,
        "summary": f"{facts.get('summary', '')} {told}".strip(),
        "validated": True,
        "validated_on": {
            "passages": len(sample),
            "interviews": interviews,
            "labels": digest(sorted([label.id, label.text, label.codes] for label in sample)),
            "coder": BLIND,
            "promises": msgspec.to_builtins(audited.promises),
        },
    }
    _json(folder / MODEL, facts, indent=1)
    _json(folder / AUDITED_ON, audit_traces(label.text for label in sample), indent=0)
    met = set(json.loads((folder / TRAINED_ON).read_text(encoding="utf-8")))
    _json(folder / TRAINED_ON, sorted(met | {trace(label.text) for label in sample}), indent=0)


def _write_words(folder: Path, *, result: Evaluation, before: Release) -> None:
    """The figures that later commands read, and the card."""
    figures = msgspec.json.format(msgspec.json.encode(result.codes), indent=1)
    (folder / FIGURES).write_bytes(figures + b"\n")
    card = (before.folder / CARD).read_text(encoding="utf-8") if (before.folder / CARD).is_file() else ""
    (folder / CARD).write_text(card_of(result, before=before, card=card), encoding="utf-8")


def _json(path: Path, value: Any, *, indent: int) -> None:
    path.write_text(json.dumps(value, indent=indent, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")

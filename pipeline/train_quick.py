"""Files of labels and a model go in, a model folder with the same trunk and new heads comes out, in seconds."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data_schemas.errors import ConfigError
from data_schemas.labels import Label
from pipeline.model_card import card
from pipeline.model_facts import about, membership_of
from pipeline.model_place import CARD, TRAINED_ON, place_troubles, put
from pipeline.traces import trace
from pipeline.train import Material, material, refuse_met, write_records

if TYPE_CHECKING:
    from models.metrics import CodeFigures
    from models.quick import Refitted
    from models.release import Release


def refit_model(
    *,
    labels: Sequence[Path],
    coded: Sequence[Label] = (),
    also: Sequence[Path],
    codebook_file: Path | None,
    base: Path | None,
    folds: int,
    hold_out: bool,
    out: Path,
    name: str,
    confidential: bool,
    advance: Callable[[float], None] | None = None,
) -> "list[CodeFigures]":
    """Refit heads, judge and write; ConfigError if the trunk was trained on passages that would judge them."""
    from models.fit import judged_among
    from models.quick import refit
    from models.refitted import trunk_facts
    from models.release import model_folder, read_release

    release = read_release(model_folder(base))
    place = place_troubles(out, released=not confidential)
    given = material(labels, coded=coded, also=also, codebook_file=codebook_file, folds=folds, beside=place)
    refuse_judges(judged_among(given.own, folds=folds, hold_out=hold_out), release=release)
    refitted = refit(
        given.own,
        also=given.extra,
        codebook=given.codebook,
        release=release,
        folds=folds,
        hold_out=hold_out,
        advance=advance,
    )
    facts = {
        **about(refitted, codebook=given.codebook, name=name, confidential=confidential or release.confidential),
        "trunk": trunk_facts(release),
        "membership": membership_of(
            refitted, met=refitted.own, met_scores=refitted.own_scores, codebook=given.codebook
        ),
    }
    _write(out, refitted=refitted, release=release, given=given, facts=facts)
    return refitted.figures


def refuse_judges(judged: Sequence[Label], *, release: "Release") -> None:
    """ConfigError if the trunk has met passages that would judge the new heads: their figures would be too good."""
    try:
        refuse_met(judged, release=release)
    except ConfigError as error:
        raise ConfigError(
            f"--quick: {error}. Here: train in full, take another --base, or give these passages with --also, "
            "where they train and do not judge"
        ) from error


def _trained_on(release: "Release") -> list[str]:
    traces: list[str] = json.loads((release.folder / TRAINED_ON).read_text(encoding="utf-8"))
    return traces


def _write(out: Path, *, refitted: "Refitted", release: "Release", given: Material, facts: dict[str, Any]) -> None:
    from models.refitted import save_refitted

    known = {*_trained_on(release), *(trace(label.text) for label in refitted.known)}

    def write(folder: Path) -> None:
        save_refitted(folder, refitted=refitted, release=release, codebook_text=given.codebook_text, about=facts)
        write_records(folder, fitted=refitted, known=sorted(known))
        text = card(facts, fitted=refitted, codebook=given.codebook, recipe=None)
        (folder / CARD).write_text(text, encoding="utf-8")

    put(out, write=write, confidential=facts["confidential"])

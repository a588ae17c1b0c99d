"""Files of labels and a model go in, a model folder with the same trunk and new heads comes out, in seconds."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from data_schemas.labels import Label
from pipeline.met import met_by, refuse_judges
from pipeline.model_card import card
from pipeline.model_facts import about, membership_of
from pipeline.model_place import CARD, place_troubles, put
from pipeline.traces import trace
from pipeline.train import Material, material, write_records

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
    refuse_judges(judged_among(given.own, folds=folds, hold_out=hold_out), release=release, option="--quick")
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


def _write(out: Path, *, refitted: "Refitted", release: "Release", given: Material, facts: dict[str, Any]) -> None:
    from models.refitted import save_refitted

    known = {*met_by(release), *(trace(label.text) for label in refitted.known)}

    def write(folder: Path) -> None:
        save_refitted(folder, refitted=refitted, release=release, codebook_text=given.codebook_text, about=facts)
        write_records(folder, fitted=refitted, known=sorted(known))
        text = card(facts, fitted=refitted, codebook=given.codebook, recipe=None)
        (folder / CARD).write_text(text, encoding="utf-8")

    put(out, write=write, confidential=facts["confidential"])

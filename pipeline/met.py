"""A model and labels go in; which of them it learned from comes out: what trained a model never tests it."""

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING

from data_schemas.errors import ConfigError
from data_schemas.labels import Label
from pipeline.model_place import TRAINED_ON
from pipeline.traces import OWN_WORDS, trace

if TYPE_CHECKING:
    from models.release import Release


def met_by(release: "Release") -> frozenset[str]:
    """The traces of all passages that a model, and what it was made from, learned from."""
    traces: list[str] = json.loads((release.folder / TRAINED_ON).read_text(encoding="utf-8"))
    return frozenset(traces)


def refuse_met(tested: Sequence[Label], *, release: "Release") -> None:
    """ConfigError if any of the passages trained a model that is to be judged on them, or to teach one that is."""
    met = met_by(release)
    seen = [label for label in tested if trace(label.text) in met]
    own = [label.id for label in seen if len(label.text.split()) >= OWN_WORDS]
    if own or 2 * len(seen) > len(tested):
        raise ConfigError(
            f"{len(seen)} of {len(tested)} passages trained model {release.name} "
            f"(first: {(own or [seen[0].id])[0]}); test on others. Figures for its own labels stand in its card"
        )


def refuse_judges(judged: Sequence[Label], *, release: "Release", option: str) -> None:
    """ConfigError if a model to build on has met passages that would judge the new one: its figures would be too good."""
    try:
        refuse_met(judged, release=release)
    except ConfigError as error:
        raise ConfigError(
            f"{option}: {error}. Here: train in full, build on another model, or give these passages with --also, "
            "where they train and do not judge"
        ) from error

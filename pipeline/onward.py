"""A trained model that is to learn on goes in, with labels; which of these it reads again comes out, or why it may not.

Of the labels that it has met as many are read again as new ones, so that it keeps what it knows and does not go stale on it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data_schemas.codebook import Codebook
from data_schemas.errors import ConfigError
from data_schemas.hashing import digest
from data_schemas.labels import Label
from pipeline.met import met_by, refuse_judges
from pipeline.traces import trace

if TYPE_CHECKING:
    from models.recipe import Recipe
    from models.release import Release
    from models.training import Start


@dataclass(frozen=True, slots=True)
class Onward:
    """A model that learns on, the traces of all that it had met, and the ids of labels that it reads again, or does not."""

    release: "Release"
    met: frozenset[str]
    again: frozenset[str]
    left_out: frozenset[str]

    def start(self) -> "Start":
        """What training begins with."""
        from models.training import Start

        return Start(self.release, self.again, self.left_out)

    def refuse_other_codes(self, codebook: Codebook) -> None:
        """ConfigError where a part of the model is to be kept whose heads read other codes than the codebook has."""
        if not self.start().keeps_heads(codebook):
            raise ConfigError(
                f"--keep: codebook {codebook.id} has other codes than {self.release.name}, so that nothing of its heads can be "
                "kept; leave --keep out"
            )

    def facts(self, known: Sequence[Label]) -> dict[str, Any]:
        """Whose weights a model trained on `known` began with, and who coded what else these had learned from."""
        from models.refitted import learned_from

        once_more = Counter(label.source for label in known if label.id in self.again)
        return {
            "model": self.release.name,
            "delta": self.release.delta_digest,
            "again": once_more.total(),
            "by_source": dict(sorted((Counter(learned_from(self.release)) - once_more).items())),
        }


def onward(release: "Release", *, labels: Sequence[Label], judged: Sequence[Label], recipe: "Recipe") -> Onward:
    """Which labels the model has met, and which of these it reads again: enough for all epochs, drawn by digest.

    ConfigError if a label that it has met is to judge, or if nothing is new.
    """
    from models.sampling import rows_read

    met = met_by(release)
    known = sorted((x.id for x in labels if trace(x.text) in met), key=lambda name: digest(["again", name]))
    if len(known) == len(labels):
        raise ConfigError(
            f"--from: all {len(labels)} labels that would train trained model {release.name} already; give some new to it"
        )
    refuse_judges(judged, release=release, option="--from")
    new = [label for label in labels if trace(label.text) not in met]
    enough = recipe.epochs * rows_read(new, uncoded=recipe.uncoded)
    return Onward(release, met, frozenset(known[:enough]), frozenset(known[enough:]))

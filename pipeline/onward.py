"""A trained model that is to learn on goes in, with labels; which of these it meets again comes out, or why it may not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from data_schemas.errors import ConfigError
from data_schemas.labels import Label
from pipeline.met import met_by, refuse_judges
from pipeline.traces import trace

if TYPE_CHECKING:
    from models.release import Release


@dataclass(frozen=True, slots=True)
class Onward:
    """A model that learns on, the traces of all that it had met, and the ids of labels that it meets again."""

    release: "Release"
    met: frozenset[str]
    again: frozenset[str]

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


def onward(release: "Release", *, labels: Sequence[Label], judged: Sequence[Label]) -> Onward:
    """Which labels the model has met; ConfigError if one of these is to judge, or if nothing is new."""
    refuse_judges(judged, release=release, option="--from")
    met = met_by(release)
    again = frozenset(label.id for label in labels if trace(label.text) in met)
    if len(again) == len(labels):
        raise ConfigError(
            f"--from: all {len(labels)} labels trained model {release.name} already; give some that it has not met"
        )
    return Onward(release, met, again)

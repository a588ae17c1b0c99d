"""An archive goes in, its data structure comes out: first-order concepts, second-order themes, aggregate dimensions.

Until a person has named a concept there is none: then it is the codebook's, codes as themes, and says that it is deductive.
"""

from dataclasses import dataclass
from itertools import groupby

from pipeline.export.facts import Archive
from pipeline.themes.concept import Concept

NAMED = "Data structure"
DEDUCTIVE = "Theory-led structure (deductive)"
UNGROUPED = "(not grouped yet)"
CODEBOOK = "codebook"


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """A second-order theme with its first-order concepts; none where the structure is the codebook's."""

    name: str
    concepts: tuple[Concept, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """An aggregate dimension with its themes."""

    name: str
    themes: tuple[Theme, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """All of it (the form is Gioia, Corley and Hamilton 2013); `deductive` says that theory led and no person named anything."""

    deductive: bool
    dimensions: tuple[Aggregate, ...]

    @property
    def title(self) -> str:
        """What it is headed."""
        return DEDUCTIVE if self.deductive else NAMED


def structure_of(archive: Archive) -> Structure:
    """What people named, in the order of their dimensions and themes, or the codebook in its own."""
    if not archive.concepts:
        dimensions = (
            Aggregate(name=d.name, themes=tuple(Theme(name=code.name, concepts=()) for code in d.codes))
            for d in archive.codebook.dimensions
        )
        return Structure(deductive=True, dimensions=tuple(dimensions))
    found = []
    for dimension, own in groupby(archive.concepts, key=lambda c: c.dimension):
        themes = groupby(own, key=lambda c: c.theme)
        made = tuple(Theme(name=theme or UNGROUPED, concepts=tuple(concepts)) for theme, concepts in themes)
        found.append(Aggregate(name=dimension or UNGROUPED, themes=made))
    return Structure(deductive=False, dimensions=tuple(found))

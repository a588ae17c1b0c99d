"""An ELAN file's root element goes in; its tiers come out as they stand, each with the way up to its root tier."""

from dataclasses import dataclass
from xml.etree.ElementTree import Element  # types; `parse_xml` parses

from data_schemas.errors import DocumentError
from pipeline.readers.xml_file import children

MAX_LEVELS = 20  # tiers below one another; the richest templates have six


@dataclass(frozen=True, slots=True, kw_only=True)
class RawTier:
    """A tier as it stands in the file; `path` leads from it up to its root tier."""

    element: Element
    kind: str
    constraint: str
    coded: bool
    path: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.path[0]

    @property
    def participant(self) -> str:
        return self.element.get("PARTICIPANT", "").strip()

    @property
    def is_stray(self) -> bool:
        """Whether it depends on a tier that is not in the file."""
        times = any(a.get("TIME_SLOT_REF1") for holder in children(self.element, "ANNOTATION") for a in holder)
        return bool(self.element.get("PARENT_REF")) and not times


def hierarchy(root: Element) -> list[RawTier]:
    """All tiers in order, those without a name or with one taken before numbered."""
    kinds = {t.get("LINGUISTIC_TYPE_ID", ""): t for t in children(root, "LINGUISTIC_TYPE")}
    parents: dict[str, str] = {}
    elements = []
    for number, element in enumerate(children(root, "TIER"), start=1):
        name = element.get("TIER_ID") or f"tier {number}"
        name = f"{name} {number}" if name in parents else name
        parents[name] = element.get("PARENT_REF", "")
        elements.append((name, element))
    return [_tier(element, kinds=kinds, path=_path(name, parents)) for name, element in elements]


def _path(name: str, parents: dict[str, str]) -> tuple[str, ...]:
    """The names from a tier up to its root tier; a parent that is missing or goes round in a circle is none."""
    path = [name]
    while (parent := parents[path[-1]]) in parents and parent not in path:
        if len(path) == MAX_LEVELS:
            raise DocumentError(f"an ELAN file with more than {MAX_LEVELS} tiers below one another; not opened")
        path.append(parent)
    return (name,) if parents[path[-1]] in path else tuple(path)


def _tier(element: Element, *, kinds: dict[str, Element], path: tuple[str, ...]) -> RawTier:
    kind = element.get("LINGUISTIC_TYPE_REF", "")
    settings = kinds.get(kind)
    return RawTier(
        element=element,
        kind=kind,
        constraint=settings.get("CONSTRAINTS", "") if settings is not None else "",
        coded=settings is not None and bool(settings.get("CONTROLLED_VOCABULARY_REF")),
        path=path,
    )

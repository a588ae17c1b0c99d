"""What a stage is: a frozen dataclass whose fields are its settings and whose `many` turns records into records."""

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar, Protocol

from data_schemas.errors import DocumentError
from data_schemas.hashing import digest

PLACE = {"place": True}  # metadata of a field that says where an artefact lies; its digest stands in another field


class Stage(Protocol):
    """One verb of the pipeline. `title` is shown to people, `version` changes when its results would."""

    name: ClassVar[str]
    version: ClassVar[str]
    title: ClassVar[str]

    def many(self, items: Sequence[Any]) -> Iterator[Any]:
        """One record, or the DocumentError that sets it aside, for each item, in order."""
        ...


def settings_of(stage: Any) -> dict[str, Any]:
    """A stage's settings as plain values, with a digest in place of any artefact."""
    fields = [f for f in dataclasses.fields(stage) if not f.metadata.get("place")]
    return {"stage": stage.name, "version": stage.version, **{f.name: getattr(stage, f.name) for f in fields}}


def fingerprint_of(stage: Any) -> str:
    """The digest of a stage's name, version and settings."""
    return digest(settings_of(stage))


def key_of(fingerprint: str, given: str) -> str:
    """The key of one row: what the stage is and what it was given."""
    return digest([fingerprint, given])


def each(one: Any, items: Iterable[Any]) -> Iterator[Any]:
    """Apply `one` to every item; a DocumentError takes the place of the record it prevents."""
    for item in items:
        try:
            yield one(item)
        except DocumentError as error:
            yield error

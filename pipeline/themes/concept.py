"""What a person named goes in as a row of `themes.csv`; what it stands for in today's archive is a `Concept`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A first-order concept: a name that a person gave to passages, and where it belongs; empty where nobody said.

    `passages` are the ids of those that stand today; `open_code` says that it was given while coding.
    """

    name: str
    theme: str
    dimension: str
    named_by: str
    passages: tuple[str, ...]
    open_code: bool = False

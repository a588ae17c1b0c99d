"""Everything that is wrong with what a person gave goes in, one error that lists it comes out: all is mended in one go."""

from collections.abc import Sequence
from dataclasses import dataclass

from data_schemas.errors import ConfigError

MOST_SHOWN = 20  # lines; the rest is counted


@dataclass(frozen=True, slots=True)
class Trouble:
    """What is wrong, and where (a file and its line; empty where it concerns all)."""

    at: str
    what: str


def refuse(troubles: Sequence[Trouble]) -> None:
    """ConfigError that lists the troubles, each once with the first place where it is; nothing where there are none."""
    lines = _lines(troubles)
    if len(lines) == 1:
        raise ConfigError(lines[0])
    if lines:
        more = [f"  and {len(lines) - MOST_SHOWN} more"] if len(lines) > MOST_SHOWN else []
        head = f"{len(lines)} things to mend; until then nothing is trained and nothing written:"
        raise ConfigError("\n".join([head, *(f"  {line}" for line in lines[:MOST_SHOWN]), *more]))


def _lines(troubles: Sequence[Trouble]) -> list[str]:
    places: dict[str, list[str]] = {}
    for trouble in troubles:
        places.setdefault(trouble.what, []).append(trouble.at)
    return [_line(what, at) for what, at in places.items()]


def _line(what: str, at: list[str]) -> str:
    if not at[0]:
        return what
    more = f" (and {len(at) - 1} more)" if len(at) > 1 else ""
    return f"{at[0]}{more}: {what}"

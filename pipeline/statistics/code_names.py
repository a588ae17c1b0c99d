"""A code as a person writes it goes in, the codes of the codebook that it means come out."""

import re
from difflib import get_close_matches

from data_schemas.codebook import Codebook, Dimension
from data_schemas.errors import ConfigError

SHOWN = 12  # choices that an error lists


def codes_named(name: str, codebook: Codebook) -> tuple[tuple[str, str], ...]:
    """The (dimension, code) ids that any of which is meant: one code with those below it, or all of a dimension.

    Written as an id, a name, dimension.code or dimension.*, in any case, with blanks for _ and -. ConfigError where it
    may mean several, or nothing.
    """
    targets = _targets(codebook)
    meant = [target for target, called in targets.items() if _plain(name) in called]
    if len(meant) > 1:
        raise ConfigError(f"code {name!r} may mean {' or '.join(meant)}: write one of these")
    if not meant:
        every = sorted({one for called in targets.values() for one in called})
        alike = set(get_close_matches(_plain(name), every, n=SHOWN))
        choices = [target for target, called in targets.items() if called & alike] or codebook.ids
        raise ConfigError(f"code {name!r}: no code or dimension; expected one such as {', '.join(choices)}")
    dimension, _, code = meant[0].partition(".")
    return _members(codebook.dimension(dimension), code)


def _members(dimension: Dimension, code: str) -> tuple[tuple[str, str], ...]:
    if code == "*":
        return tuple((dimension.id, one) for one in dimension.code_ids)
    inside = {code}
    while below := {c.id for c in dimension.codes if c.parent in inside} - inside:
        inside |= below
    return tuple((dimension.id, one) for one in dimension.code_ids if one in inside)


def _targets(codebook: Codebook) -> dict[str, set[str]]:
    """Every code and dimension as dimension.code or dimension.*, with all that it may be called."""
    called: dict[str, set[str]] = {}
    for d in codebook.dimensions:
        called[f"{d.id}.*"] = {_plain(d.id), _plain(d.name), f"{_plain(d.id)}.*", f"{_plain(d.name)}.*"}
        for code in d.codes:
            own = {_plain(code.id), _plain(code.name)}
            called[f"{d.id}.{code.id}"] = own | {f"{_plain(of)}.{one}" for of in (d.id, d.name) for one in own}
    return called


def _plain(name: str) -> str:
    return re.sub(r"\s*\.\s*", ".", re.sub(r"[\s_-]+", " ", name.casefold()).strip())

"""A coder's name as it was given goes in, the name by which their decisions are kept comes out."""

import re
import unicodedata
from collections.abc import Collection
from pathlib import Path

from data_schemas.errors import ConfigError
from pipeline.codings.lines import Item
from pipeline.codings.store import read

RENAMED = re.compile(r"(?P<name>.+) \(\d+\)")  # what an export calls a coder whose name is taken there


def known_coders(folder: Path) -> frozenset[str]:
    """Everybody whose decisions, notes or scopes stand in a project's folder of codings."""
    stored = read(folder)
    standing: list[Item] = [*stored.codings, *stored.notes, *stored.scopes]
    return frozenset(item.coder for item in standing)


def named_coder(given: str, *, known: Collection[str]) -> str:
    """The name without needless blanks; ConfigError where it is empty or is a known one but for case and blanks."""
    name = " ".join(given.split())
    if not name:
        raise ConfigError("--coder: is empty; give a name or initials, such as --coder Ann")
    if given in known or name in known:
        return given if given in known else name
    other = _like(name, known)
    if other:
        raise ConfigError(
            f"--coder {name}: there is a coder {other} already; write it so, or give a name that differs in more than its "
            "case and blanks"
        )
    return name


def matched_coders(given: Collection[str], *, known: Collection[str]) -> dict[str, str]:
    """By name in a file the known coder it means, whatever its case, blanks and the number that an export put behind it.

    Who is like nobody known stays as they are. ConfigError where two names of the file come out as one coder.
    """
    found = {name: name if name in known else _like(name, known) or name for name in given}
    for name in sorted(given):
        renamed = RENAMED.fullmatch(name)
        if renamed and found[name] not in known:
            meant = renamed["name"] if renamed["name"] in known else _like(renamed["name"], known)
            found[name] = meant if meant and meant not in found.values() else name
    seen: dict[str, str] = {}
    for name in sorted(given):
        before = seen.setdefault(found[name] if found[name] in known else _plain(name), name)
        if before != name:
            raise ConfigError(
                f"coders {before} and {name} differ only in case or blanks; if they are two people, rename one of them where "
                "the file was made, else give both one name there"
            )
    return found


def _like(name: str, known: Collection[str]) -> str:
    """The known coder of the same name but for case and blanks; empty where there is none."""
    return next((other for other in sorted(known) if _plain(other) == _plain(name)), "")


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())

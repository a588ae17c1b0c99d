"""The codes of another program go in, a codebook of our own form comes out, for `threefaces train --codebook`.

A code with others beneath it becomes a dimension, those beneath it its codes, in levels; codes that stand alone share a
dimension. Every dimension takes any number of codes: the other program does not say.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from data_schemas.codebook import NONE, parse_codebook
from data_schemas.errors import ConfigError
from pipeline.imports import found
from pipeline.imports.found import CodedFile, TheirCode

ALONE = "Codes"  # the dimension of codes that stand alone
VERSION = "1.0"
GREY = "#666666"
_COLOR = re.compile(r"#?(?P<hex>[0-9a-fA-F]{6}|[0-9a-fA-F]{3})(?:[0-9a-fA-F]{2})?\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What a codebook was made of: dimensions, codes in all, and codes whose definition is only their name."""

    text: str = field(repr=False)
    dimensions: int
    codes: int
    undefined: int


def codebook_from(coded: CodedFile, *, out: Path) -> Made:
    """The codebook as YAML, checked as every codebook is; ConfigError where there is no code to make one of."""
    if not coded.codes:
        raise ConfigError(f"{coded.name}: has no code to make a codebook of; expected a .qdpx, a .qdc or coded texts")
    title = " ".join(coded.name.rsplit(".", 1)[0].replace("_", " ").split()) or "Codebook"
    used = {mark.code for mark in coded.marks}
    dimensions, ids = [], _Ids()
    for name, codes in _dimensions(coded.codes, used=used):
        above = next((code for code in coded.codes if code.path == (name,)), TheirCode(path=(name,)))
        dimensions.append(_dimension(name, codes, above=above, own_id=ids.of(name)))
    book = {
        "id": _slug(out.stem) or "codebook",
        "version": VERSION,
        "title": title,
        "source": f"Made from {coded.name} by `threefaces import`; definitions are that file's descriptions.",
        "dimensions": dimensions,
    }
    text = yaml.safe_dump(book, sort_keys=False, allow_unicode=True, width=110)
    parse_codebook(text, name=out.name)
    made = [code for dimension in dimensions for code in dimension["codes"]]
    return Made(
        text=text,
        dimensions=len(dimensions),
        codes=len(made),
        undefined=sum(code["definition"] == code["name"] for code in made),
    )


def write_codebook(path: Path, made: Made) -> None:
    """Write it; ConfigError where another one stands there already: it may have been worked on."""
    try:
        if path.exists() and path.read_text(encoding="utf-8") != made.text:
            raise ConfigError(f"{path.name}: another codebook stands there; give a new name, or remove it")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(made.text, encoding="utf-8")
    except OSError as error:
        raise ConfigError(f"{path.name}: cannot be written ({error.strerror}); choose another place") from error


def _dimensions(codes: Sequence[TheirCode], *, used: set[found.Path]) -> list[tuple[str, list[TheirCode]]]:
    """Name and codes of every dimension, in the file's order; a top code that is itself coded with is a code too."""
    found_: dict[str, list[TheirCode]] = {}
    parents = {code.path[0] for code in codes if len(code.path) > 1}
    for code in codes:
        top = code.path[0]
        if len(code.path) > 1 or (top in parents and code.path in used):
            found_.setdefault(top, []).append(code)
        elif top not in parents:
            found_.setdefault(ALONE, []).append(code)
    return list(found_.items())


def _dimension(name: str, codes: Sequence[TheirCode], *, above: TheirCode, own_id: str) -> dict[str, Any]:
    ids = _Ids()
    named = {code.path: ids.of(code.path[-1]) for code in codes}
    return {
        "id": own_id,
        "name": name,
        "kind": "multi",
        "definition": _prose(above.description) or name,
        "codes": [
            _code(code, name=own, named=named) for code, own in zip(codes, _names(codes, named=named), strict=True)
        ],
    }


def _names(codes: Sequence[TheirCode], *, named: dict[found.Path, str]) -> list[str]:
    """The last part of each code's path, or all of it, or with a number: what no other code is called."""
    names: dict[str, str] = {}
    for code in codes:
        leaf, ids = code.path[-1], {own for path, own in named.items() if path != code.path}
        told = (leaf, ": ".join(code.path[1:]), *(f"{leaf} ({number})" for number in range(2, len(codes) + 2)))
        name = next(n for n in told if n and not {n.casefold()} & (ids | set(names)))
        names[name.casefold()] = name
    return list(names.values())


def _code(code: TheirCode, *, name: str, named: dict[found.Path, str]) -> dict[str, Any]:
    color = _COLOR.match(code.color.strip())
    hexes = color["hex"] if color else GREY[1:]
    made = {
        "id": named[code.path],
        "name": name,
        "definition": _prose(code.description) or name,
        "color": "#" + ("".join(2 * c for c in hexes) if len(hexes) == 3 else hexes).lower(),
    }
    above = code.path[:-1]
    return made | ({"parent": named[above]} if len(above) > 1 and above in named else {})


class _Ids:
    """Ids that no two have."""

    def __init__(self) -> None:
        self._taken: set[str] = {NONE, ""}

    def of(self, name: str) -> str:
        """The id of a name: small letters, digits and underscores."""
        slug, number = _slug(name) or "code", 1
        free = slug
        while free in self._taken:
            number += 1
            free = f"{slug}_{number}"
        self._taken.add(free)
        return free


def _slug(name: str) -> str:
    plain = unicodedata.normalize("NFKD", name.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    slug = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40].strip("_")
    return slug if not slug or slug[0].isalpha() else f"c_{slug}"


def _prose(text: str) -> str:
    return " ".join(text.split())

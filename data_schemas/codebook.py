"""A codebook file goes in, one typed object comes out: it gives heads, tables, columns, colours and order.

Errors name the place in the YAML file, such as `dimensions[1].codes[0].definition`.
"""

import re
from pathlib import Path
from typing import Any, Literal

import msgspec

from data_schemas.errors import ConfigError
from data_schemas.yaml_file import parse_yaml

NONE = "none"  # the value of a single dimension when nothing of it is in the passage
ID_PATTERN = re.compile(r"[a-z][a-z0-9_]*\Z")
CODEBOOKS = Path(__file__).parent / "codebooks"
DEFAULT = CODEBOOKS / "coproduction-power.yaml"

Kind = Literal["single", "multi"]


class Code(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One code of a dimension; `parent` names the code one level up, where the scheme has levels."""

    id: str
    name: str
    definition: str
    evidence: str = ""
    color: str = "#666666"
    parent: str | None = None


class Dimension(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One question put to every passage; `single` takes one code, `multi` any number.

    `documents` says whether it is put to written documents too, or only to people's talk.
    """

    id: str
    name: str
    kind: Kind
    definition: str
    codes: tuple[Code, ...]
    none: bool = False
    documents: bool = True
    applies_to: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    source: str = ""

    @property
    def code_ids(self) -> tuple[str, ...]:
        """The ids of its codes, in the codebook's order."""
        return tuple(code.id for code in self.codes)

    @property
    def values(self) -> tuple[str, ...]:
        """What it is scored for: its codes and, last, `none` where it has one."""
        return (*self.code_ids, NONE) if self.none else self.code_ids


class ReadingCode(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a published study would read one code."""

    code: str
    reading: str
    form: str


class Reading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A published study's interpretation of codes, and the conditions under which it may be shown."""

    id: str
    title: str
    source: str
    dimensions: tuple[str, ...]
    codes: tuple[ReadingCode, ...]
    about_dimension: str
    about_code: str
    role_group: str
    formally_employed: bool
    min_passages: int
    min_dimensions: int
    beside: tuple[str, ...] = ()


class Codebook(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A coding scheme: dimensions with their codes, rules and sources, and readings of them."""

    id: str
    version: str
    title: str
    source: str
    dimensions: tuple[Dimension, ...]
    readings: tuple[Reading, ...] = ()
    rules: tuple[str, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of its dimensions, in order."""
        return tuple(dimension.id for dimension in self.dimensions)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every score the heads give, as `dimension.code`, in order."""
        return tuple(f"{d.id}.{value}" for d in self.dimensions for value in d.values)

    def dimension(self, dimension_id: str) -> Dimension:
        """The dimension of that id; KeyError if there is none."""
        return (
            next(iter(d for d in self.dimensions if d.id == dimension_id))
            if dimension_id in self.ids
            else _no(dimension_id)
        )

    def slice_of(self, dimension_id: str) -> slice:
        """Where a dimension's scores stand among `columns`."""
        start = 0
        for dimension in self.dimensions:
            if dimension.id == dimension_id:
                return slice(start, start + len(dimension.values))
            start += len(dimension.values)
        raise KeyError(dimension_id)


def load_codebook(path: Path = DEFAULT) -> Codebook:
    """Read and check a codebook; ConfigError points at the YAML path that is wrong."""
    try:
        return parse_codebook(path.read_text(encoding="utf-8"), name=path.name)
    except OSError as error:
        raise ConfigError(f"{path.name}: cannot be read ({error.strerror}); expected a codebook in YAML") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path.name}: not UTF-8 at byte {error.start}; save the codebook as UTF-8") from error


def parse_codebook(text: str, *, name: str) -> Codebook:
    """Parse a codebook's YAML text; `name` is what errors call it."""
    return parse_yaml(text, name=name, into=Codebook, check=_check)


def _no(dimension_id: str) -> Dimension:
    raise KeyError(dimension_id)


def _check(codebook: Codebook, name: str) -> None:
    def refuse(path: str, message: str) -> None:
        raise ConfigError(f"{name}: {path}: {message}")

    if not codebook.dimensions:
        refuse("dimensions", "at least one dimension is expected")
    for i, dimension in enumerate(codebook.dimensions):
        at = f"dimensions[{i}]"
        _check_id(dimension.id, at=f"{at}.id", seen=codebook.ids[:i], refuse=refuse)
        if not dimension.codes:
            refuse(f"{at}.codes", "at least one code is expected")
        if dimension.kind == "multi" and dimension.none:
            refuse(f"{at}.none", "a multi dimension needs no `none`: leave it uncoded")
        if dimension.kind == "single" and len(dimension.values) < 2:
            refuse(f"{at}.codes", "a single dimension needs two values: add a code, or `none: true`")
        for j, target in enumerate(dimension.applies_to):
            if target not in codebook.ids[:i]:
                refuse(f"{at}.applies_to[{j}]", f"{target!r} is no dimension before this one")
            elif dimension.documents and not codebook.dimension(target).documents:
                refuse(f"{at}.documents", f"expected `false`, as for {target!r}, to which it applies")
        for j, code in enumerate(dimension.codes):
            _check_id(code.id, at=f"{at}.codes[{j}].id", seen=dimension.code_ids[:j], refuse=refuse)
            _check_name(code, at=f"{at}.codes[{j}].name", others=dimension.codes[:j], refuse=refuse)
            if not re.fullmatch(r"#[0-9a-fA-F]{6}", code.color):
                refuse(f"{at}.codes[{j}].color", "expected a colour such as '#1b7837'")
            if code.parent is not None and code.parent not in dimension.code_ids:
                refuse(f"{at}.codes[{j}].parent", f"{code.parent!r} is no code of this dimension")
    for i, reading in enumerate(codebook.readings):
        _check_reading(reading, at=f"readings[{i}]", codebook=codebook, refuse=refuse)


def _check_id(value: str, *, at: str, seen: tuple[str, ...], refuse: Any) -> None:
    if not ID_PATTERN.match(value) or value == NONE:
        refuse(at, f"{value!r} is no id: small letters, digits and _ are expected, not `{NONE}`")
    if value in seen:
        refuse(at, f"{value!r} stands twice")


def _check_name(code: Code, *, at: str, others: tuple[Code, ...], refuse: Any) -> None:
    """In a form a code is chosen by its name or its id, whatever the case: neither may mean another code."""
    own = {code.name.strip().casefold(), code.id}
    for other in others:
        if own & {other.name.strip().casefold(), other.id}:
            refuse(at, f"{code.name!r} and the code {other.id!r} share a name or id; give each a name of its own")


def _check_reading(reading: Reading, *, at: str, codebook: Codebook, refuse: Any) -> None:
    for field in ("dimensions", "beside"):
        for j, dimension_id in enumerate(getattr(reading, field)):
            if dimension_id not in codebook.ids:
                refuse(f"{at}.{field}[{j}]", f"no dimension {dimension_id!r}")
    if reading.about_dimension not in codebook.ids:
        refuse(f"{at}.about_dimension", f"no dimension {reading.about_dimension!r}")
    if reading.about_code not in codebook.dimension(reading.about_dimension).code_ids:
        refuse(f"{at}.about_code", f"no code {reading.about_code!r} in {reading.about_dimension}")
    for j, entry in enumerate(reading.codes):
        if any(entry.code not in codebook.dimension(d).code_ids for d in reading.dimensions):
            refuse(f"{at}.codes[{j}].code", f"{entry.code!r} is not a code of every dimension read")

"""Labels for training, as `threefaces train` takes them: lines of JSON in, validated `Label` records out."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated

import msgspec

from data_schemas.codebook import Codebook
from data_schemas.errors import ConfigError
from data_schemas.spelling import advice, shown
from data_schemas.troubles import Trouble, refuse


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One passage with its codes.

    A dimension absent from `codes` is unknown unless `complete` names it; an empty list means *none of its codes*.
    `role_group` says who spoke, for figures by group only, and `probability` the chance with which the passage was drawn
    into a sample, for what is promised by it: no coder ever reads them.
    """

    id: str
    interview: str
    text: str
    question: str | None = None
    previous: str | None = None
    codes: dict[str, list[str]] = field(default_factory=dict)
    complete: list[str] = field(default_factory=list)
    source: str = "unknown"  # who coded: human_blind, human_assisted, model, or a name of your own
    role_group: str | None = None
    probability: Annotated[float, msgspec.Meta(gt=0, le=1)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A label and where it was read, such as `labels.csv, line 4`; in a table each dimension has a column."""

    label: Label
    at: str
    columns: bool = False


@dataclass(frozen=True, slots=True)
class Gathered:
    """Labels as read, and what was wrong with the rest."""

    placed: list[Placed]
    troubles: list[Trouble]

    @property
    def labels(self) -> list[Label]:
        """The labels alone."""
        return [placed.label for placed in self.placed]


def gather_lines(path: Path) -> Gathered:
    """Read a file of JSON lines; troubles name the line and the field that is wrong."""
    found, decoder = Gathered([], []), msgspec.json.Decoder(Label)
    for number, line in enumerate(_content(path).splitlines(), start=1):
        if not line.strip():
            continue
        at = f"{path.name}, line {number}"
        try:
            found.placed.append(Placed(label=decoder.decode(line), at=at))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            found.troubles.append(Trouble(at, f"{error}; expected one label as a JSON object"))
    if not found.placed and not found.troubles:
        found.troubles.append(Trouble(path.name, "no labels in it; expected one JSON object a line"))
    return found


def read_labels(path: Path) -> list[Label]:
    """Read a file of JSON lines; ConfigError lists the lines and fields that are wrong, and ids that stand twice."""
    found = gather_lines(path)
    refuse([*found.troubles, *repeated(found.placed)])
    return found.labels


def repeated(placed: Iterable[Placed]) -> list[Trouble]:
    """Ids that stand twice."""
    seen: dict[str, str] = {}
    out = []
    for one in placed:
        if one.label.id in seen:
            first = seen[one.label.id]
            within = first.split(", ")[-1] if first.split(", ")[0] == one.at.split(", ")[0] else first
            out.append(Trouble(one.at, f"id {shown(one.label.id)} stands already in {within}; ids must differ"))
        else:
            seen[one.label.id] = one.at
    return out


def label_troubles(placed: Iterable[Placed], *, codebook: Codebook) -> list[Trouble]:
    """Texts without a word, dimensions and codes that the codebook does not have, two codes where one may be given."""
    return [trouble for one in placed for trouble in (*_of_text(one), *_of_dimensions(one, codebook=codebook))]


def _of_text(placed: Placed) -> Iterator[Trouble]:
    if not any(character.isalnum() for character in placed.label.text):
        where = ", column text" if placed.columns else ""
        yield Trouble(placed.at + where, f"label {shown(placed.label.id)}: no words in its text")


def _of_dimensions(placed: Placed, *, codebook: Codebook) -> Iterator[Trouble]:
    names = {dimension.id: dimension.name for dimension in codebook.dimensions}
    for field_, wanted in (("codes", placed.label.codes), ("complete", placed.label.complete)):
        where = f", column {field_}" if placed.columns else f", {field_}"
        for dimension_id in wanted:
            if dimension_id not in names:
                what = (
                    f"no dimension {shown(dimension_id)} in codebook {codebook.id}; {advice(dimension_id, known=names)}"
                )
                yield Trouble(placed.at + where, what)
    for dimension_id, codes in placed.label.codes.items():
        if dimension_id in names:
            at = placed.at + (f", column {dimension_id}" if placed.columns else "")
            yield from (Trouble(at, what) for what in _of_codes(codes, dimension_id=dimension_id, codebook=codebook))


def _of_codes(codes: list[str], *, dimension_id: str, codebook: Codebook) -> Iterator[str]:
    dimension = codebook.dimension(dimension_id)
    known = {code.id: code.name for code in dimension.codes}
    for code in codes:
        if code not in known:
            yield f"dimension {dimension_id!r} has no code {shown(code)}; {advice(code, known=known)}"
    if dimension.kind == "single" and len(codes) > 1:
        yield f"dimension {dimension_id!r} takes one code, {len(codes)} given"


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ConfigError(f"{path.name}: cannot be read ({error.strerror}); expected a file of labels") from error

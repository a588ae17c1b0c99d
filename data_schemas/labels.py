"""Labels for training, as `threefaces train` takes them: lines of JSON in, validated `Label` records out."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from data_schemas.codebook import Codebook
from data_schemas.errors import ConfigError


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """One passage with its codes.

    A dimension absent from `codes` is unknown unless `complete` names it; an empty list means *none of its codes*.
    `role_group` says who spoke, for figures by group only: no coder ever reads it.
    """

    id: str
    interview: str
    text: str
    question: str | None = None
    previous: str | None = None
    codes: dict[str, list[str]] = field(default_factory=dict)
    complete: list[str] = field(default_factory=list)
    source: str = "model"
    role_group: str | None = None


def read_labels(path: Path) -> list[Label]:
    """Read a file of JSON lines; ConfigError names the line and the field that is wrong, or an id that stands twice."""
    labels: list[Label] = []
    seen: dict[str, int] = {}
    decoder = msgspec.json.Decoder(Label)
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        if not line.strip():
            continue
        try:
            label = decoder.decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{path.name}, line {number}: {error}; expected one label as a JSON object") from error
        if label.id in seen:
            raise ConfigError(f"{path.name}, line {number}: id {label.id!r} stands already in line {seen[label.id]}")
        seen[label.id] = number
        labels.append(label)
    if not labels:
        raise ConfigError(f"{path.name}: no labels in it; expected one JSON object a line")
    return labels


def check_labels(labels: Iterable[Label], *, codebook: Codebook) -> None:
    """Refuse labels whose dimensions or codes the codebook does not have, or that give a `single` dimension two codes."""
    for label in labels:
        for dimension_id in [*label.codes, *label.complete]:
            if dimension_id not in codebook.ids:
                raise ConfigError(f"label {label.id}: no dimension {dimension_id!r} in codebook {codebook.id}")
        for dimension_id, codes in label.codes.items():
            dimension = codebook.dimension(dimension_id)
            unknown = [code for code in codes if code not in dimension.code_ids]
            if unknown:
                raise ConfigError(f"label {label.id}: dimension {dimension_id!r} has no code {unknown[0]!r}")
            if dimension.kind == "single" and len(codes) > 1:
                raise ConfigError(f"label {label.id}: dimension {dimension_id!r} takes one code, {len(codes)} given")

"""Passages as plain rows go in, their codes as plain rows come out: what `threefaces code` writes."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from data_schemas.codebook import Codebook
from data_schemas.errors import ConfigError


def code_texts(
    rows: Sequence[Mapping[str, Any]], *, model: Path | None, advance: Callable[[float], None] | None = None
) -> list[dict[str, Any]]:
    """Code each row's text, used as given, with its question and previous turn; every other field is ignored."""
    from models.coder import Coder
    from models.inputs import CoderInput
    from models.numbers import resolve_number_format
    from models.release import model_folder, read_release

    coder = Coder(read_release(model_folder(model)), number_format=resolve_number_format())
    inputs = [
        CoderInput(text=row["text"], question=_text(row, "question"), previous=_text(row, "previous")) for row in rows
    ]
    done = 0

    def count(passages: int) -> None:
        nonlocal done
        done += passages
        if advance is not None:
            advance(done)

    chances = coder.probabilities(coder.score(coder.encode(inputs, advance=count)))
    codebook = coder.release.codebook
    out = []
    for row, values in zip(rows, chances, strict=True):
        decision = coder.decide(values)
        out.append(
            {
                "id": row["id"],
                "codes": _by_dimension([float(v) for v in values], codebook=codebook),
                "assigned": {d: list(codes) for d, codes in decision.assigned.items()},
                "abstained": {d: list(codes) for d, codes in decision.abstained.items()},
            }
        )
    return out


def _by_dimension(values: list[float], *, codebook: Codebook) -> dict[str, dict[str, float]]:
    return {d.id: dict(zip(d.values, values[codebook.slice_of(d.id)], strict=True)) for d in codebook.dimensions}


def _text(row: Mapping[str, Any], name: str) -> str | None:
    value = row.get(name)
    if value is not None and not isinstance(value, str):
        raise ConfigError(f"id {row['id']}: {name} is expected to be text or null")
    return value

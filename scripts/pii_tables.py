"""Figures of a comparison go in, tables come out: Markdown for the documentation, or columns for a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

Row = Sequence[str]
QUALITY = (
    "texts",
    "system",
    "direct",
    "speech-to-text",
    "places",
    "precision",
    "leaking",
    "false masks",
    "ER direct",
    "ER quasi",
)
PEOPLE = (
    "texts",
    "system",
    "people",
    "one surrogate",
    "where masked",
    "B-cubed P",
    "R",
    "F",
    "shared in a text",
    "of them unflagged",
    "shared across texts",
    "of them unflagged",
)


def table(header: Row, rows: Sequence[Row], *, markdown: bool) -> str:
    """One table as text."""
    if markdown:
        lines = [header, ["---"] * len(header), *rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
    widths = [max(len(line[i]) for line in (header, *rows)) for i in range(len(header))]
    return (
        "\n".join("  ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) for line in (header, *rows)) + "\n"
    )


def quality_row(texts: str, system: str, figures: Mapping[str, Any], *, false_masks: float | None) -> list[str]:
    """One line of the table of quality; `false_masks` per 1,000 words of lines or texts without identifiers."""
    direct = figures["direct"]
    return [
        texts,
        system,
        share(direct.get("all")),
        share(direct.get("asr")),
        share(figures.get("places")),
        share(figures["word_precision"]),
        share(figures["docs_leaking"]),
        "" if false_masks is None else f"{false_masks:.1f}",
        share(figures.get("er_direct")),
        share(figures.get("er_quasi")),
    ]


def people_row(texts: str, system: str, found: Any) -> list[str]:
    """One line of the table of persons, from `pii_people.Consistency`."""
    return [
        texts,
        system,
        str(found.persons),
        share(found.one_surrogate),
        share(found.one_where_masked),
        *(share(value) for value in (found.precision, found.recall, found.f)),
        f"{found.shared_within} of {found.surrogates}",
        str(found.shared_within_unflagged),
        str(found.shared_across),
        str(found.shared_across_unflagged),
    ]


def type_rows(texts: str, found: Mapping[str, Mapping[str, str]]) -> tuple[list[str], list[list[str]]]:
    """Header and lines of spans masked per type, a column a system."""
    kinds = sorted({kind for per_type in found.values() for kind in per_type})
    return [texts, *found], [[kind, *(per_type.get(kind, "") for per_type in found.values())] for kind in kinds]


def speed_rows(texts: str, speeds: Mapping[str, float], *, measures: Sequence[str]) -> list[list[str]]:
    """One line a system: words a CPU-second, and how often that is each measure's."""
    return [
        [
            texts,
            system,
            f"{speed:,.0f}",
            *(f"{speed / speeds[m]:.2f}" if m in speeds else "" for m in measures),
        ]
        for system, speed in speeds.items()
    ]


def share(value: float | None) -> str:
    """`.957`, `1.000`, or nothing where there is no figure."""
    return "" if value is None else f"{value:.3f}".removeprefix("0")

"""Numbers and parts of sentences go in, the words in which a methods section says them come out."""

from collections.abc import Sequence


def count(number: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{number:,} {one if number == 1 else many}"


def series(parts: Sequence[str]) -> str:
    """`a, b and c`."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def percent(part: int, whole: int) -> str:
    """A part of a whole, without decimals."""
    return f"{100 * part / whole:.0f} %" if whole else "none"


def sentence(text: str) -> str:
    """On one line, with a capital and a full stop."""
    text = " ".join(text.split())
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") or not text else ".")

"""A codebook goes in; what the page shows of it comes out: dimensions, codes, and a key of the keyboard for each code.

For those who code blind it holds no colours: nothing on their page may look as if it told a code from another.
"""

from collections.abc import Sequence
from typing import Any

from data_schemas.codebook import Codebook, Dimension

RESERVED = "jknxsomcu"  # keys of the page's own commands, small and large
LETTERS = "qwertyipadfghlzvb"  # what is left of them, row by row of the keyboard
KEYS = "1234567890" + LETTERS + LETTERS.upper()


def keys_of(codebook: Codebook) -> dict[str, str]:
    """By `dimension.code` the key that gives or takes the code; codes beyond the last key have none."""
    columns = [f"{d.id}.{code}" for d in codebook.dimensions for code in d.code_ids]
    return dict(zip(columns, KEYS, strict=False))


def marks_of(dimension: Dimension) -> dict[str, str]:
    """By code the shortest beginning of its name, of initials where it has several words, that no other code has."""
    found: dict[str, str] = {}
    for code in dimension.codes:
        words = code.name.replace("-", " ").split() or [code.id]
        choices = ["".join(word[0] for word in words).upper(), *(words[0][:n].title() for n in range(1, 5)), code.id]
        found[code.id] = next((mark for mark in choices if mark not in found.values()), code.id)
    return found


def shown_book(codebook: Codebook, *, blind: bool) -> dict[str, Any]:
    """The codebook as the page takes it."""
    keys = keys_of(codebook)
    return {
        "title": codebook.title,
        "rules": list(codebook.rules),
        "dimensions": [_dimension(d, keys=keys, blind=blind) for d in codebook.dimensions],
    }


def _dimension(dimension: Dimension, *, keys: dict[str, str], blind: bool) -> dict[str, Any]:
    marks = marks_of(dimension)
    codes = []
    for code in dimension.codes:
        shown = {
            "id": code.id,
            "name": code.name,
            "definition": code.definition,
            "evidence": code.evidence,
            "key": keys.get(f"{dimension.id}.{code.id}", ""),
            "mark": marks[code.id],
        }
        codes.append(shown if blind else {**shown, "color": code.color})
    return {
        "id": dimension.id,
        "name": dimension.name,
        "several": dimension.kind == "multi",
        "definition": dimension.definition,
        "rules": _rules(dimension.rules),
        "codes": codes,
    }


def _rules(rules: Sequence[str]) -> list[str]:
    return [" ".join(rule.split()) for rule in rules]

"""Names that users chose go in, names that are safe and unlike each other come out: of files and of columns."""

import re
from collections.abc import Sequence

RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?\Z", re.IGNORECASE)  # Windows opens devices under these
LONGEST = 100  # characters of a file's stem


def file_stems(names: Sequence[str]) -> list[str]:
    """One file stem for each name, in order, unlike each other even where a disk ignores case."""
    return unlike([_stem(name) for name in names])


def unlike(names: Sequence[str]) -> list[str]:
    """The names as they are, with `_2`, `_3` ... behind those that stand already, in any case of letters."""
    taken: set[str] = set()
    result = []
    for name in names:
        candidate, number = name, 1
        while candidate.casefold() in taken:
            number += 1
            candidate = f"{name}_{number}"
        taken.add(candidate.casefold())
        result.append(candidate)
    return result


def _stem(name: str) -> str:
    stem = re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip(".-")[:LONGEST] or "transcript"
    return f"_{stem}" if RESERVED.match(stem) else stem

"""JSON lines go in, objects with the numbers of their lines come out."""

import json
from collections.abc import Iterator
from typing import Any

from data_schemas.errors import DocumentError


def lines_in(content: bytes, *, name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each object with its place, `line 3`; DocumentError names the line that is none."""
    try:
        lines = content.decode("utf-8-sig").split("\n")
    except UnicodeDecodeError as error:
        raise DocumentError(f"{name}: not UTF-8 at byte {error.start}; export it again") from None
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError:
            raise DocumentError(f"{name}, line {number}: not JSON; expected one object a line") from None
        if not isinstance(row, dict) or not isinstance(row.get("text"), str):
            raise DocumentError(f"{name}, line {number}: no `text`; expected one labelled text a line")
        yield f"line {number}", row

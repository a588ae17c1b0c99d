"""Files and folders of texts with known identifiers go in, gold rows come out, as they are or as speech-to-text.

A row is `{"id", "text", "spans": [{"start", "end", "type", "eid"?, "risk"?}]}`, offsets half-open in code points. Annotated
interviews become one row each, one line an utterance, without labels; `eid` is the person or thing within its interview.
"""

import json
import re
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data_schemas.annotated import Annotated, read_annotated  # noqa: E402

Row = dict[str, Any]
WORD = re.compile(r"\w+")
_TOKEN = re.compile(r"\S+")
_EDGE = re.compile(r"[\w@+#]")  # where what is said of a token begins and ends: `+44`, `@handle`


def interview_rows(folder: Path) -> list[Row]:
    """The annotated interviews of a folder, sorted by name."""
    return [row_of(read_annotated(path)) for path in sorted(folder.glob("*.md")) if path.name != "README.md"]


def row_of(source: Annotated) -> Row:
    """One interview as a gold row."""
    spans, at = [], 0
    for utterance in source.utterances:
        spans += [
            {"start": at + i.start, "end": at + i.end, "type": i.type, "eid": i.entity} for i in utterance.identifiers
        ]
        at += len(utterance.text) + 1
    return {"id": source.head.id, "text": "\n".join(u.text for u in source.utterances), "spans": spans}


def read_rows(path: Path) -> list[Row]:
    """The gold rows of a file of JSON lines."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def utterance_rows(rows: Sequence[Row], *, keep: Callable[[Row], bool] = lambda row: True) -> list[Row]:
    """One row per line of each row, with its own spans; a span over two lines is cut at the border."""
    out = []
    for row in rows:
        at = 0
        for number, line in enumerate(row["text"].split("\n")):
            spans = [
                {**s, "start": max(s["start"] - at, 0), "end": min(s["end"] - at, len(line))}
                for s in row["spans"]
                if s["start"] < at + len(line) and s["end"] > at
            ]
            out.append({"id": f"{row['id']}:{number}", "text": line, "spans": spans})
            at += len(line) + 1
    return [row for row in out if keep(row)]


def as_speech_to_text(row: Row) -> Row:
    """The row as a recogniser would write it: lower case, no punctuation but inside words, spans moved along."""
    pieces: list[str] = []
    new_places: list[int] = []  # where each code point of the old text stands in the new one
    length = 0
    for line_number, line in enumerate(row["text"].split("\n")):
        if line_number:
            pieces.append("\n")
            new_places.append(length)
            length += 1
        piece, places = _spoken_line(line)
        pieces.append(piece)
        new_places += [length + p for p in places]
        length += len(piece)
    new_places.append(length)
    text = "".join(pieces)
    spans = [
        {**s, "start": _first(text, new_places[s["start"]], 1), "end": _first(text, new_places[s["end"]], -1)}
        for s in row["spans"]
    ]
    return {**row, "text": text, "spans": spans}


def _spoken_line(line: str) -> tuple[str, list[int]]:
    """The line as spoken, and for each of its code points the place in the new one."""
    out, places = "", [0] * len(line)
    done = 0
    for token in _TOKEN.finditer(line):
        inside = [i for i in range(token.start(), token.end()) if _EDGE.match(line[i])]
        if not inside:
            continue
        out += " " if out else ""
        for i in range(done, token.end()):
            places[i] = len(out) + min(max(i - inside[0], 0), inside[-1] + 1 - inside[0])
        done = token.end()
        out += "".join(_lower(c) for c in line[inside[0] : inside[-1] + 1])
    for i in range(done, len(line)):
        places[i] = len(out)
    return out, places


def _lower(character: str) -> str:
    small = character.lower()
    return small if len(small) == 1 else character


def _first(text: str, place: int, step: int) -> int:
    """The place moved off blanks: a start forwards, an end backwards."""
    while 0 < place < len(text) and text[place if step > 0 else place - 1].isspace():
        place += step
    return place

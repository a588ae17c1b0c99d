"""A CHAT transcript (CLAN, TalkBank) goes in; its main lines come out as talk, times in seconds, with roles from its head.

pylangacq is not used: it refuses a whole file for an utterance without terminator or a @Media line of another name, both
common in real files, and drops repetitions and fillers, which were said.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from data_schemas.errors import DocumentError
from data_schemas.records import Utterance
from pipeline.readers.chat_words import said
from pipeline.readers.encoding import decode
from pipeline.readers.talk import Talk, count_of, squeeze

_HEADER = re.compile(r"^@(?:UTF8|Begin|Participants:|ID:|Languages:)", re.MULTILINE)
_MAIN = re.compile(r"\*([^:\t\n]{1,64})(?::[ \t]*|\t)(.*)\Z", re.DOTALL)
_INDENTED = re.compile(r" +[*@]\w|\s*%\w+:")
_ROLE_FIELD = 7  # of an @ID line, counted from 0
_TIMES = re.compile(
    r"[\x15•](?:%?\w+:\"[^\"\n]*\"_?)?[ ]?(\d{1,9})_(\d{1,9})-?[\x15•]?|(?<!\S)(\d{1,9})_(\d{1,9})(?!\S)"
)
_BULLET = re.compile(r"\x15[^\x15\n]*\x15")
_SOUND = re.compile(r"%(?:snd|mov):.*?(\d{1,9})[ _](\d{1,9})")


@dataclass(frozen=True, slots=True)
class _Said:
    """A main line: who, the raw text, the times of a dependent line below it if there is one."""

    speaker: str
    raw: str
    below: tuple[int, int] | None


def looks_like_chat(text: str) -> bool:
    """Whether a text begins with CHAT's headers, such as `@UTF8`, `@Begin` or `@Participants:`."""
    return text.lstrip().startswith("@") and _HEADER.search(text[:4000]) is not None


def read_chat(content: bytes) -> Talk:
    """Read CHAT; DocumentError where the file has no main lines."""
    decoded = decode(content)
    lines = list(_main_lines(decoded.text))
    utterances = [utterance for line in lines if (utterance := _utterance(line)).text]
    if not utterances:
        raise DocumentError(
            "a CHAT file without talk; expected main lines such as *INV: followed by a tab and words; check the export"
        )
    silent = len(lines) - len(utterances)
    notes = [f"{count_of(silent, 'main line')} without words left out"] if silent else []
    return Talk(utterances, notes=[*decoded.notes, *notes], labelled=True, stated=chat_roles(content))


def chat_roles(content: bytes) -> dict[str, str]:
    """The role of each speaker as the header states it, such as Investigator for INV."""
    roles: dict[str, str] = {}
    for line in _logical(decode(content).text):
        name, _, rest = line.partition(":")
        if name == "@Participants":
            entries = [entry.split() for entry in rest.split(",")]
            roles.update((entry[0], entry[-1]) for entry in entries if len(entry) > 1)
        elif name == "@ID":
            fields = [field.strip() for field in rest.split("|")]
            if len(fields) > _ROLE_FIELD and fields[2] and fields[_ROLE_FIELD]:
                roles.setdefault(fields[2], fields[_ROLE_FIELD])
    return roles


def _logical(text: str) -> Iterator[str]:
    """The lines of a file, each joined with what continues it; an indented dependent line continues nothing."""
    pieces: list[str] = []
    for row in text.split("\n"):
        begins = row[:1] in ("*", "@", "%") or _INDENTED.match(row)
        if begins and pieces:
            yield " ".join(pieces)
            pieces = []
        if row.strip():
            pieces.append(row.strip())
    if pieces:
        yield " ".join(pieces)


def _main_lines(text: str) -> Iterator[_Said]:
    waiting: _Said | None = None
    for line in _logical(text):
        main = _MAIN.match(line)
        if main is not None:
            if waiting is not None:
                yield waiting
            waiting = _Said(squeeze(main[1]), main[2], None)
        elif waiting is not None and (found := _SOUND.match(line)):
            waiting = _Said(waiting.speaker, waiting.raw, (int(found[1]), int(found[2])))
    if waiting is not None:
        yield waiting


def _utterance(line: _Said) -> Utterance:
    """A main line's words and times: from the start of its first bullet to the end of its last."""
    spans = [(int(m[1] or m[3]), int(m[2] or m[4])) for m in _TIMES.finditer(line.raw)]
    spans = spans or ([line.below] if line.below else [])
    text = said(_BULLET.sub(" ", _TIMES.sub(" ", line.raw)))
    return Utterance(
        speaker=line.speaker,
        start_s=spans[0][0] / 1000 if spans else None,
        end_s=spans[-1][1] / 1000 if spans else None,
        text=text,
    )

"""What an export to another program held goes in and out of `codings/exports.jsonl`: a sign, and the ids of people's codings.

By them it is known, when the file comes back, what was deleted there. No word, name or place stands in it.
"""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from data_schemas.codings import Coding
from data_schemas.errors import ConfigError
from pipeline.key import Key
from pipeline.vault import write_private

FILE = "exports.jsonl"
SIGN = 12  # symbols
_ENCODER = msgspec.json.Encoder(order="deterministic")


class _Held(msgspec.Struct, frozen=True, kw_only=True):
    sign: str
    codings: tuple[str, ...]


def export_sign(codings: Sequence[Coding], *, key: Key) -> str:
    """The sign of an export with these codings; empty where there are none."""
    return key.code("export", *_ids(codings), symbols=SIGN) if codings else ""


def remember(folder: Path, codings: Sequence[Coding], *, key: Key) -> None:
    """Write down that they were exported; once for the same ones."""
    row = _Held(sign=export_sign(codings, key=key), codings=tuple(_ids(codings)))
    before = _read(folder)
    if row.sign and row not in before:
        write_private(folder / FILE, b"".join(_ENCODER.encode(held) + b"\n" for held in (*before, row)))


def held_in(folder: Path, sign: str) -> frozenset[str]:
    """The ids of the codings that the export of this sign held; none where it is not known."""
    return frozenset(name for held in _read(folder) if held.sign == sign for name in held.codings)


def _read(folder: Path) -> list[_Held]:
    path = folder / FILE
    try:
        lines = path.read_bytes().splitlines() if path.exists() else []
        return [msgspec.json.decode(line, type=_Held) for line in lines]
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError(
            f"{folder.name}/{FILE}: was damaged; put it back from your backup, or remove it: what is deleted in files that "
            "were exported before is then not noticed"
        ) from error


def _ids(codings: Sequence[Coding]) -> list[str]:
    return sorted({coding.id for coding in codings if coding.id})

"""Raw words go in, encrypted files readable by their owner only come out, and back.

A shard is one line of JSON (keyed digests only) and, after it, a nonce and the AES-GCM ciphertext of MessagePack;
the line is authenticated with it, so that neither can be changed or swapped unnoticed.
"""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from data_schemas.errors import ConfigError
from pipeline.key import Key
from pipeline.whole_file import OWNER, put_whole

NONCE_BYTES = 12
Record = TypeVar("Record")


def make_private(folder: Path) -> None:
    """Create a folder that only its owner may enter."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)


def write_private(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all, into a folder that only its owner may enter."""
    make_private(path.parent)
    write_own(path, content)


def write_own(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, whole or not at all; its folder is left as it is."""
    put_whole(path, lambda out: out.write(content), mode=OWNER)


def write_shard(path: Path, *, rows: Sequence[dict[str, str]], records: Sequence[Any], key: Key) -> None:
    """Encrypt records under a header of their provenance rows."""
    header = json.dumps(list(rows), sort_keys=True, separators=(",", ":")).encode() + b"\n"
    nonce = os.urandom(NONCE_BYTES)
    sealed = AESGCM(key.encryption).encrypt(nonce, msgspec.msgpack.encode(list(records)), header)
    write_private(path, header + nonce + sealed)


def read_header(path: Path) -> list[dict[str, str]]:
    """The provenance rows of a shard; needs no key."""
    with path.open("rb") as handle:
        try:
            return msgspec.json.decode(handle.readline(), type=list[dict[str, str]])
        except (ValueError, msgspec.DecodeError) as error:
            raise _damaged(path) from error


def read_shard(path: Path, *, record_type: type[Record], key: Key) -> list[Record]:
    """Decrypt a shard; ConfigError if the key is wrong or the file was damaged."""
    header, newline, body = path.read_bytes().partition(b"\n")
    try:
        plain = AESGCM(key.encryption).decrypt(body[:NONCE_BYTES], body[NONCE_BYTES:], header + newline)
        return msgspec.msgpack.decode(plain, type=list[record_type])  # type: ignore[valid-type]
    except (InvalidTag, ValueError, msgspec.DecodeError) as error:
        raise _damaged(path) from error


def _damaged(path: Path) -> ConfigError:
    return ConfigError(
        f"{'/'.join(path.parts[-2:])}: cannot be opened with this key, or was damaged; nothing was changed. Put back "
        "the right key, or this file from your backup. Without a backup, remove it: the next command says what that costs"
    )

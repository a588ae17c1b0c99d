"""Digests of values: any record or setting goes in, a short hexadecimal string comes out, the same on every machine."""

import hashlib
from typing import Any

import msgspec

DIGEST_BYTES = 16  # 128 bits: no accidental collision in any archive a person can record

_ENCODER = msgspec.json.Encoder(order="deterministic")


def digest(value: Any) -> str:
    """Hash a record, a mapping or any nesting of plain values."""
    return digest_bytes(_ENCODER.encode(value))


def digest_bytes(content: bytes) -> str:
    """Hash bytes."""
    return hashlib.blake2b(content, digest_size=DIGEST_BYTES).hexdigest()

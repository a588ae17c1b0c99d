"""A key file goes in, keyed digests come out. A missing key is never replaced by a new one."""

import base64
import hashlib
import hmac
import os
import secrets
import stat
from dataclasses import dataclass, field
from pathlib import Path

from data_schemas.errors import ConfigError

KEY_BYTES = 32
KEY_VARIABLE = "THREEFACES_KEY"  # base32 text of a key, for those who keep it outside any file
OTHERS = stat.S_IRWXG | stat.S_IRWXO  # whatever a file lets its group and everybody else do
PUBLIC_DIGEST = "49a4564edcb08ad0b14cce6dcad5cb801bd63bef4bacb82cb97339e2ba2f8314"  # of the example archive's key
_PURPOSE_ENCRYPTION = "vault encryption"


@dataclass(frozen=True, slots=True)
class Key:
    """A project's secret: pseudonyms, document ids and the vault's encryption derive from it."""

    secret: bytes = field(repr=False)

    def mac(self, purpose: str, *parts: str) -> bytes:
        """HMAC-SHA256 over the parts, one independent stream per purpose; 32 bytes."""
        message = b"\x00".join([purpose.encode(), *(part.encode("utf-8", "surrogatepass") for part in parts)])
        return hmac.new(self.secret, message, hashlib.sha256).digest()

    def mac_bytes(self, purpose: str, content: bytes) -> str:
        """Keyed digest of bytes: 32 hexadecimal digits."""
        return hmac.new(self.mac(purpose), content, hashlib.sha256).hexdigest()[:32]

    def code(self, purpose: str, *parts: str, symbols: int) -> str:
        """The first base32 symbols (A-Z, 2-7) of the keyed digest."""
        return base64.b32encode(self.mac(purpose, *parts)).decode()[:symbols]

    @property
    def encryption(self) -> bytes:
        """The 32 bytes that encrypt the vault."""
        return self.mac(_PURPOSE_ENCRYPTION)

    @property
    def is_public(self) -> bool:
        """Whether it is the example archive's key, which everybody has."""
        return hashlib.sha256(self.secret).hexdigest() == PUBLIC_DIGEST

    @property
    def fingerprint(self) -> str:
        """Eight symbols by which a report can name the key without giving it away."""
        return self.code("fingerprint", symbols=8)


def new_key() -> Key:
    """A fresh random key, not written anywhere."""
    return Key(secrets.token_bytes(KEY_BYTES))


def write_key(path: Path, key: Key) -> None:
    """Write a key readable by its owner only; an existing file is never overwritten."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as error:
        raise ConfigError(f"{path.name}: a key stands there already; it is kept") from error
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(base64.b32encode(key.secret).decode() + "\n")


def read_key(path: Path) -> Key:
    """Read a key from the environment or its file; ConfigError if it is missing, damaged or the public example key."""
    text = os.environ.get(KEY_VARIABLE)
    if text is None:
        try:
            text = path.read_text(encoding="ascii")
        except (OSError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"{path.name}: no readable key; put back the key this project was begun with (a new one would give "
                "everybody new pseudonyms). `threefaces init` makes a key for a new project"
            ) from error
    try:
        key = Key(base64.b32decode(text.strip()))
    except ValueError as error:
        raise ConfigError(
            f"{path.name}: not a key; expected one line of base32, as `threefaces init` writes it"
        ) from error
    if len(key.secret) != KEY_BYTES:
        raise ConfigError(f"{path.name}: a key has {KEY_BYTES} bytes; this one has {len(key.secret)}")
    if key.is_public and "examples" not in path.resolve().parts:
        raise ConfigError(
            f"{path.name}: this is the public key of the example archive; run `threefaces init` for your own"
        )
    return key


def is_open_to_others(path: Path) -> bool:
    """Whether a key file's permissions let others have it; a disk that keeps no permissions is left to its mount."""
    from pipeline.places import keeps_permissions

    return path.exists() and bool(path.stat().st_mode & OTHERS) and keeps_permissions(path)

"""The machine goes in, the number format that is fast and exact enough on it comes out."""

from pathlib import Path
from typing import Literal

from data_schemas.errors import ConfigError

NumberFormat = Literal["bf16", "fp32"]
FORMATS: tuple[NumberFormat, ...] = ("bf16", "fp32")
_NATIVE_BF16 = ("amx_bf16", "avx512_bf16")


def resolve_number_format(wanted: str = "auto") -> NumberFormat:
    """`auto` becomes bf16 where the processor has it natively (it is emulated, and slow, elsewhere), else fp32."""
    if wanted != "auto":
        for known in FORMATS:
            if wanted == known:
                return known
        raise ConfigError(f"number_format: {wanted!r} is not auto, bf16 or fp32")
    try:
        flags = Path("/proc/cpuinfo").read_text(encoding="utf-8").split()
    except OSError:
        return "fp32"
    return "bf16" if any(flag in flags for flag in _NATIVE_BF16) else "fp32"

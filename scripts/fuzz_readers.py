"""Fuzz every reader: small files in every format are damaged at random; each must be read or refused in one line.

usage: python scripts/fuzz_readers.py [--seconds 300] [--seed 1] [--format docx]

A failure is any exception but DocumentError, a message of several lines or with words of the talk in it, more than
`SLOWEST` seconds, or more than `MOST` bytes of new memory. The damaged file is kept under `--keep` to become a test.
"""

import argparse
import io
import random
import resource
import sys
import tempfile
import time
import traceback
import zipfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data_schemas.errors import DocumentError  # noqa: E402
from pipeline.clean import clean  # noqa: E402
from pipeline.readers import read_bytes  # noqa: E402
from scripts.transcript_writers import WRITERS, Turn  # noqa: E402

SLOWEST = 5.0  # seconds for a file of a few kilobytes
MOST = 512 * 2**20  # bytes of new peak memory by one file
MARKER = "quixotically"  # a word of the talk that no message may repeat
TURNS: list[Turn] = [
    ("Interviewer", 0.0, 2.5, f"How did it go, {MARKER} speaking?"),
    ("Ana M\u00fcller", 3.0, 9.25, "Well (laughs) it was 10:30: late & <slow> \u2026 so, \u201cyeah\u201d."),
    ("Interviewer", 10.0, 11.0, "Mm."),
    ("Ana M\u00fcller", 11.5, 20.0, f"And then, Note: nobody came; the {MARKER} thing is, I had the keys 100%."),
]
TOKENS = (
    *(
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"\xe2\x80\xae",
        b"\xf0\x9f\x8e\xa4",
        b"\x15",
        b"\r",
        b"\n\n",
    ),
    *(
        b"<",
        b"<!DOCTYPE x [<!ENTITY a 'b'>]>",
        b"&a;",
        b"]]>",
        b"<v",
        b"</",
        b"-->",
        b"00:00:99.999",
        b"*",
        b"\t",
        b'"',
    ),
    *(b"{", b"[", b"{\\rtf", b"\\u-99999", b"\\bin9999999 ", b":" * 50, b"I: ", b"%PDF-", b"PK\x03\x04", b"A" * 5000),
    *(b"9" * 400, b"-1", b"1e999", b"NaN", b"null"),
)


def main(arguments: Sequence[str]) -> int:
    """Fuzz for a while; print how many files were read and refused in each format; exit 1 on a failure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=float, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--format", choices=sorted(WRITERS), action="append")
    parser.add_argument("--keep", type=Path, default=Path(tempfile.gettempdir()) / "fuzz_readers")
    options = parser.parse_args(arguments)
    seeds = {name: WRITERS[name](TURNS) for name in (options.format or WRITERS)}
    source, ends, counts, failures = random.Random(options.seed), time.monotonic() + options.seconds, Counter[str](), 0
    while time.monotonic() < ends:
        for name, seed in seeds.items():
            damaged = wounded(seed, source=source, others=list(seeds.values()))
            trouble = tried(damaged, name=f"a.{name}", counts=counts)
            if trouble:
                failures += 1
                options.keep.mkdir(parents=True, exist_ok=True)
                path = options.keep / f"{failures:03d}.{name}"
                path.write_bytes(damaged)
                print(f"{path}: {trouble}")
                if failures >= 20:
                    return 1
    for name in seeds:
        print(f"{name:9} {counts[f'a.{name} read']:7} read {counts[f'a.{name} refused']:7} refused")
    return 1 if failures else 0


def tried(content: bytes, *, name: str, counts: Counter[str]) -> str:
    """What is wrong with how a file is taken; empty if it is read, or refused as it should be."""
    before, began = _peak(), time.monotonic()
    try:
        clean(read_bytes(content, name=name).utterances)
        counts[f"{name} read"] += 1
    except DocumentError as error:
        counts[f"{name} refused"] += 1
        if "\n" in str(error) or MARKER in str(error):
            return f"a message of several lines, or with words of the talk: {error!r}"
    except BaseException:  # noqa: BLE001 (whatever comes out is the finding)
        return traceback.format_exc(limit=-3)
    if time.monotonic() - began > SLOWEST:
        return f"{time.monotonic() - began:.1f} s"
    return f"{(_peak() - before) // 2**20} MiB" if _peak() - before > MOST else ""


def wounded(seed: bytes, *, source: random.Random, others: Sequence[bytes]) -> bytes:
    """A damaged file; of a zip archive, half of the time one member is damaged and the archive is whole."""
    if not seed.startswith(b"PK") or source.random() < 0.5:
        return mutated(seed, source=source, others=others)
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(seed)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        hit = source.choice(old.namelist())
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, mutated(content, source=source, others=others) if name == hit else content)
    return out.getvalue()


def mutated(seed: bytes, *, source: random.Random, others: Sequence[bytes]) -> bytes:
    """A file with a few random wounds: bytes changed, cut, repeated, tokens put in, pieces of other files."""
    content = bytearray(seed)
    for _ in range(source.choice((1, 1, 2, 3, 8))):
        at = source.randrange(len(content) + 1)
        end = min(len(content), at + source.choice((1, 2, 8, 64, 512)))
        kind = source.randrange(7)
        if kind == 0 and content:
            content[at - 1] ^= 1 << source.randrange(8)
        elif kind == 1:
            del content[at:end]
        elif kind == 2:
            del content[at:]
        elif kind == 3:
            content[at:at] = content[at:end] * source.choice((1, 2, 50))
        elif kind == 4:
            content[at:at] = source.choice(TOKENS)
        elif kind == 5:
            content[at:end] = bytes(source.randrange(256) for _ in range(end - at))
        else:
            other = source.choice(others)
            start = source.randrange(len(other) + 1)
            content[at:at] = other[start : start + 200]
    return bytes(content)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

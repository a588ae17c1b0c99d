"""Annotated interviews are written in every format and read back: words per processor second by format, memory, faults.

usage: python scripts/benchmark_reading.py [--files 1000]

Reading is `read_bytes` and `clean`, in one process on one core; files are made before the clock starts. A *fault* is a
turn that does not come back as it was written (speaker and text, blanks squeezed).
"""

import argparse
import resource
import sys
import time
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data_schemas.annotated import read_annotated  # noqa: E402
from data_schemas.records import Utterance  # noqa: E402
from pipeline.clean import clean  # noqa: E402
from pipeline.readers import read_bytes  # noqa: E402
from scripts.transcript_writers import WRITERS, Turn  # noqa: E402

WORDS_A_SECOND = 2.6  # of unhurried talk


def main(arguments: Sequence[str]) -> int:
    """Print a row a format, then the mixed folder."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=1000)
    options = parser.parse_args(arguments)
    talks = [turns_of(path) for path in sorted((ROOT / "examples/training/interviews").glob("*.md"))]
    names = list(WRITERS)
    made = [(names[i % len(names)], talks[i // len(names) % len(talks)]) for i in range(options.files)]
    files = [(name, WRITERS[name](turns), turns) for name, turns in made]
    for name, content, _ in files[: len(names)]:
        read_bytes(content, name=f"a.{name}")  # libraries load before the clock starts
    spent, words, faults, turns_read = (dict.fromkeys(names, 0.0) for _ in range(4))
    began = _memory()
    for name, content, turns in files:
        start = time.process_time()
        said, _ = clean(read_bytes(content, name=f"a.{name}").utterances)
        spent[name] += time.process_time() - start
        words[name] += sum(len(text.split()) for *_, text in turns)
        turns_read[name] += len(turns)
        faults[name] += missed(said, turns, coded=name in ("cha", "xml"))
    print(f"{'format':9} {'words/s':>9} {'turns':>7} {'faults':>7}")
    for name in names:
        print(f"{name:9} {words[name] / spent[name]:9,.0f} {turns_read[name]:7.0f} {faults[name]:7.0f}")
    rest = [name for name in names if name != "pdf"]
    rate = sum(words[n] for n in rest) / sum(spent[n] for n in rest)
    print(f"all but pdf: {rate:,.0f} words a second; {len(files)} files; new peak memory {_memory() - began} MiB")
    return 0


def turns_of(path: Path) -> list[Turn]:
    """An interview's turns at an even pace, without mark-up, two utterances of one speaker in a row joined."""
    source, clock, turns = read_annotated(path), 1.0, []
    for label, own in groupby(source.utterances, key=lambda u: u.label):
        text = " ".join(u.text for u in own)
        end = clock + max(0.5, len(text.split()) / WORDS_A_SECOND)
        turns.append((source.head.speakers[label].name, round(clock, 3), round(end, 3), text))
        clock = end + 0.5
    return turns


def missed(said: Sequence[Utterance], turns: Sequence[Turn], *, coded: bool) -> int:
    """How many turns did not come back; `coded` formats call speakers by other names, so that only texts count."""
    found = [
        ("" if coded else speaker, " ".join(" ".join(u.text for u in own).split()))
        for speaker, own in groupby(said, key=lambda u: u.speaker)
    ]
    expected = [("" if coded else who, " ".join(text.split())) for who, _, _, text in turns]
    return max(len(found), len(expected)) - sum(a == b for a, b in zip(found, expected, strict=False))


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

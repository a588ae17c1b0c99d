"""A folder of transcripts with gold turns goes in; how well the readers find turns and speakers is printed.

usage: python scripts/benchmark_readers.py FOLDER

A turn is *right* if it stands in its place with its speaker and its words: beginning and end alike to `ALIKE` in letters and
digits, since a gold of CHAT keeps transcribers' codes that a reader takes out. *To the letter*: every character as well.
"""

import csv
import json
import re
import sys
from collections.abc import Sequence
from difflib import SequenceMatcher
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from data_schemas.errors import DocumentError
from data_schemas.records import Utterance
from pipeline.readers import read_file

FORMATS = ("docx", "md", "vtt", "srt", "txt", "json", "eaf", "TextGrid", "cha", "qdpx")
HEAD, TAIL = 60, 40  # characters of a turn that the gold keeps
ALIKE = 0.8  # of difflib's ratio
Turn = tuple[str, str, str, int]  # speaker, first and last characters, length


def main(arguments: Sequence[str]) -> int:
    """Print turns against gold and the share right, file by file; exit 2 if the folder has no manifest."""
    folder = Path(arguments[0]) if len(arguments) == 1 else Path()
    if not (folder / "MANIFEST.tsv").is_file():
        print("usage: benchmark_readers.py FOLDER, a folder with MANIFEST.tsv and gold/", file=sys.stderr)
        return 2
    with (folder / "MANIFEST.tsv").open(encoding="utf-8", newline="") as handle:
        names = [row["file"] for row in csv.DictReader(handle, delimiter="\t")]
    shares = []
    print(f"{'file':40} {'turns':>6} {'gold':>6} {'speakers':>9} {'turns right':>12} {'to the letter':>14}")
    for name in names:
        if name.rsplit(".", 1)[-1] in FORMATS:
            gold = folder / "gold" / f"{name.replace('/', '__')}.jsonl"
            shares += _report(folder / name, name=name, gold=gold)
    print(f"mean of {len(shares)} files with gold: {sum(shares) / max(1, len(shares)):.3f}")
    return 0


def _report(path: Path, *, name: str, gold: Path) -> list[float]:
    try:
        turns = _turns(read_file(path).utterances)
    except DocumentError as error:
        print(f"{name:40} refused: {error}")
        return [0.0] if gold.exists() else []
    if not gold.exists():
        print(f"{name:40} {len(turns):6} {'-':>6}")
        return []
    with gold.open(encoding="utf-8") as handle:
        expected = [_gold_turn(json.loads(line)) for line in handle]
    speakers = _share([t[0] for t in turns], [t[0] for t in expected])
    right, exact = _right(turns, expected), _share(turns, expected)
    print(f"{name:40} {len(turns):6} {len(expected):6} {speakers:9.3f} {right:12.3f} {exact:14.3f}")
    return [right]


def _right(found: Sequence[Turn], expected: Sequence[Turn]) -> float:
    """The share of turns with the right speaker and words, aligned by speaker, of the longer list."""
    matcher = SequenceMatcher(None, [t[0] for t in found], [t[0] for t in expected], autojunk=False)
    pairs = [(found[b.a + i], expected[b.b + i]) for b in matcher.get_matching_blocks() for i in range(b.size)]
    alike = sum(_alike(a[1], b[1]) and _alike(a[2][::-1], b[2][::-1]) for a, b in pairs)
    return alike / max(1, len(found), len(expected))


def _alike(a: str, b: str) -> bool:
    """Whether two texts are alike, whole or as far as the shorter goes: a gold's window may be spent on codes."""
    whole = [re.sub(r"\x15?[\d_]*\x15|\x15[\d_]*|\W|_", "", text).casefold() for text in (a, b)]
    shorter = min(map(len, whole))
    begun = [text[:shorter] for text in whole]
    ratios = (SequenceMatcher(None, *pair, autojunk=False).ratio() for pair in (whole, begun) if shorter)
    return whole[0] == whole[1] or any(ratio >= ALIKE for ratio in ratios)


def _turns(utterances: Sequence[Utterance]) -> list[Turn]:
    merged: list[tuple[str, list[str]]] = []
    for utterance in utterances:
        speaker = utterance.speaker or ""
        if merged and merged[-1][0] == speaker:
            merged[-1][1].append(utterance.text)
        else:
            merged.append((speaker, [utterance.text]))
    return [_turn(speaker, " ".join(" ".join(texts).split())) for speaker, texts in merged]


def _turn(speaker: str, text: str) -> Turn:
    return speaker, text[:HEAD].strip(), text[-TAIL:].strip(), len(text)


def _gold_turn(row: dict[str, object]) -> Turn:
    return str(row["speaker"]), str(row["start"]).strip(), str(row["end"]).strip(), int(str(row["chars"]))


def _share(found: Sequence[object], expected: Sequence[object]) -> float:
    """The share of turns in both, in order, of the longer list."""
    blocks = SequenceMatcher(None, found, expected, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) / max(1, len(found), len(expected))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

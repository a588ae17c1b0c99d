"""The example data go in; how much there is, who speaks, and how often each code was given come out.

usage: python scripts/count_examples.py      (docs/data_card.md shows what it prints)
"""

import json
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data_schemas.annotated import read_annotated  # noqa: E402
from data_schemas.codebook import load_codebook  # noqa: E402

EXAMPLES = ROOT / "examples"
INTERVIEWER = "interviewer"


@dataclass
class Counted:
    """What one set holds. A passage is one with a code, or one of the loose passages."""

    files: int = 0
    words: int = 0
    respondents: Counter[str] = field(default_factory=Counter)
    respondents_words: int = 0
    passages: int = 0
    without_code: int = 0
    coded_words: int = 0
    codes: Counter[str] = field(default_factory=Counter)


def main() -> None:
    """Print three tables."""
    sets = {
        "archive/sources": annotated(EXAMPLES / "archive" / "sources"),
        "training/interviews": annotated(EXAMPLES / "training" / "interviews"),
        "training/documents": annotated(EXAMPLES / "training" / "documents"),
        "training/passages": loose(EXAMPLES / "training" / "passages"),
        "training/talk": loose(EXAMPLES / "training" / "talk"),
        "training/more-talk": loose(EXAMPLES / "training" / "more-talk"),
        "training/contrasts": loose(EXAMPLES / "training" / "contrasts"),
        "talk": loose(EXAMPLES / "talk"),
        "crosswise": loose(EXAMPLES / "crosswise"),
        "contrasts": loose(EXAMPLES / "contrasts"),
    }
    print(
        f"{'set':20} {'files':>6} {'words':>8} {'respondents':>12} {'passages':>9} {'no code':>8} {'coded words':>12}"
    )
    for name, of in sets.items():
        share = f"{100 * of.coded_words / of.respondents_words:.0f} %"
        respondents = sum(of.respondents.values()) or "-"
        row = f"{name:20} {of.files:6} {of.words:8,} {respondents:>12} {of.passages:9,} {of.without_code:8}"
        print(f"{row} {share:>12}")
    print("\n" + f"{'spoken by':22}" + "".join(f"{name:>21}" for name in sets))
    for group in sorted(set().union(*(of.respondents for of in sets.values()))):
        print(f"{group:22}" + "".join(f"{of.respondents[group]:21}" for of in sets.values()))
    print("\n" + f"{'code':32}" + "".join(f"{name:>21}" for name in sets))
    for dimension in load_codebook().dimensions:
        for code in dimension.code_ids:
            name = f"{dimension.id}.{code}"
            print(f"{name:32}" + "".join(f"{of.codes[name]:21}" for of in sets.values()))


def annotated(folder: Path) -> Counted:
    """Count annotated interviews or documents; the coded words are a part of those of respondents."""
    counted = Counted()
    for path in sorted(folder.glob("*.md")):
        source = read_annotated(path)
        counted.files += 1
        roles = {label: who.role_group for label, who in source.head.speakers.items()}
        counted.respondents.update(group for group in roles.values() if group != INTERVIEWER)
        for utterance in source.utterances:
            words = len(utterance.text.split())
            counted.words += words
            counted.respondents_words += words if roles[utterance.label] != INTERVIEWER else 0
            for passage in utterance.passages:
                counted.passages += 1
                counted.coded_words += len(utterance.text[passage.start : passage.end].split())
                counted.codes.update(f"{d}.{code}" for d, codes in passage.codes.items() for code in codes)
    return counted


def loose(folder: Path) -> Counted:
    """Count loose passages, which come without an interview around them and without a speaker to be counted."""
    counted = Counted()
    for path in sorted(folder.glob("*.jsonl")):
        counted.files += 1
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            words = len(row["text"].split())
            coded = any(row["codes"].values())
            counted.words += words
            counted.respondents_words += words
            counted.passages += 1
            counted.without_code += not coded
            counted.coded_words += words if coded else 0
            counted.codes.update(f"{d}.{code}" for d, codes in row["codes"].items() for code in codes)
    return counted


if __name__ == "__main__":
    main()

"""Check annotated interviews: paths go in, troubles and counts come out; exit code 1 if anything is wrong.

usage: python scripts/check_sources.py [FILE ...]      (without files: every interview under examples/)
"""

import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data_schemas.annotated import check_annotated, read_annotated  # noqa: E402
from data_schemas.codebook import load_codebook  # noqa: E402
from data_schemas.errors import ConfigError  # noqa: E402

SOURCES = ("examples/archive/sources/*.md", "examples/training/interviews/*.md", "examples/training/documents/*.md")


def main(names: list[str]) -> int:
    """Check the named files, or all of them."""
    paths = [Path(n) for n in names] or [p for pattern in SOURCES for p in sorted(ROOT.glob(pattern))]
    codebook, troubles, cells = load_codebook(), [], Counter[str]()
    for path in paths:
        try:
            source = read_annotated(path)
        except ConfigError as error:
            troubles.append(str(error))
            continue
        troubles += check_annotated(source, codebook=codebook, name=path.name)
        spoken = coded = passages = words = 0
        for utterance in source.utterances:
            words += len(utterance.text.split())
            if source.head.speakers[utterance.label].role_group != "interviewer":
                spoken += len(utterance.text.split())
            for passage in utterance.passages:
                passages += 1
                coded += len(utterance.text[passage.start : passage.end].split())
                cells.update(f"{d}={c}" for d, codes in passage.codes.items() for c in codes)
        share = 100 * coded / max(spoken, 1)
        print(f"{path.name:32} {words:5} words  {passages:3} coded passages  {share:3.0f} % of respondents' words")
    print("\n".join(f"{count:5}  {cell}" for cell, count in sorted(cells.items())))
    print("\n".join(troubles))
    return 1 if troubles else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

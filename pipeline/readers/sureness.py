"""The turns of a file and its grammar go in; out comes how sure the reader is that they are the file's turns, 0..1.

Each doubt is a share of the file and takes its part away: paragraphs that look labelled and were not believed, labels
believed on one occurrence, speakers who do not take turns, and one turn that swallows the file.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.readers.forms import colon
from pipeline.readers.labels import Grammar
from pipeline.readers.shapes import WEAK
from pipeline.readers.turns import Labelled

DOUBTFUL = 0.6  # files read rightly in our conventions and in 80 public ones lie at .66 and above, unknown forms at .5
UNNAMED = 0.9  # where nothing looks like a label, the file most likely names nobody
WEIGHTS = {"disbelieved": 1.0, "once": 0.5, "repeated": 0.3, "swallowed": 0.6}
FEW = 4  # labelled lines, below which nothing recurs often enough to be sure
MANY = 30  # turns, from which one that holds half of the words is odd
HALF = 0.5
UNMARKED = 0.9  # where nothing but a blank parts label and text
ALONE = 0.8  # where all labels are one person's


def confidence_of(found: Sequence[Labelled], grammar: Grammar | None) -> float:
    """How sure the labels are."""
    disbelieved = sum(1 for _ in _disbelieved(found))
    if grammar is None:
        return round((UNNAMED if not _begin_alike(found) else HALF) * (1 - disbelieved / max(1, len(found))) ** 2, 2)
    heads = [f.head for f in found if f.head is not None]
    if not heads:
        return 0.0
    keys = [head.key for head in heads]
    counts = Counter(keys)
    doubts = {
        "disbelieved": disbelieved / (len(keys) + disbelieved),
        "once": sum(counts[head.key] == 1 and head.shape != "role" for head in heads) / len(keys),
        "repeated": _repeated(keys),
        "swallowed": _swallowed(found, turns=len(keys)),
    }
    sure = 1.0 if len(keys) >= FEW else HALF + HALF * len(keys) / FEW
    for doubt, share in doubts.items():
        sure *= 1 - WEIGHTS[doubt] * share
    sure *= UNMARKED if grammar.has("bare") or grammar.has("pair") else 1.0
    return round(sure * (ALONE if len(counts) == 1 else 1.0), 2)


def _begin_alike(found: Sequence[Labelled]) -> bool:
    """Whether two first words begin most lines of a file, as labels of a form that is not known would."""
    firsts = Counter(f.line.text.split(None, 1)[0] for f in found if f.line.text.strip())
    common = firsts.most_common(2)
    return len(found) > FEW and len(common) > 1 and common[1][1] > 1 and sum(n for _, n in common) >= HALF * len(found)


def _disbelieved(found: Sequence[Labelled]) -> Iterator[Labelled]:
    """Paragraphs that begin like a label and were not taken for one."""
    block = -1
    for f in found:
        starts, block = f.line.block != block, f.line.block
        head = colon(f.line) if starts and f.head is None and not f.line.heading else None
        if head is not None and head.shape not in WEAK:
            yield f


def _repeated(keys: Sequence[str]) -> float:
    """How far labels fall short of changing at half of their occurrences."""
    if len(keys) < FEW:
        return 0.0
    changes = sum(a != b for a, b in pairwise(keys)) / (len(keys) - 1)
    return max(0.0, 1 - changes / HALF)


def _swallowed(found: Sequence[Labelled], *, turns: int) -> float:
    """The share of the longest stretch without a label in a file of many turns, from half of it on."""
    lengths, now = [0], 0
    for f in found:
        if f.head is not None:
            lengths.append(now)
            now = 0
        now += len(f.head.rest if f.head is not None else f.line.text)
    lengths.append(now)
    share = max(lengths) / max(1, sum(lengths))
    return share if turns >= MANY and share > HALF else 0.0

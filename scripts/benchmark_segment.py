"""Annotated interviews go in; how well the segmenter's passages agree with the coded ones comes out, with its speed.

usage: python scripts/benchmark_segment.py [--archive] [--unpunctuated] [FILE ...]

Only talk around coded passages has a known division. Measures, each over the turns that hold one:
  WindowDiff   (Pevzner and Hearst 2002) over words, the talk between coded passages taken as one segment; only
               windows that touch a coded passage count. Lower is better.
  cut          share of coded passages with a boundary inside
  found        share of coded passages that some passage overlaps by a Jaccard coefficient (characters) of .5
  Jaccard      mean of the best of these coefficients

With --unpunctuated the same talk is read without punctuation and capitals, as speech-to-text gives it, and F1 of the
places where its sentences begin is printed too.
"""

import argparse
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data_schemas.annotated import Annotated, read_annotated  # noqa: E402
from data_schemas.records import Event, Pseudonymised, Segmented, Utterance  # noqa: E402
from pipeline.segment import Segment  # noqa: E402
from pipeline.segment.language import load_language  # noqa: E402
from pipeline.segment.marks import FixedSpans  # noqa: E402
from pipeline.segment.sentences import sentences_of  # noqa: E402

TRAINING, ARCHIVE = "examples/training/interviews/*.md", "examples/archive/sources/*.md"
EVENT = re.compile(r"\[[a-z ]+\]|\([a-z ]+\)")
SENTENCE_END = re.compile(r"(?<=[.?!])\s+")
ENDED = re.compile(r"[.?!\u2026][\"'\u2019\u201d)]*\Z")
TITLES = frozenset(("Dr.", "Mr.", "Mrs.", "Ms.", "Prof.", "St."))
SAID = re.compile(r"[^\W_]|['\u2019-](?=\w)")  # what speech-to-text would write of a word
CHUNKS = (12, 25)  # words
HALF = 0.5

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Case:
    """One turn with coded passages: its text, those passages, and a segmentation of it; offsets in the text."""

    text: str
    coded: list[Span]
    passages: list[Span]


def main(arguments: Sequence[str]) -> int:
    """Print one line for every way to segment."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--archive", action="store_true", help="the held-out interviews instead of the training ones")
    parser.add_argument("--unpunctuated", action="store_true", help="without punctuation and capitals")
    parser.add_argument("files", nargs="*", type=Path)
    options = parser.parse_args(arguments)
    paths = options.files or sorted(ROOT.glob(ARCHIVE if options.archive else TRAINING))
    sources = [read_annotated(path) for path in paths]
    if options.unpunctuated:
        print(sentence_report(sources))
        sources = [without_punctuation(source)[0] for source in sources]
    records = [pseudonymised(source) for source in sources]
    Segment().one(records[0])
    began = time.perf_counter()
    segmented = [Segment().one(record) for record in records]
    seconds = time.perf_counter() - began
    words = sum(len(record.text.split()) for record in segmented)
    cases = [case for source, record in zip(sources, segmented, strict=True) for case in cases_of(source, record)]
    print(f"{len(cases)} turns with {sum(len(c.coded) for c in cases)} coded passages; {words / seconds:,.0f} words/s")
    ways = {name: WAYS[name] for name in WAYS if name != "three sentences" or not options.unpunctuated}
    for name, divide in ways.items():
        print(report(name, [Case(c.text, c.coded, divide(c)) for c in cases]))
    return 0


def pseudonymised(source: Annotated) -> Pseudonymised:
    """The interview as if masking had found nothing, its events typed as cleaning would."""
    return Pseudonymised(
        doc_id=source.head.id,
        utterances=tuple(Utterance(speaker=u.label, start_s=None, end_s=None, text=u.text) for u in source.utterances),
        events=tuple(
            Event(utterance=i, start=m.start(), end=m.end(), kind="mark")
            for i, u in enumerate(source.utterances)
            for m in EVENT.finditer(u.text)
        ),
        redactions=(),
    )


def cases_of(source: Annotated, record: Segmented) -> list[Case]:
    """Every utterance with coded passages as a case; utterances stand in the text word for word and in order."""
    return cases_in(source, record.text, passages=[(p.start, p.end) for p in record.passages])


def cases_in(source: Annotated, text: str, *, passages: Sequence[Span]) -> list[Case]:
    """The same for any division of the interview's laid-out text."""
    cases, at = [], 0
    for utterance in source.utterances:
        if not utterance.passages:
            continue
        start = text.index(utterance.text, at)
        at = start + len(utterance.text)
        inside = [(a - start, b - start) for a, b in passages if a < at and b > start]
        cases.append(Case(utterance.text, [(p.start, p.end) for p in utterance.passages], inside))
    return cases


def without_punctuation(source: Annotated) -> tuple[Annotated, list[list[int]]]:
    """The interview as speech-to-text might give it, and where each utterance's further sentences begin in it."""
    utterances, firsts = [], []
    for utterance in source.utterances:
        text, moved, begins = "", [], []
        said = EVENT.sub(lambda m: " " * len(m.group()), utterance.text)
        for word in re.finditer(r"\S+\s*|\s+", said):
            inner = "".join(m.group() for m in SAID.finditer(word.group())).lower()
            moved += [len(text)] * len(word.group())
            begins.append((len(text), word.group().strip())) if inner else None
            text += inner + " " if inner else ""
        ended = [ENDED.search(word) is not None and word not in TITLES for _, word in begins]
        firsts.append([place for (place, _), end in zip(begins[1:], ended, strict=False) if end])
        moved.append(len(text))
        coded = tuple(
            replace(p, start=moved[p.start], end=len(text[: moved[p.end]].rstrip())) for p in utterance.passages
        )
        utterances.append(replace(utterance, text=text.rstrip(), identifiers=(), passages=coded))
    return replace(source, utterances=tuple(utterances)), firsts


def sentence_report(sources: Sequence[Annotated]) -> str:
    """F1 of the places where sentences begin, the first of each utterance left out, beside chunks of fixed lengths."""
    language, gold = load_language(Segment().model), 0
    right = dict.fromkeys(("segment", *(f"{n} words" for n in CHUNKS)), 0)
    given = dict(right)
    for source in sources:
        bare, firsts = without_punctuation(source)
        for utterance, places in zip(bare.utterances, firsts, strict=True):
            text = utterance.text
            fixed = FixedSpans(text, events=(), redactions=())
            (sentences,) = sentences_of(text, [(0, len(text))], fixed=fixed, language=language)
            words = [m.start() for m in re.finditer(r"\S+", text)]
            ways = [("segment", [s.start for s in sentences]), *((f"{n} words", words[::n]) for n in CHUNKS)]
            gold += len(places)
            for name, begins in ways:
                given[name] += len(begins[1:])
                right[name] += len(set(begins[1:]) & set(places))
    return "  ".join(f"{name}: sentence F1 {2 * right[name] / (given[name] + gold):.3f}" for name in given)


def chunks(size: int) -> Callable[[Case], list[Span]]:
    """Every so many words one passage."""

    def divide(case: Case) -> list[Span]:
        words = [m.span() for m in re.finditer(r"\S+", case.text)]
        return [(words[i][0], words[min(i + size, len(words)) - 1][1]) for i in range(0, len(words), size)]

    return divide


def three_sentences(case: Case) -> list[Span]:
    """Every three sentences one passage, whatever they say."""
    starts = [0, *(m.end() for m in SENTENCE_END.finditer(case.text)), len(case.text)]
    firsts = [*starts[:-1:3], len(case.text)]
    return [(a, a + len(case.text[a:b].rstrip())) for a, b in pairwise(firsts)]


WAYS: dict[str, Callable[[Case], list[Span]]] = {
    "segment": lambda case: case.passages,
    "one passage a turn": lambda case: [(0, len(case.text))],
    "three sentences": three_sentences,
    **{f"{size} words": chunks(size) for size in CHUNKS},
}


def report(name: str, cases: list[Case]) -> str:
    """One line of measures."""
    best, cut, lengths = [], 0, []
    for case in cases:
        lengths += [len(case.text[max(a, 0) : b].split()) for a, b in case.passages]
        for coded in case.coded:
            best.append(max(jaccard(coded, passage) for passage in case.passages))
            cut += sum(coded[0] < end < coded[1] - 1 for _, end in case.passages) > 0
    mean_coded = sum(len(c.text[a:b].split()) for c in cases for a, b in c.coded) / len(best)
    return (
        f"{name:20} WindowDiff {window_diff(cases, width=round(mean_coded / 2)):.3f}  cut {cut / len(best):.3f}"
        f"  found {sum(b >= HALF for b in best) / len(best):.3f}  Jaccard {sum(best) / len(best):.3f}"
        f"  {sum(lengths) / len(lengths):.1f} words a passage (coded: {mean_coded:.1f})"
    )


def jaccard(one: Span, other: Span) -> float:
    """Characters in both over characters in either."""
    both = max(0, min(one[1], other[1]) - max(one[0], other[0]))
    return both / (one[1] - one[0] + other[1] - other[0] - both)


def window_diff(cases: list[Case], *, width: int) -> float:
    """Share of windows of `width` words, touching a coded passage, in which the numbers of boundaries differ."""
    wrong = windows = 0
    for case in cases:
        words = [m.start() for m in re.finditer(r"\S+", case.text)]
        edges = sorted({edge for span in case.coded for edge in span})
        reference = [any(a < edge <= b for edge in edges) for a, b in pairwise(words)]
        found = {start for start, _ in case.passages}
        given = [b in found for b in words[1:]]
        coded = [any(start <= word < end for start, end in case.coded) for word in words]
        for at in range(len(words) - width):
            if any(coded[at : at + width + 1]):
                windows += 1
                wrong += sum(reference[at : at + width]) != sum(given[at : at + width])
    return wrong / max(windows, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

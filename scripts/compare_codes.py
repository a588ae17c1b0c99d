"""Annotated interviews go in; how often a coder gives a passage the same codes before and after pseudonymising comes out.

usage: python scripts/compare_codes.py [--interviews examples/archive/sources] [--model FOLDER] [--markdown]

Every gold passage, and every passage that the pipeline cuts from respondents' talk, is coded with its question three times:
with the real words, with our redactions (speakers listed, the interviews one archive), and with exactly the marked
identifiers masked. Passages agree when all codes assigned in a dimension are the same; `change` is the mean absolute
difference of probability over passages and codes; `right` is the share of gold passages whose codes are the gold's, before
and after. The coder was trained on masked text of other interviews: nothing of `examples/archive` ever trained it.
"""

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).resolve().parent
ROOT = SCRIPTS.parent
sys.path[:0] = [str(ROOT), str(SCRIPTS)]

from pii_archive import redacted, transcript_of  # noqa: E402
from pii_gold import row_of  # noqa: E402
from pii_tables import table  # noqa: E402

from data_schemas.annotated import Annotated, CodedPassage, Identifier, read_annotated  # noqa: E402
from data_schemas.records import Pseudonymised  # noqa: E402
from pipeline.code_lines import code_texts  # noqa: E402
from pipeline.segment import Segment, contexts, spoken  # noqa: E402
from pipeline.segment.turns import lay_out  # noqa: E402
from pipeline.training_data import context_at, gold_transcript  # noqa: E402

HEADER = ("compared", "passages", "dimension", "same codes", "differ", "change", "right before", "after")
Row = dict[str, Any]
Codes = dict[str, list[str]]
CHOSEN: dict[str, Callable[[Row, Row], bool]] = {
    "cut from talk": lambda one, other: one["gold"] is None,
    "cut, with a masked word in them or their question": lambda one, other: (
        one["gold"] is None and _heard(one) != _heard(other)
    ),
    "gold": lambda one, other: one["gold"] is not None,
    "gold, with a masked word in them or their question": lambda one, other: (
        one["gold"] is not None and _heard(one) != _heard(other)
    ),
}


def main() -> None:
    """Code and compare; print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--interviews", type=Path, default=ROOT / "examples" / "archive" / "sources")
    parser.add_argument("--model", type=Path, help="model folder; default: the released one")
    parser.add_argument("--markdown", action="store_true")
    options = parser.parse_args()
    marked = [read_annotated(p) for p in sorted(options.interviews.glob("*.md")) if p.name != "README.md"]
    bare = [with_identifiers(source, lines=[()] * len(source.utterances)) for source in marked]
    cut = [cut_passages(source) for source in bare]
    ways = {"real words": bare, "our redactions": as_redacted(marked), "marked identifiers masked": marked}
    passages = {way: passages_of(sources, cut=cut) for way, sources in ways.items()}
    codes = {way: code_texts(own, model=options.model) for way, own in passages.items()}
    lines = []
    before, *others = ways
    for way in others:
        pairs = list(zip(passages[before], passages[way], codes[before], codes[way], strict=True))
        for kind, chosen in CHOSEN.items():
            kept = [(one["gold"], a, b) for one, other, a, b in pairs if chosen(one, other)]
            lines += compared(kept, title=f"{before} / {way}", kind=kind)
    print(table(HEADER, lines, markdown=options.markdown))


def cut_passages(source: Annotated) -> list[list[CodedPassage]]:
    """Where the pipeline cuts passages from each respondent's line, in that line's own offsets; `source` unmasked."""
    said = transcript_of(row_of(source), source)
    plain = Pseudonymised(doc_id=said.doc_id, utterances=said.utterances, events=said.events, redactions=())
    passages = Segment().one(plain).passages
    places = {p.utterance: p for p in lay_out(plain).utterances}
    lines: list[list[CodedPassage]] = []
    for number, utterance in enumerate(source.utterances):
        at = places[number]
        asks = source.head.speakers[utterance.label].role_group == "interviewer"
        own = [p for p in passages if at.start <= p.start and p.end <= at.end and not asks]
        lines.append([CodedPassage(start=p.start - at.start, end=p.end - at.start, codes={}) for p in own])
    return lines


def passages_of(sources: Sequence[Annotated], *, cut: Sequence[list[list[CodedPassage]]]) -> list[Row]:
    """Gold passages and then those cut, with their context, interview by interview: the same whatever is masked."""
    out: list[Row] = []
    for source, lines in zip(sources, cut, strict=True):
        utterances = zip(source.utterances, lines, strict=True)
        asked = replace(source, utterances=tuple(replace(u, passages=tuple(own)) for u, own in utterances))
        for is_gold, transcript in ((True, gold_transcript(source)), (False, gold_transcript(asked))):
            record, around = transcript.record, contexts(transcript.record)
            for number, passage in enumerate(transcript.gold):
                context = context_at(passage, record=record, around=around)
                row = {"id": f"{source.head.id}:{is_gold}:{number}", "gold": passage.codes if is_gold else None}
                text = spoken(record, passage.start, passage.end)
                out.append({**row, "text": text, "question": context.question, "previous": context.previous})
    return out


def as_redacted(sources: Sequence[Annotated]) -> list[Annotated]:
    """The interviews with our redactions in the place of the marked identifiers."""
    rows = [row_of(source) for source in sources]
    out = []
    for source, row, own in zip(sources, rows, redacted(rows, sources=sources), strict=True):
        out.append(with_identifiers(source, lines=_by_line(row["text"], own["redactions"])))
    return out


def with_identifiers(source: Annotated, *, lines: Sequence[Sequence[Identifier]]) -> Annotated:
    """The interview with these identifiers, line by line, in the place of those marked."""
    utterances = tuple(replace(u, identifiers=tuple(own)) for u, own in zip(source.utterances, lines, strict=True))
    return replace(source, utterances=utterances)


def compared(kept: Sequence[tuple[Codes | None, Row, Row]], *, title: str, kind: str) -> list[list[str]]:
    """One line for each dimension and one for all of them together."""
    lines: list[list[str]] = []
    all_same = [True] * len(kept)
    for dimension in kept[0][1]["codes"] if kept else ():
        pairs = [(_assigned(a, dimension), _assigned(b, dimension)) for _, a, b in kept]
        same = [a == b for a, b in pairs]
        all_same = [x and y for x, y in zip(all_same, same, strict=True)]
        chances = [(a["codes"][dimension], b["codes"][dimension]) for _, a, b in kept]
        change = [abs(a[code] - b[code]) for a, b in chances for code in a]
        true = [None if gold is None else set(gold.get(dimension, ())) for gold, _, _ in kept]
        right = ["", ""]
        if None not in true:
            right = [_percent([pair[i] == t for pair, t in zip(pairs, true, strict=True)]) for i in (0, 1)]
        lines.append([title, f"{len(kept)} {kind}", dimension, _percent(same), str(same.count(False))])
        lines[-1] += [f"{sum(change) / len(change):.4f}", *right]
    last = [title, f"{len(kept)} {kind}", "every dimension", _percent(all_same), str(all_same.count(False)), "", "", ""]
    return [*lines, last] if lines else []


def _assigned(row: Row, dimension: str) -> set[str]:
    return set(row["assigned"].get(dimension, ()))


def _percent(values: Sequence[bool]) -> str:
    return f"{100 * sum(values) / len(values):.1f} %"


def _heard(row: Row) -> tuple[str, str | None]:
    """What the coder reads of a passage."""
    return row["text"], row["question"]


def _by_line(text: str, redactions: Sequence[Row]) -> list[list[Identifier]]:
    lines, at = [], 0
    for line in text.split("\n"):
        end = at + len(line)
        own = [r for r in redactions if at <= r["start"] and r["end"] <= end]
        lines.append([Identifier(start=r["start"] - at, end=r["end"] - at, type=r["type"], entity="x") for r in own])
        at = end + 1
    return lines


if __name__ == "__main__":
    main()

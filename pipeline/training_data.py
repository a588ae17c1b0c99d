"""Files of labels go in, `Label` records come out: lines in the fixed form, tables, annotated interviews cut into passages.

An annotated interview gives three kinds of labels: each coded passage as marked; every passage of our own cutting that
touches none (known to carry no code); and every passage of our own cutting that holds most of a coded one, since that
is what the coder meets in use. What cuts a coded passage in two teaches nothing and is left out.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path

from data_schemas.annotated import Annotated, AnnotatedUtterance, check_annotated, read_annotated
from data_schemas.codebook import Codebook
from data_schemas.codings import HOLDS
from data_schemas.errors import ConfigError
from data_schemas.labels import Gathered, Label, Placed, gather_lines, label_troubles, repeated
from data_schemas.pseudonyms import WORDS
from data_schemas.records import Event, Pseudonymised, Redaction, Segmented, Utterance
from data_schemas.troubles import Trouble, refuse
from pipeline.clean import clean
from pipeline.label_tables import gather_table
from pipeline.segment import Context, Segment, contexts, spoken
from pipeline.segment.turns import lay_out

SAME = 0.9  # overlap (Jaccard, characters) from which the two are one


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """A coded passage as a span of the transcript's text."""

    start: int
    end: int
    codes: dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoldTranscript:
    """An annotated interview in the pipeline's own form, its identifiers replaced by their words."""

    record: Segmented
    gold: tuple[Gold, ...]


def load_labels(paths: Iterable[Path], *, codebook: Codebook) -> list[Label]:
    """Read files or folders of labels; ConfigError lists what is wrong with them, ids that stand twice included."""
    found = gather_labels(paths, codebook=codebook)
    refuse([*found.troubles, *repeated(found.placed)])
    return found.labels


def gather_labels(paths: Iterable[Path], *, codebook: Codebook) -> Gathered:
    """Read files or folders of labels in any of the forms, and say what is wrong with them by itself."""
    out = Gathered([], [])
    for file in (file for path in paths for file in _files(path)):
        try:
            found = READERS[file.suffix.lower()](file, codebook)
        except ConfigError as error:
            found = Gathered([], [Trouble("", str(error))])
        out.placed.extend(found.placed)
        out.troubles.extend([*found.troubles, *label_troubles(found.placed, codebook=codebook)])
    return out


def _annotated(file: Path, codebook: Codebook) -> Gathered:
    source = read_annotated(file)
    troubles = check_annotated(source, codebook=codebook, name=file.name)
    if troubles:
        return Gathered([], [Trouble("", trouble) for trouble in troubles])
    labels = labels_of(source, codebook=codebook)
    return Gathered([Placed(label=label, at=f"{file.name}, passage {label.id}") for label in labels], [])


READERS: dict[str, Callable[[Path, Codebook], Gathered]] = {
    ".jsonl": lambda file, codebook: gather_lines(file),
    ".md": _annotated,
    ".csv": lambda file, codebook: gather_table(file, codebook=codebook),
    ".xlsx": lambda file, codebook: gather_table(file, codebook=codebook),
}


def labels_of(source: Annotated, *, codebook: Codebook, ours: bool = True) -> list[Label]:
    """The labels of one annotated interview; `ours=False` leaves out passages of our cutting that hold a coded one."""
    troubles = check_annotated(source, codebook=codebook, name=source.head.id)
    if troubles:
        raise ConfigError(troubles[0])
    transcript = gold_transcript(source)
    record, around = transcript.record, contexts(transcript.record)
    interviewers = {label for label, s in source.head.speakers.items() if s.role_group == "interviewer"}
    found = [(g.start, g.end, g.codes, context_at(g, record=record, around=around)) for g in transcript.gold]
    speaking = [(turn.start, turn.end, source.head.speakers.get(turn.speaker or "")) for turn in record.turns]
    for passage, context in zip(record.passages, around, strict=True):
        if record.turns[passage.turn].speaker in interviewers:
            continue
        codes = _codes_of(passage.start, passage.end, gold=transcript.gold, codebook=codebook)
        if codes is not None and (ours or not codes):
            found.append((passage.start, passage.end, codes, context))
    return [
        Label(
            id=f"{source.head.id}:{number:03d}",
            interview=source.head.id,
            text=spoken(record, start, end),
            question=context.question,
            previous=context.previous,
            codes=codes,
            complete=list(source.head.complete),
            source=source.head.coded_by,
            role_group=next((who.role_group for s, e, who in speaking if who and s <= start < e), None),
        )
        for number, (start, end, codes, context) in enumerate(sorted(found, key=lambda f: (f[0], f[1])))
    ]


def gold_transcript(source: Annotated) -> GoldTranscript:
    """An annotated interview laid out and segmented as the pipeline does it, with its coded passages as spans."""
    masked = [_masked(u) for u in source.utterances]
    utterances = [
        Utterance(speaker=u.label, start_s=None, end_s=None, text=text)
        for u, (text, _, _) in zip(source.utterances, masked, strict=True)
    ]
    redactions = [
        Redaction(utterance=i, start=s, end=e, type=t, surrogate=f"[{WORDS[t]}]", layers=("marked",))
        for i, (_, spans, _) in enumerate(masked)
        for s, e, t in spans
    ]
    plain = Pseudonymised(doc_id=source.head.id, utterances=tuple(utterances), events=(), redactions=tuple(redactions))
    record = replace(plain, events=_events(plain))
    places = _places(record)
    gold = [
        Gold(start=places[i] + start, end=places[i] + end, codes=codes)
        for i, (_, _, passages) in enumerate(masked)
        for start, end, codes in passages
    ]
    return GoldTranscript(record=Segment().one(record), gold=tuple(sorted(gold, key=lambda g: g.start)))


def _events(record: Pseudonymised) -> tuple[Event, ...]:
    """The transcribers' marks; ConfigError if the text is not in the clean form that offsets need."""
    cleaned, events = clean(record.utterances)
    for before, after in zip_longest(record.utterances, cleaned):
        if before is None or after is None or before.text != after.text:
            raise ConfigError(
                f"{record.doc_id}: an utterance is empty or holds double blanks or special characters; mend it"
            )
    masked = {(r.utterance, r.start) for r in record.redactions}
    return tuple(e for e in events if (e.utterance, e.start) not in masked)


def _places(record: Pseudonymised) -> dict[int, int]:
    """Where each utterance starts in the text that `Segment` lays out."""
    return {placed.utterance: placed.start for placed in lay_out(record).utterances}


def _masked(
    utterance: AnnotatedUtterance,
) -> tuple[str, list[tuple[int, int, str]], list[tuple[int, int, dict[str, list[str]]]]]:
    """The text with identifiers replaced, where the replacements stand, and the coded passages moved along."""
    text, spans, shifts, at = "", [], [], 0
    for mark in utterance.identifiers:
        text += utterance.text[at : mark.start]
        word = f"[{WORDS[mark.type]}]"
        spans.append((len(text), len(text) + len(word), mark.type))
        text += word
        at = mark.end
        shifts.append((mark.end, len(text) - mark.end))

    def moved(place: int) -> int:
        return place + next((by for end, by in reversed(shifts) if place >= end), 0)

    text += utterance.text[at:]
    return text, spans, [(moved(p.start), moved(p.end), p.codes) for p in utterance.passages]


def _codes_of(start: int, end: int, *, gold: Sequence[Gold], codebook: Codebook) -> dict[str, list[str]] | None:
    """The codes of one of our passages: none, those it holds, or None where it teaches nothing or repeats one."""
    touching = [g for g in gold if g.start < end and g.end > start]
    if not touching:
        return {}
    codes: dict[str, list[str]] = {}
    for g in touching:
        shared = min(end, g.end) - max(start, g.start)
        if shared / (max(end, g.end) - min(start, g.start)) >= SAME:
            return None
        if shared / (g.end - g.start) < HOLDS:
            return None
        for dimension, values in g.codes.items():
            merged = [*codes.get(dimension, []), *(v for v in values if v not in codes.get(dimension, []))]
            codes[dimension] = merged
    torn = any(len(values) > 1 and codebook.dimension(d).kind == "single" for d, values in codes.items())
    return None if torn else codes


def context_at(gold: Gold, *, record: Segmented, around: Sequence[Context]) -> Context:
    """The context of the passage of our cutting in which a coded one begins."""
    for passage, context in zip(record.passages, around, strict=True):
        if passage.start <= gold.start < passage.end:
            return context
    return Context(question=None, previous=None)


def _files(path: Path) -> list[Path]:
    forms = ".jsonl in the fixed form, tables (.csv, .xlsx), or annotated interviews (.md)"
    if path.is_file():
        if path.suffix.lower() not in READERS:
            raise ConfigError(f"{path.name}: no form of labels that is known by its ending; expected {forms}")
        return [path]
    if not path.is_dir():
        raise ConfigError(f"{path.name}: not there; expected {forms}, or a folder of them")
    found = sorted(f for f in path.rglob("*") if f.suffix.lower() in READERS and f.name != "README.md")
    if not found:
        raise ConfigError(f"{path.name}: no labels there; expected {forms}")
    return found

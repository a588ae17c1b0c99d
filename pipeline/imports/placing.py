"""A coded file and the archive's transcripts go in; every coding comes out on its words, or with the reason why it is on none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from data_schemas.codings import Point
from pipeline.imports.carrying import LAPSED, SEVERAL, Copy, Landing, find_quote
from pipeline.imports.found import CodedFile, Mark, Text, shown
from pipeline.imports.transcripts import Held, Transcripts, best_of
from pipeline.imports.words import words_of
from pipeline.key import Key

UNKNOWN = "no transcript of the archive has its text"
UNNAMED = "no transcript of the archive, or several, have this name; write the file's path or safe name"
WIDENED = "taken, widened to a whole pseudonym"
WHOLE = "a code on a whole transcript, which says nothing of any stretch; code the stretches"
NEARLY_ALL, MANY = 0.9, 200  # share of a transcript's words, and how many, from which a stretch is all of it


@dataclass(frozen=True, slots=True, kw_only=True)
class Put:
    """One mark and where it came to stand."""

    mark: Mark = field(repr=False)
    doc_id: str
    start: Point
    end: Point
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One line of the list: what a person should look at; it holds no word of a transcript.

    `document` is the name that outputs show, or the number of a text that is no transcript of the archive. `utterance`
    counts from 1, as `choose` does.
    """

    document: str
    code: str
    coder: str
    at: str
    utterance: str = ""
    reason: str
    choose: str = ""
    doc_id: str = ""
    taken: bool = False


@dataclass(slots=True)
class Placing:
    """What came of a file; `unmatched` are the numbers of its texts that are no transcript of the archive.

    `documents` are the transcripts that the others are of.
    """

    put: list[Put] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)
    unmatched: tuple[int, ...] = ()
    documents: Mapping[int, str] = field(default_factory=dict)


def put_all(marks: Sequence[Mark], coded: CodedFile, *, transcripts: Transcripts, key: Key) -> Placing:
    """Put each of these marks of a file on its words; of a file that we exported all texts are looked up."""
    texts = {mark.text for mark in marks} | {memo.text for memo in coded.memos}
    used = sorted(range(len(coded.texts)) if coded.sign else (number for number in texts if number is not None))
    matched = _matched({number: coded.texts[number] for number in used}, transcripts)
    copies: dict[int, Copy] = {}
    for number, doc_id in matched.items():
        held = transcripts.held(doc_id)
        if held is not None:
            copies[number] = Copy.of(coded.texts[number].text, held)
    placing = Placing(unmatched=tuple(number for number in used if number not in copies), documents=matched)
    for mark in marks:
        _put(mark, placing=placing, copies=copies, transcripts=transcripts, key=key)
    return placing


def _matched(texts: Mapping[int, Text], transcripts: Transcripts) -> dict[int, str]:
    """The transcript that each text is of: of those with its name the one with its words, else any with its words."""
    found: dict[int, str] = {}
    for number, text in texts.items():
        named = [held for doc_id in transcripts.named(text.name) if (held := transcripts.held(doc_id)) is not None]
        found |= best_of({number: text.text}, named)
    rest = {number: text.text for number, text in texts.items() if number not in found}
    return found | (best_of(rest, transcripts.all()) if rest else {})


def _put(mark: Mark, *, placing: Placing, copies: Mapping[int, Copy], transcripts: Transcripts, key: Key) -> None:
    held = _held(mark, copies=copies, transcripts=transcripts)
    if mark.trouble:
        placing.told.append(_told(mark, held, Landing(reason=mark.trouble)))
        return
    if held is None:
        placing.told.append(_told(mark, None, Landing(reason=UNKNOWN if mark.text is not None else UNNAMED)))
        return
    if mark.text is None:
        landing = find_quote(mark.quote, held, occurrence=mark.occurrence, line=mark.line)
    else:
        landing = copies[mark.text].carry(mark.start, mark.end)
    points = landing.points
    span = None if points is None else held.places.to_text(*points)
    if points is None or span is None:
        placing.told.append(_told(mark, held, landing if points is None else Landing(reason=LAPSED)))
    elif _is_all(held, points) and mark.code:
        placing.told.append(_told(mark, held, Landing(reason=WHOLE)))
    else:
        anchor = held.places.anchor(*points, key=key)
        placing.put.append(Put(mark=mark, doc_id=held.doc_id, start=points[0], end=points[1], anchor=anchor))
        if span.widened:
            where = Landing(reason=WIDENED, utterances=(points[0].utterance,))
            placing.told.append(_told(mark, held, where, taken=True))


def _held(mark: Mark, *, copies: Mapping[int, Copy], transcripts: Transcripts) -> Held | None:
    """The transcript that a mark is in, by its text, or by the name that a table gives."""
    if mark.text is not None:
        return copies[mark.text].held if mark.text in copies else None
    named = transcripts.named(mark.document)
    return transcripts.held(named[0]) if len(named) == 1 else None


def _is_all(held: Held, points: tuple[Point, Point]) -> bool:
    total = len(held.raw.words)
    return total >= MANY and len(words_of([held.places.words(*points)])) >= NEARLY_ALL * total


def _told(mark: Mark, held: Held | None, landing: Landing, *, taken: bool = False) -> Told:
    numbers = [str(number + 1) for number in landing.utterances]
    choices = landing.reason == SEVERAL and mark.text is None
    return Told(
        document=held.shown if held else ("" if mark.text is None else f"text {mark.text + 1} of the file"),
        code=shown(mark.code),
        coder=mark.coder,
        at=mark.at,
        utterance=numbers[0] if numbers and not choices else "",
        reason=landing.reason,
        choose="; ".join(f"{i}: utterance {n}" for i, n in enumerate(numbers, start=1)) if choices else "",
        doc_id=held.doc_id if held else "",
        taken=taken,
    )

"""Utterances as read go in; cleaned utterances and the transcribers' marks in them come out, with final offsets.

Text: NFC, LF, no control or invisible characters, nothing above U+FFFF, single blanks. Marks such as `[inaudible]`
stay in the text and are returned as events; parentheses that hold speech are no events, nor is what stands in the
place of an identifier: `[spring 2019]`.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace

from data_schemas.pseudonyms import PSEUDONYM
from data_schemas.records import Event, Utterance
from pipeline.readers.marks import kind_of

_REPLACEMENT = "\ufffd"
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_INVISIBLE = re.compile("[\xad\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]")
_BLANK = re.compile("[\t\x1c-\x1f\xa0\u1680\u2000-\u200a\u202f\u205f\u3000 ]+")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f]")
_HYPHEN = "\x1e"  # Word's non-breaking hyphen in plain text
_UNSTORABLE = re.compile("[\U00010000-\U0010ffff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_AROUND_LINE_END = re.compile(r" *\n[ \n]*")

MAX_MARK = 120  # characters inside brackets; longer stretches are talk
_MARK = re.compile(
    rf"\[(?P<square>[^\[\]\n]{{1,{MAX_MARK}}})\](?!\()"
    rf"|\(\((?P<double>[^()\n]{{1,{MAX_MARK}}})\)\)"
    rf"|\((?P<round>[^()\n]{{1,{MAX_MARK}}})\)"
    rf"|<(?P<angle>[^<>\n]{{1,{MAX_MARK}}})>"
    rf"|\{{(?P<curly>[^{{}}\n]{{1,{MAX_MARK}}})\}}"
    rf"|\*(?P<star>[^*\n]{{1,{MAX_MARK}}})\*"
    r"|(?P<stamp>#\d{1,2}:\d{2}:\d{2}(?:[-.]\d{1,3})?#)"
)


def clean(utterances: Sequence[Utterance]) -> tuple[tuple[Utterance, ...], tuple[Event, ...]]:
    """Clean a transcript's utterances, drop the empty ones, and find the marks in the rest.

    Labels are normalised too, except that they keep characters above U+FFFF: two labels must never become one.
    """
    kept: list[Utterance] = []
    events: list[Event] = []
    for utterance in utterances:
        text = clean_text(utterance.text)
        if text:
            events.extend(_events(text, utterance=len(kept)))
            kept.append(replace(utterance, speaker=clean_label(utterance.speaker), text=text))
    return tuple(kept), tuple(events)


def clean_text(text: str) -> str:
    """One utterance's text in its final form; cleaning it again changes nothing."""
    return _AROUND_LINE_END.sub("\n", _UNSTORABLE.sub(_REPLACEMENT, _normal(text))).strip()


def clean_label(speaker: str | None) -> str | None:
    """A speaker's label in its final form; None where nothing is left of it."""
    return None if speaker is None else " ".join(_normal(speaker).split()) or None


def _normal(text: str) -> str:
    text = _INVISIBLE.sub("", _LINE_ENDS.sub("\n", text.replace(_HYPHEN, "-")))
    return unicodedata.normalize("NFC", _BLANK.sub(" ", _CONTROL.sub(" ", text)))


def _events(text: str, *, utterance: int) -> Iterator[Event]:
    place = 0
    while match := _MARK.search(text, place):
        stands_in = PSEUDONYM.fullmatch(match[0]) is not None
        kind = None if stands_in else kind_of(match[match.lastgroup or 0], form=match.lastgroup or "")
        if kind is None:
            place = match.start() + 1
            continue
        yield Event(utterance=utterance, start=match.start(), end=match.end(), kind=kind)
        place = match.end()

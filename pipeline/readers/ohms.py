"""An interview of the Oral History Metadata Synchronizer (OHMS XML) goes in, its talk comes out, without the index.

Up to version 5 the transcript is plain text with sync marks, `1:|13(3)|19(14)|`: minute one is reached in line 13, at its
third word, minute two in line 19. From version 6 on it is WebVTT. Times in seconds.
"""

import html
import re
from bisect import bisect_right
from xml.etree.ElementTree import Element  # types; `parse_xml` parses

from data_schemas.errors import DocumentError
from pipeline.readers.cues import plain
from pipeline.readers.prose import talk_of
from pipeline.readers.talk import Line, Talk
from pipeline.readers.vtt import read_vtt
from pipeline.readers.xml_file import local, parse_xml

_ROOT = re.compile(r"<(?:\w+:)?ROOT[\s>]")
_TRANSCRIPT = re.compile(r"<(?:\w+:)?(?:vtt_)?transcript[\s>/]|nunncenter/ohms")
_MARK = re.compile(r"(\d+)\((\d+)\)")
_FOOTNOTES = re.compile(r"\[\[footnotes\]\].*?(?:\[\[/footnotes\]\]|\Z)", re.DOTALL | re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\[footnote\]\][^\[]{0,300}\[\[/footnote\]\]", re.DOTALL | re.IGNORECASE)
_ESCAPED = re.compile(
    r"&(?:amp;)?(?:lt|gt|quot|apos|nbsp|[lr][sd]quo|[mn]dash|hellip|#\d{1,6}|#x[0-9a-f]{1,5});", re.IGNORECASE
)
_NONE = re.compile(r"\s*(?:no transcript\.?\s*)?", re.IGNORECASE)


def looks_like_ohms(text: str) -> bool:
    """Whether a text is OHMS XML: the root element ROOT, and OHMS' namespace or a transcript element within."""
    start = text[:2000]
    return text.lstrip().startswith("<") and _ROOT.search(start) is not None and _TRANSCRIPT.search(text) is not None


def read_ohms(content: bytes) -> Talk:
    """Read OHMS XML; DocumentError where it is damaged, unsafe, or only an index."""
    return ohms_talk(parse_xml(content, kind="an OHMS file"))


def ohms_talk(root: Element) -> Talk:
    """The talk of an OHMS file's root element."""
    webvtt = _text(root, "vtt_transcript")
    transcript = _text(root, "transcript")
    notes: list[str] = []
    if "-->" in webvtt:
        talk = read_vtt(_with_first_line(webvtt).encode("utf-8"))
    elif not _NONE.fullmatch(transcript):
        marks = _sync_marks(_text(root, "sync"))
        talk = talk_of(_lines(transcript, marks))
        notes += ["times are those of the last sync mark before a paragraph"] if marks else []
    else:
        talk = Talk([])
    if not talk:
        raise DocumentError("an OHMS file without a transcript, perhaps an index only; export the transcript too")
    if (_text(root, "vtt_transcript_alt") or _text(root, "transcript_alt")).strip():
        notes.append("the translation beside the transcript left out")
    return Talk(talk, notes=[*talk.notes, *notes], labelled=talk.labelled)


def _text(root: Element, name: str) -> str:
    return next((element.text for element in root.iter() if local(element.tag) == name and element.text), "")


def _with_first_line(webvtt: str) -> str:
    return webvtt.lstrip() if webvtt.lstrip().startswith("WEBVTT") else f"WEBVTT\n\n{webvtt.lstrip()}"


def _lines(transcript: str, marks: list[tuple[int, int, float]]) -> list[Line]:
    """The transcript's lines, paragraphs apart, each with the last full minute before it where there are sync marks."""
    kept = _FOOTNOTES.sub(lambda m: "\n" * m[0].count("\n"), transcript)
    kept = _FOOTNOTE.sub(lambda m: "\n" * m[0].count("\n"), kept)
    lines, block = [], 0
    for number, row in enumerate(kept.split("\n"), start=1):
        text = plain(_ESCAPED.sub(lambda m: html.unescape(html.unescape(m[0])), row))
        if text:
            lines.append(Line(text=text, block=block, start_s=_time_of(number, marks)))
        block += not text
    return lines


def _sync_marks(sync: str) -> list[tuple[int, int, float]]:
    """For each mark the line and word at which it is set, and the time reached there."""
    interval, _, marks = sync.partition(":")
    try:
        seconds = 60 * float(interval)
    except ValueError:
        return []
    found = [(number, _MARK.fullmatch(mark.strip())) for number, mark in enumerate(marks.split("|"))]
    return sorted((int(m[1]), int(m[2]), number * seconds) for number, m in found if m is not None)


def _time_of(line: int, marks: list[tuple[int, int, float]]) -> float | None:
    """The last time reached before a line's second word; 0 before the first mark; None without marks."""
    if not marks:
        return None
    place = bisect_right(marks, (line, 1, float("inf")))
    return marks[place - 1][2] if place else 0.0

"""The lines of a file go in; those of its talk come out, without footers, rules, page numbers and running heads."""

import re
from collections import defaultdict
from collections.abc import Sequence

from pipeline.readers.talk import Line, squeeze

MAX_FURNITURE = 120  # characters
MIN_RUNNING = 2  # pages on which a running head stands

_RECORDED = (
    r"(?:the )?(?:audio|audio file|video|track|tape|side|recording|interview|transcript|transcription|file|part|session"
    r"|meeting|call|discussion|focus group|conversation|proceedings|disc|cd|text)"
)
_OPENS, _CLOSES = r"[\[(<*=-]{1,4} ?", r"[\])>*=.-]{0,4}"
_HAPPENS = r"(?:starts|begins|ends|ended|begun|paused|resumed|stopped|starting|ending)"
_COURT = (
    r"(?:further |continued )?(?:(?:re-?)?(?:direct|cross)[- ]?|re)examination"
    r"(?: \(?(?:by|continued|resumed|of)\b.{0,60})?\)?"
    r"|(?:further )?examination by .{1,60}|by (?:mr|ms|mrs|miss|dr|the)\.? [^\s:]{1,30}:"
)
_FURNITURE = re.compile(
    r"(?:transcribed|transcript(?:ion)?(?: is)?(?: provided| generated| created)?) (?:by|with|using|from)\b.{0,80}"
    r"|.{1,63} (?:started|stopped) transcription"
    r"|page \d+(?: of \d+)?|[-\u2013\u2014] ?\d+ ?[-\u2013\u2014]|[=_*~#\u2013\u2014-]{3,}|(?:[*#] ?){3,}"
    r"|this (?:editable )?(?:transcript|document) was (?:computer )?(?:generated|exported|created|produced)\b.{0,80}"
    r"|(?:meeting|call|recording) ended(?: after)? [\d:]+(?: [ap]m)?\W{0,3}"
    rf"|(?:\S{{1,14}} )?{_OPENS}(?:start|begin|beginning|end)(?:ing|s)? (?:of )?{_RECORDED}(?:,? [^\])]{{1,12}})?{_CLOSES}"
    rf"|{_OPENS}{_RECORDED}(?: \w{{1,4}})? {_HAPPENS}{_CLOSES}|{_OPENS}end ?{_CLOSES}"
    r"|(?:\u00a9|\(c\) ?\d{4}|copyright (?:\u00a9|\(c\)|\d{4})).{2,100}|(?:this|the) \w{1,20} is licen[sc]ed under .{2,80}"
    rf"|retrieved from .{{1,110}}|(?:this page was )?last (?:edited|modified|updated) .{{1,60}}|{_COURT}",
    re.IGNORECASE,
)
_UNMARKED = re.compile(rf"(?:START|BEGINNING|END|Start|Beginning|End) (?:OF|of) {_RECORDED}[ \d.]*", re.IGNORECASE)
_SECTION = re.compile(  # a part of a broadcast on a line of its own: `[EPISODE]`, `[Interview begins]`
    r"[\[(<*]{1,3}(?:the )?(?:introduction|intro|outro|episode|interview|conversation|discussion|conclusion|main episode"
    r"|show|advertisement|ad break|sponsor(?:ed)?(?: message| break)?|message|questions?|q ?(?:&|and) ?a"
    r"|(?:part|section|chapter|segment) \w{1,8})(?: \d{1,3}| continue[sd])?[\])>*]{1,3}[:.]?",
    re.IGNORECASE,
)
_BESIDE = re.compile(r"(?<=\])\s*(?=\[)")  # `[END OF SIDE A] [SIDE B BEGINS]`
_PAGED = re.compile(
    r"(?P<head>\S.{2,90}?)(?:\s{3,}|\s*\||\s+(?=page|p\.))\s*(?:page|p\.)?\s*(?P<page>\d{1,4})(?:\s*(?:of|/)\s*\d+)?\s*\Z"
    r"|\s*(?:page\s*)?(?P<number>\d{1,4})(?:\s{3,}|\s*\|\s*)(?P<title>\S.{2,90}?)\s*\Z",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.?!…][\"'”\u2019)\]]*\Z")


def without_furniture(lines: Sequence[Line], *, cues: bool) -> list[Line]:
    """The lines that are no furniture of the page or the recording; in `cues` only what is marked as such."""
    running = _running_heads(lines)
    return [line for line in lines if not _is_furniture(line, cues=cues) and not (running and _title(line) in running)]


def _is_furniture(line: Line, *, cues: bool) -> bool:
    text = squeeze(line.text) if len(line.text) < 4 * MAX_FURNITURE else ""
    if not 0 < len(text) <= MAX_FURNITURE:
        return False
    if not cues and text[0].isupper() and _UNMARKED.fullmatch(text):
        return True
    if not cues and _SECTION.fullmatch(text):
        return True
    return all(_FURNITURE.fullmatch(part) for part in _BESIDE.split(text))


def _title(line: Line) -> str:
    """A line without the page number at either end."""
    text = line.text.strip()
    match = _PAGED.fullmatch(text) if len(text) <= MAX_FURNITURE else None
    return squeeze((match["head"] or match["title"]) if match else text[: MAX_FURNITURE + 1]).casefold()


def _running_heads(lines: Sequence[Line]) -> frozenset[str]:
    """Titles that stand beside a page number on several pages, the numbers rising."""
    pages: dict[str, list[int]] = defaultdict(list)
    for line in lines:
        match = _PAGED.fullmatch(line.text.strip()) if len(line.text) <= MAX_FURNITURE else None
        if match and not _SENTENCE_END.search((match["head"] or match["title"]).strip()):
            pages[_title(line)].append(int(match["page"] or match["number"]))
    return frozenset(title for title, seen in pages.items() if len(seen) >= MIN_RUNNING and sorted(set(seen)) == seen)

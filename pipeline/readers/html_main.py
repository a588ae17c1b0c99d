"""The root of a web page goes in; the element that holds its talk comes out, footnotes and comments taken out of it."""

import re
from typing import Any

from pipeline.readers.talk import Talk, count_of

HALF = 0.5  # share of a page's words from which its only article is what the page is about
THIRD = 0.3  # share from which a part that calls itself a transcript is one

Element = Any  # lxml's elements carry no types

_NOTE = re.compile(r"#_?(?:ftn|ftnt|edn|cmnt|msocom|msoanchor|com_|fn)[-_:]?\w*", re.IGNORECASE)  # Word and Google Docs
_BACK = re.compile(r"#_?(?:ftn|ftnt|edn|cmnt|fn)[-_:]?ref", re.IGNORECASE)
_TRANSCRIPT = re.compile(r"(?:^|[\s_-])(?:transcript(?:ion)?|dialogue|conversation)(?:$|[\s_-])", re.IGNORECASE)


def main_part(root: Element) -> Element:
    """The part of a page that says it is the transcript or the main part, or the whole page."""
    body = root.find("body")
    page = root if body is None else body
    words = _size(page)
    named = [e for e in page.iter() if isinstance(e.tag, str) and _is_transcript(e)]
    largest = max(named, key=_size, default=None)
    if largest is not None and _size(largest) >= THIRD * words:
        return largest
    for found in (page.xpath(".//main | .//*[@role='main']"), page.xpath(".//article")):
        if len(found) == 1 and _size(found[0]) >= HALF * words:
            return found[0]
    return page


def without_notes(part: Element) -> int:
    """Take footnotes, endnotes and comments out, with the marks that refer to them; how many there were."""
    removed = 0
    for link in list(part.iter("a")):
        target = link.get("href") or ""
        if not _NOTE.match(target):
            continue
        if _BACK.match(target):  # stands in the note and points back to the text
            removed += 1
            _remove(next(link.iterancestors("p", "div", "li"), link))
        else:
            _remove(link)
    return removed


def noted(talk: Talk, removed: int) -> Talk:
    """The talk with a note of what was taken out of the page."""
    return talk.noting(after=[f"{count_of(removed, 'footnote or comment')} left out"]) if removed else talk


def _is_transcript(element: Element) -> bool:
    return any(_TRANSCRIPT.search(element.get(name) or "") is not None for name in ("id", "class"))


def _size(element: Element) -> int:
    return sum(len(text) for text in element.itertext())


def _remove(element: Element) -> None:
    """Take an element out, the text after it left in place."""
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    if element.tail:
        if before is None:
            parent.text = (parent.text or "") + element.tail
        else:
            before.tail = (before.tail or "") + element.tail
    element.tail = None
    parent.remove(element)

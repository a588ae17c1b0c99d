"""An element of a spoken corpus' XML goes in; its words come out, with what was heard beside them in brackets."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element  # types; `parse_xml` parses

from pipeline.readers.marks import kind_of
from pipeline.readers.talk import squeeze
from pipeline.readers.xml_file import local

_NO_TALK_TAGS = "note pause index interp interpGrp spanGrp timeline media mor gra pho fs comment background speaker"
_NO_TALK = frozenset(_NO_TALK_TAGS.split())
_HEARD = frozenset({"vocal", "incident", "kinesic", "event", "non-phonological", "breathe", "happening"})
_WORDS = frozenset({"w", "unclear-word", "uncertain-word"})


def spoken_text(element: Element) -> str:
    """The words of an element, with what was heard beside them in brackets; notes and analyses are no words."""
    return re.sub(r" (?=[,.;:!?…])", "", squeeze("".join(_pieces(element))))


def _pieces(element: Element) -> Iterator[str]:
    name = local(element.tag)
    if name in _NO_TALK:
        return
    if name in _HEARD:
        yield f" {heard(element.get('desc') or element.get('description') or ' '.join(element.itertext()))} "
        return
    if name == "gap" or (name in ("unclear", "del") and not "".join(element.itertext()).strip()):
        yield " [unclear] "
        return
    apart = " " if name in _WORDS or name in ("p", "seg", "ab", "l", "lb", "pc", "t") else ""
    yield apart + (element.text or "")
    for child in element:
        yield from _pieces(child)
        yield child.tail or ""
    yield apart


def heard(description: str) -> str:
    """A description as a mark: in round brackets where its words say so, such as `(laughs)`; else in square."""
    plain = squeeze(description.replace("_", " "))
    return "" if not plain else f"({plain})" if kind_of(plain, form="round") else f"[{plain}]"


def number(value: str | None) -> float | None:
    """An attribute as a number, to the millisecond; None where it is missing or no number."""
    try:
        return None if value is None else round(float(value), 3)
    except ValueError:
        return None

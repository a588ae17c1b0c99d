"""The root element of XML of any kind goes in; out comes what it says of its speakers beside the talk, and simple talk.

Names by their marks, the only speaker, elements called after a role, one text written as in a text file.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from xml.etree.ElementTree import Element  # types; `parse_xml` parses

from pipeline.readers.json_file import objects_talk
from pipeline.readers.json_keys import label_rank, plain_key, text_rank, time_keys
from pipeline.readers.json_labels import MAX_LABEL
from pipeline.readers.prose import talk_of
from pipeline.readers.shapes import shape_of
from pipeline.readers.table_titles import is_answer, is_question
from pipeline.readers.talk import Talk, squeeze
from pipeline.readers.text import lines_of
from pipeline.readers.xml_file import local
from pipeline.readers.xml_words import spoken_text

COVERS = 0.5  # share of a file's words that its talk holds at least; labels, times, notes and translations not counted
MIN_WORDS = 1.5  # words an element on average, below which they are entries of a list and no talk
MANY = 20  # pieces of text, from which on an element is no label
MOST = 0.8  # share of the words in one element, from which it is the transcript

_TABLE = re.compile(r"speakers?|participants?|persons?|people|agents?|talkers?|interlocutors?|who")
_ONLY = re.compile(r"(?:sole|main|only|single)?speaker(?:name)?")
_BESIDE = re.compile(
    r"notes?|comments?|translat\w*|glosse?s?|annotations?|background|keywords?|summary|title|head|date|meta\w*"
)


def names_in(root: Element) -> Iterator[tuple[str, str]]:
    """Names by the marks that stand for them, from a table such as `<speaker id="S1" name="Ada"/>`."""
    for element in root.iter():
        if _TABLE.fullmatch(plain_key(local(element.tag))) is None:
            continue
        fields = {plain_key(local(key)): value for key, value in element.attrib.items()}
        fields |= {plain_key(local(child.tag)): squeeze(child.text or "") for child in element if len(child) == 0}
        mark = next((fields[key] for key in ("id", "xmlid", "spkid", "speakerid", "key") if fields.get(key)), "")
        name = next((fields[key] for key in ("name", "fullname", "label", "displayname") if fields.get(key)), "")
        if mark and name and len(name) <= MAX_LABEL:
            yield mark, squeeze(name)


def only_speaker(root: Element) -> str:
    """The name in an element that says once, beside the talk, who speaks throughout."""
    found = [squeeze(e.text or "") for e in root.iter() if len(e) == 0 and _ONLY.fullmatch(plain_key(local(e.tag)))]
    return found[0] if len(found) == 1 and 0 < len(found[0]) <= MAX_LABEL else ""


def single_text(root: Element) -> Talk | None:
    """The talk of the only element with words, written as in a text file (`Ada: ...`); nothing where no speaker is named."""
    total = sum(len(text.split()) for text in running_words(root))
    largest = max((e.text for e in root.iter() if e.text), key=len, default="")
    if len(largest.split()) < MOST * total:
        return None
    talk = talk_of(lines_of(largest, markdown=False))
    return talk if talk.labelled else None


def called_by_name(root: Element, *, total: int) -> Talk | None:
    """The talk of elements that are themselves called after who speaks: `<interviewer>`, `<question>`, `<answer>`."""
    said = [e for e in root.iter() if _is_person(local(e.tag)) and spoken_text(e)]
    counts = Counter(local(e.tag) for e in said)
    words = sum(len(spoken_text(e).split()) for e in said)
    if len(counts) < 2 or len(counts) == len(said) or words < max(MIN_WORDS * len(said), COVERS * total):
        return None
    return objects_talk([{"speaker": local(e.tag), "text": spoken_text(e)} for e in said])


def _is_person(tag: str) -> bool:
    plain = tag.replace("_", " ")
    return len(tag) > 2 and (shape_of(plain) == "role" or is_question(plain) or is_answer(plain))


def running_words(element: Element) -> Iterator[str]:
    """The texts of an element without labels, times, notes and translations."""
    yield element.text or ""
    for child in element:
        if not is_beside(child):
            yield from running_words(child)
        yield child.tail or ""


def is_beside(child: Element) -> bool:
    """Whether an element holds a label, a time, a note or a translation, not words said."""
    name = local(child.tag)
    role = label_rank(name) is not None or bool(time_keys(name))
    short = role and text_rank(name) is None and len("".join(islice(child.itertext(), MANY))) <= MAX_LABEL
    return short or _BESIDE.fullmatch(plain_key(name)) is not None

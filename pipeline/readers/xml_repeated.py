"""The root element of XML of any kind goes in; its talk comes out if elements that repeat name who says what they hold.

Nothing is known of the elements' names but how speakers, times and words are called (`json_keys.py`): a speaker stands
in an attribute (`<turn speaker="A">`), in a child (`<cue><speaker>A</speaker>`), or is the element (`<interviewer>`).
"""

import re
from collections.abc import Sequence
from xml.etree.ElementTree import Element  # `parse_xml` parses

from pipeline.readers.json_file import objects_talk
from pipeline.readers.json_keys import is_word_key, label_rank, plain_key, text_rank, time_keys
from pipeline.readers.json_labels import MAX_LABEL
from pipeline.readers.talk import Talk, squeeze
from pipeline.readers.xml_file import local
from pipeline.readers.xml_people import (
    COVERS,
    MIN_WORDS,
    called_by_name,
    is_beside,
    names_in,
    only_speaker,
    running_words,
)
from pipeline.readers.xml_words import spoken_text

MOST = 0.8  # share of elements with words that say who speaks, or when
WEAK_TEXT = 5  # rank of keys from which on they hold a word, a value or a name
SURE = 6  # ranks of keys that name a speaker wherever they stand; others (`name`, `from`) do so where labels recur

_TURN = re.compile(
    r"(?:speech|speaker)?(?:u|utt|utterances?|turns?|cues?|segments?|speech(?:es)?|sp|says?|said|lines?|messages?|dialog(?:ue)?s?"
    r"|statements?|contributions?|interventions?|captions?|subtitles?|sentences?|phrases?|paragraphs?|para|p|s|w|words?"
    r"|tok(?:en)?s?|scenes?|speaker|participant)"
)

Object = dict[str, str]


def repeated_talk(root: Element) -> Talk | None:
    """The talk of the elements that repeat; nothing where none of them, throughout the file, name a speaker or a time."""
    names = dict(names_in(root))
    groups: dict[str, list[Element]] = {}
    for element in root.iter():
        groups.setdefault(local(element.tag), []).append(element)
    total = sum(len(text.split()) for text in running_words(root))
    best: tuple[tuple[int, int], list[Object]] | None = None
    for tag, group in groups.items():
        plain = plain_key(tag)
        objects = [found for element in group if (found := _object(element, tag=plain, names=names))]
        words = sum(len(_words(o).split()) for o in objects)
        kind = _kind(objects, tag=plain, words=words)
        if kind and words >= COVERS * total and (best is None or (kind, words) > best[0]):
            best = (kind, words), objects
    if best is None:
        return called_by_name(root, total=total)
    return objects_talk(_under(best[1], only_speaker(root)))


def _object(element: Element, *, tag: str, names: dict[str, str]) -> Object | None:
    """An element as an object of text, speaker and times; nothing where it holds no words."""
    fields = {local(key): value for key, value in element.attrib.items()}
    for child in element:
        if len(child) == 0 or label_rank(local(child.tag)) is not None:
            fields.setdefault(local(child.tag), squeeze("".join(child.itertext())))
    who = min(
        (key for key, v in fields.items() if _is_label(key, v, tag=tag, element=element)), key=_rank, default=None
    )
    text = _text(element)
    if not text:
        return None
    found = {"word" if is_word_key(tag) else "text": text}
    if who is not None:
        label = squeeze(fields[who]).lstrip("#").rstrip(":").rstrip()
        found["speaker" if _is_sure(who) else "name"] = names.get(label, label)
    return found | {key: value for key, value in fields.items() if time_keys(key) and text_rank(key) is None}


def _is_label(key: str, value: str, *, tag: str, element: Element) -> bool:
    rank = label_rank(key)
    if rank is None or not value.strip() or len(value) > MAX_LABEL or plain_key(key).startswith("channel"):
        return False
    if _is_sure(key) or _TURN.fullmatch(tag):
        return True
    ranks = [rank for child in element if (rank := text_rank(local(child.tag))) is not None]
    return plain_key(key) in ("name", "role", "person") and min(ranks, default=WEAK_TEXT) < WEAK_TEXT


def _is_sure(key: str) -> bool:
    rank = label_rank(key)
    return (rank is not None and rank < SURE) or plain_key(key) in ("who", "character")


def _rank(key: str) -> int:
    return label_rank(key) or 0


def _text(element: Element) -> str:
    """The words of an element: those of its child that is called so, else all in it but speakers, times and notes."""
    called = {local(child.tag): text_rank(local(child.tag)) for child in element}
    ranked = [(rank, name) for name, rank in called.items() if rank is not None and rank < WEAK_TEXT]
    best = min(ranked)[1] if ranked else None
    if best is not None and not squeeze(element.text or ""):
        return squeeze(" ".join(spoken_text(child) for child in element if local(child.tag) == best))
    kept = Element("p")
    kept.text = element.text
    for child in element:
        empty = Element("p")
        empty.tail = child.tail
        kept.append(empty if is_beside(child) else child)
    text = spoken_text(kept)
    pieces = [piece for piece in map(squeeze, kept.itertext()) if piece]
    return " ".join(pieces) if len(pieces) > 1 and " " not in text else text


def _words(found: Object) -> str:
    return found.get("text") or found.get("word", "")


def _kind(objects: Sequence[Object], *, tag: str, words: int) -> int:
    """How surely a group of elements is talk: 2 with speakers, 1 with times only, 0 not at all."""
    least = 1.0 if is_word_key(tag) else MIN_WORDS
    if len(objects) < 2 or words < least * len(objects):
        return 0
    for key in ("speaker", "name"):
        labels = [o[key] for o in objects if key in o]
        recur = key == "speaker" or 1 < 2 * len(set(labels)) <= len(labels)
        if recur and len(labels) >= MOST * len(objects) and all(any(map(str.isalnum, label)) for label in labels):
            return 2
    timed = sum(any(key not in ("text", "word", "speaker", "name") for key in o) for o in objects)
    return int(_TURN.fullmatch(tag) is not None and timed >= MOST * len(objects))


def _under(objects: list[Object], speaker: str) -> list[Object]:
    if not speaker or any("speaker" in found for found in objects):
        return objects
    return [found | {"speaker": speaker} for found in objects]

"""A JSON document goes in, its objects come out by the path at which they stand, each with the objects around it."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.readers.json_keys import is_weak_text, plain_key, text_rank

MAX_DEPTH = 48  # objects and lists inside one another; what lies deeper is no talk
MAX_TEXTS = 200_000  # in one list; a week of talk has fewer sentences
TABLE = 30  # objects in an object, from which on it is a list by another name

_ALTERNATIVES = frozenset({"alternatives", "nbest", "hypotheses", "variants"})  # the first is the best
_TEXT_LIST = re.compile(
    r"dialogues?|dialogs?|transcripts?|conversations?|interviews?|paragraphs|segments|utterances|turns"
)
_BESIDE_TALK = re.compile(  # objects that quote, sum up or mark the talk
    r"entitymap|chapters|summar(?:y|ies)|outline|actionitems|keywords|topics|entities|highlights|ocr|embeddings?"
    r"|autohighlightsresult|sentimentanalysisresults|contentsafetylabels|iabcategoriesresult"
)
_DRAFT: dict[str, object] = {
    "is_final": False,
    "isFinal": False,
    "IsPartial": True,
    "is_partial": True,
    "message": "AddPartialTranscript",
}


class Node(NamedTuple):
    """An object, the object around it, whether it is an item of a list, and the name of that list."""

    fields: dict[str, object]
    above: "Node | None"
    item: bool
    place: str

    def chain(self) -> Iterator["Node"]:
        """The node and those around it, up to the list item that they are part of."""
        node: Node | None = self
        while node is not None:
            yield node
            node = None if node.item else node.above

    def list_item(self) -> "Node":
        """The list item that the node is or is part of; the outermost object where there is none."""
        *_, last = self.chain()
        return last


def nodes_of(document: object) -> dict[str, list[Node]]:
    """The objects of a document in its order, by path: no alternatives but the first, no drafts, nothing beside the talk.

    A list of texts counts as a list of objects with a text each.
    """
    found: dict[str, list[Node]] = {}
    _walk(document, above=None, place="", path="", depth=0, item=False, found=found)
    return found


def _walk(
    value: object, *, above: Node | None, place: str, path: str, depth: int, item: bool, found: dict[str, list[Node]]
) -> None:
    if isinstance(value, list):
        if depth < MAX_DEPTH:
            best = place in _ALTERNATIVES
            inner = path + ("" if best else "[]")
            texts = _holds_texts(place) and not inner.endswith("[][]") and len(value) <= MAX_TEXTS
            for child in value[:1] if best else value:
                if isinstance(child, str) and texts:
                    found.setdefault(inner, []).append(Node({"text": child}, above, True, place))
                elif isinstance(child, dict | list):
                    _walk(child, above=above, place=place, path=inner, depth=depth + 1, item=not best, found=found)
    elif isinstance(value, dict) and depth < MAX_DEPTH and not _is_draft(value):
        node = Node(value, above, item, place)
        found.setdefault(path, []).append(node)
        as_list = _is_table(value)
        for key, child in value.items():
            if isinstance(child, dict | list):
                name = place if as_list else plain_key(key)
                if not _BESIDE_TALK.fullmatch(name):
                    inner = f"{path}{{}}" if as_list else f"{path}/{name}"
                    _walk(child, above=node, place=name, path=inner, depth=depth + 1, item=as_list, found=found)


def _holds_texts(place: str) -> bool:
    """Whether the texts of a list may be talk: others are names, marks and settings."""
    return not place or text_rank(place.removesuffix("s")) is not None or _TEXT_LIST.fullmatch(place) is not None


def _is_draft(fields: dict[str, object]) -> bool:
    """Whether a live recogniser says of an object that a later one replaces it."""
    if _DRAFT.keys().isdisjoint(fields):
        return False
    return any(fields.get(key) is value for key, value in _DRAFT.items()) or fields.get("message") == _DRAFT["message"]


def _is_table(fields: dict[str, object]) -> bool:
    """Whether an object's keys are numbers or many: then it is a list by another name."""
    if len(fields) < 2 or not all(isinstance(value, dict) for value in fields.values()):
        return False
    return len(fields) > TABLE or all(key.isdigit() for key in fields)


def text_of(fields: dict[str, object]) -> tuple[str, str]:
    """The words that an object holds itself, and their key; both empty where it holds none."""
    best, rank, key_of = "", 1000, ""
    for key, value in fields.items():
        if isinstance(value, list):
            value = _parts_of(value) if plain_key(key) == "content" else ""
        if isinstance(value, str) and value and (found := text_rank(key)) is not None and found < rank:
            best, rank, key_of = value, found, key
    if key_of and is_weak_text(rank) and not _is_token(fields, key_of):
        return "", ""
    return best, key_of


def _parts_of(content: list[object]) -> str:
    """The text of a message that is written in parts, as chats with a machine are."""
    parts = [part for part in content if isinstance(part, dict) and part.get("type") == "text"]
    return " ".join(text for part in parts if isinstance(text := part.get("text"), str))


def _is_token(fields: dict[str, object], key: str) -> bool:
    plain = {plain_key(name) for name in fields}
    if plain_key(key) == "value":
        return not plain.isdisjoint({"type", "time", "start", "starttime", "from"})
    return "time" in plain and "duration" in plain and plain.isdisjoint({"id", "label"})

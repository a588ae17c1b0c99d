"""The objects of a JSON document go in; who each of them says is speaking comes out, by name where the document has it."""

import re

from pipeline.readers.json_keys import CHANNEL, is_inherited_label, label_rank, plain_key, tidy
from pipeline.readers.json_nodes import Node

MAX_LABEL = 100  # characters; longer values name no speaker
UNIDENTIFIED = "UU"  # what Speechmatics writes beside a word where it does not know who speaks
MAX_NAMES = 8  # of people who speak at once

_PEOPLE = re.compile(r"speakers|speakermap|speakernames|participants|people|attendees|users|tracks|channels")
ATTRIBUTES = frozenset({"data", "attrs", "attributes", "metadata", "meta", "properties"})
_NAMES = (
    *("speakername", "displayname", "name", "fullname", "label", "speakerlabel"),
    *("participantrole", "speaker", "username", "channellabel"),
)
_IDS = ("id", "speakerid", "spkid", "participantid", "userid", "key", "tag")


class Labels:
    """Who an object says is speaking; numbers are turned into names where the document has a table of them."""

    def __init__(self, nodes: dict[str, list[Node]]) -> None:
        self._names = _table_of_names(nodes)
        self._inherited: dict[int, tuple[int, str] | None] = {}

    def own(self, node: Node) -> tuple[int, str] | None:
        """The rank of the key and the label that a list item or its parts hold."""
        for part in node.chain():
            if found := self._of(part.fields, deep=True):
                return found
        return None

    def around(self, node: Node) -> tuple[int, str] | None:
        """The rank of the key and the label that hold for all inside the objects around a list item."""
        outer = node.list_item().above
        if outer is None:
            return None
        known = id(outer.fields)
        if known not in self._inherited:
            self._inherited[known] = self._of_outer(outer) or self.around(outer)
        return self._inherited[known]

    def _of_outer(self, outer: Node) -> tuple[int, str] | None:
        for part in outer.chain():
            found = self._of(part.fields, deep=True)
            if found and (_PEOPLE.fullmatch(part.place) or self._holds_inside(part.fields, found[0])):
                return found
        return None

    @staticmethod
    def _holds_inside(fields: dict[str, object], rank: int) -> bool:
        return any(label_rank(key) == rank and is_inherited_label(key) for key in fields) or rank >= CHANNEL

    def _of(self, fields: dict[str, object], *, deep: bool) -> tuple[int, str] | None:
        best: tuple[int, str] | None = None
        for key, value in fields.items():
            if value == UNIDENTIFIED and "content" in fields:
                continue
            rank = label_rank(key)
            if rank is not None and (best is None or rank < best[0]) and (label := _label(plain_key(key), value)):
                best = (rank, label)
        if best is None and deep:
            for key, value in fields.items():
                if isinstance(value, dict) and plain_key(key) in ATTRIBUTES:
                    return self._of(value, deep=False)
        return None if best is None else (best[0], self._names.get(best[1], best[1]))


def _label(key: str, value: object) -> str:
    """A value as a speaker's label; empty where it names nobody."""
    if isinstance(value, dict):
        plain = {plain_key(name): part for name, part in value.items() if isinstance(part, str | int | float)}
        value = next((plain[name] for name in (*_NAMES, *_IDS) if plain.get(name) not in (None, "")), "")
    if isinstance(value, list):
        value = ", ".join(
            filter(None, (_label(key, part) for part in value[:MAX_NAMES] if isinstance(part, str | dict)))
        )
    if isinstance(value, bool) or value is None or (key == "speakertag" and value == 0):
        return ""  # Google counts speakers from 1; 0 is nobody
    if isinstance(value, int | float):
        return _number_label(value) if key not in ("from", "name", "who") else ""
    if not isinstance(value, str) or len(value) > MAX_LABEL:
        return ""
    return "" if key == "name" and "/" in value else tidy(value).removesuffix(":").rstrip()


def _number_label(value: float) -> str:
    if not -1e15 < value < 1e15:  # also NaN and the infinities
        return ""
    return str(int(value)) if value == int(value) else str(value)


def _table_of_names(nodes: dict[str, list[Node]]) -> dict[str, str]:
    """Names by number or mark, from lists such as `speakers` and `participants`."""
    names: dict[str, str] = {}
    for path, found in nodes.items():
        if _PEOPLE.fullmatch(path.rsplit("/", 1)[-1].rstrip("[]{}")):
            for node in found:
                names.update(_entry(node))
    return names


def _entry(node: Node) -> dict[str, str]:
    plain = {plain_key(key): value for key, value in node.fields.items()}
    if not node.item:
        return {k: tidy(v) for k, v in node.fields.items() if isinstance(v, str) and v.strip()}
    number = next((plain[key] for key in _IDS if isinstance(plain.get(key), str | int)), None)
    name = next((value for key in _NAMES if isinstance(value := plain.get(key), str) and value.strip()), None)
    return {str(number): tidy(name)} if number is not None and name and len(name) <= MAX_LABEL else {}

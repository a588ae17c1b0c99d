"""The objects of a JSON document go in; the list that holds the talk comes out, and the spans that say who spoke when."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.readers.json_keys import CHANNEL, is_word_key, plain_key, time_keys
from pipeline.readers.json_labels import Labels
from pipeline.readers.json_moments import NEVER, when_of
from pipeline.readers.json_nodes import Node, text_of

COVERS = 0.6  # share of the most words in any list, from which on a list holds the whole talk
LABELLED_COVERS = 0.3  # the same for lists with speakers: marked-up quotes and comments hold less
ONE_WORD = 1.3  # words an object on average, up to which they are words, not utterances
MANY = 20  # objects; fewer short ones may be short answers
HALF = 0.5

_WORD_LISTS = frozenset({"words", "tokens", "items", "elements", "wordsegments", "audioitems", "terms"})
_WHOLE_LISTS = frozenset({"utterances", "segments", "monologues", "audiosegments"})
_TOKEN_KINDS = frozenset({"punct", "punctuation", "spacing", "pronunciation", "word"})
_NO_SPACE = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkList:
    """A list of objects that hold words: who speaks in each, how many words, whether one word each, how many timed."""

    path: str
    nodes: Sequence[Node]
    speakers: Sequence[str | None]
    words: float
    tokens: bool
    timed: int

    @property
    def label_share(self) -> float:
        """The share of objects whose speaker is known."""
        return sum(speaker is not None for speaker in self.speakers) / len(self.nodes)


def words_in(text: str) -> float:
    """How many words a text has; two signs count as one where the script sets no blanks between words."""
    return len(text.split()) + (0 if text.isascii() else len(_NO_SPACE.findall(text)) / 2)


def talk_list(nodes: dict[str, list[Node]], labels: Labels) -> TalkList | None:
    """The list that holds the talk: with speakers rather than without, then with times, then whole utterances."""
    lists = [found for path, group in nodes.items() if (found := _talk_list(path, group, labels=labels)) is not None]
    most = max((found.words for found in lists), default=0)
    named = [found for found in lists if found.label_share and found.words >= LABELLED_COVERS * most]
    best_share = max((found.label_share for found in named), default=0)
    pool = [found for found in named if found.label_share >= HALF * best_share] or lists
    enough = COVERS * max((found.words for found in pool), default=0)
    return max((found for found in pool if found.words >= enough), key=_merit, default=None)


def _merit(found: TalkList) -> tuple[bool, bool, bool, bool, float]:
    name = found.path.rsplit("/", 1)[-1].rstrip("[]{}")
    timed = found.timed >= HALF * len(found.nodes)
    return len(found.nodes) > 1, timed, not found.tokens, name in _WHOLE_LISTS, found.words / len(found.nodes)


def _talk_list(path: str, group: Sequence[Node], *, labels: Labels) -> TalkList | None:
    held = [(node, text, key) for node in group for text, key in (text_of(node.fields),) if key]
    is_speakers = path.rsplit("/", 1)[-1].startswith("speakers")
    held = [h for h in held if not (is_speakers and plain_key(h[2]) == "name")]
    words = sum(words_in(text) for _, text, _ in held)
    if not words:
        return None
    nodes = [node for node, _, _ in held]
    return TalkList(
        path=path,
        nodes=nodes,
        speakers=_speakers(nodes, labels, named=plain_key(held[0][2]) == "name"),
        words=words,
        tokens=_are_tokens(path, held, words=words),
        timed=sum(is_timed(node) for node in nodes),
    )


def _speakers(nodes: Sequence[Node], labels: Labels, *, named: bool) -> list[str | None]:
    """Who speaks in each object: as it says itself, as most of its words say, as what is around it says.

    `named`: the objects hold their words under `name`, which therefore names no speaker.
    """
    found = [labels.around(node) if named else _label(node, labels) for node in nodes]
    channels = {label for label in found if label is not None and label[0] >= CHANNEL}
    if len(channels) == 1:  # everything on one channel: that names nobody
        found = [None if label in channels else label for label in found]
    return [None if label is None else label[1] for label in found]


def _label(node: Node, labels: Labels) -> tuple[int, str] | None:
    own = labels.own(node) or spoken_by(node, labels)
    if own is not None and own[0] < CHANNEL:
        return own
    around = labels.around(node)
    return around if around is not None and (own is None or around[0] < CHANNEL) else own


def _are_tokens(path: str, held: Sequence[tuple[Node, str, str]], *, words: float) -> bool:
    if sum(is_word_key(key) for _, _, key in held) > HALF * len(held):
        return True
    if any(plain_kind(node) in _TOKEN_KINDS for node, _, _ in held):
        return True
    short = words <= ONE_WORD * len(held)
    return short and (len(held) >= MANY or path.rsplit("/", 1)[-1].rstrip("[]{}") in _WORD_LISTS)


def plain_kind(node: Node) -> str:
    """What kind of token a list item says it is, in small letters; empty where it does not say."""
    for part in node.chain():
        for key in ("type", "Type"):
            if isinstance(kind := part.fields.get(key), str):
                return kind.lower()
    return ""


def is_timed(node: Node) -> bool:
    """Whether a list item, its parts or the list item around it say when."""
    outer = node.list_item().above
    return _says_when(node) or (outer is not None and outer.list_item().item and _says_when(outer))


def _says_when(node: Node) -> bool:
    return any(
        value is not None and any(role.role in ("start", "span") for role in time_keys(key))
        for part in node.chain()
        for key, value in part.fields.items()
    )


def spoken_by(node: Node, labels: Labels) -> tuple[int, str] | None:
    """The label that most words of a timed object bear: diarisation by the word flickers within a sentence."""
    votes: dict[tuple[int, str], int] = {}
    for _, label in labelled_words(node, labels):
        if label is not None:
            votes[label] = votes.get(label, 0) + 1
    return max(votes, key=lambda label: votes[label], default=None)


def labelled_words(node: Node, labels: Labels) -> list[tuple[dict[str, object], tuple[int, str] | None]]:
    """The words inside a timed object, each with its label."""
    for key, value in node.fields.items():
        if plain_key(key) in _WORD_LISTS and isinstance(value, list):
            if when_of(node.fields) == NEVER:
                return []
            inner = [Node(word, None, True, "words") for word in value if isinstance(word, dict)]
            return [(word.fields, labels.own(word)) for word in inner]
    return []

"""A question in the small language of `find` goes in, the tree that it means comes out: codes, labels, words, and their ties.

query   = "speakers" ("with" | "never") any { "and" ("with" | "never") any } | any
any     = all { "or" all }
all     = near { "and" near }
near    = one { ("near" | "near/N") one }
one     = "not" one | "(" any ")" | label | "words" | code
label   = ("role" | "case" | "document" | "speaker" | "kind") ":" value | "attr:" name "=" value
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NoReturn

from data_schemas.errors import ConfigError
from pipeline.statistics.corpus import ATTRIBUTE, CASE, DOCUMENT_NAME, KIND, ROLE, ROLE_GROUP, SPEAKER

NEAR = 2  # turns, where a query does not say
FIELDS = {
    "role": (ROLE, ROLE_GROUP),
    "case": (CASE,),
    "document": (DOCUMENT_NAME,),
    "speaker": (SPEAKER,),
    "kind": (KIND,),
}
_TOKEN = re.compile(
    r"""\s*(?:(?P<label>[A-Za-z]+:[^\s()"]*(?:"[^"]*")?)|"(?P<words>[^"]*)"|\[(?P<code>[^\[\]]*)\]|(?P<mark>[()])|(?P<plain>[^\s()"\[\]]+))"""
)
LONGEST = 200  # words and marks of one query: it is read by functions that call each other
_NEAR = re.compile(r"near(?:/(\d{1,3}))?", re.IGNORECASE)
_TIES = ("and", "or", "not", "with", "never", "speakers")


@dataclass(frozen=True, slots=True)
class Code:
    """Passages with a code, as it was written: an id, a name, dimension.code, or a dimension for any code of it."""

    name: str


@dataclass(frozen=True, slots=True)
class Words:
    """Passages in which the words are said."""

    text: str


@dataclass(frozen=True, slots=True)
class Label:
    """Passages that carry a value in one of the factors."""

    factors: tuple[str, ...]
    value: str


@dataclass(frozen=True, slots=True)
class Not:
    """Coded passages that are not among those."""

    of: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """Passages among both."""

    first: "Node"
    second: "Node"


@dataclass(frozen=True, slots=True)
class Or:
    """Passages among either."""

    first: "Node"
    second: "Node"


@dataclass(frozen=True, slots=True)
class Near:
    """Passages of either that have one of the other at most so many turns away in their transcript."""

    first: "Node"
    second: "Node"
    turns: int = NEAR


Node = Code | Words | Label | Not | And | Or | Near


@dataclass(frozen=True, slots=True)
class People:
    """Speakers who have a passage among each of the first, and none among any of the second."""

    having: tuple[Node, ...]
    never: tuple[Node, ...]


def parse(text: str) -> Node | People:
    """The tree of a query; ConfigError says where it cannot be read and what was expected."""
    tokens = _tokens(text)
    if len(tokens) > LONGEST:
        raise ConfigError(f"query: {len(tokens)} words and marks; expected at most {LONGEST}")
    return _Parser(tokens).query()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str  # label, words, code, mark, plain or end
    text: str

    def says(self, *words: str) -> bool:
        return self.kind in ("plain", "mark") and self.text.casefold() in words

    @property
    def is_tie(self) -> bool:
        return self.says(*_TIES) or (self.kind == "plain" and _NEAR.fullmatch(self.text) is not None)


def _tokens(text: str) -> list[_Token]:
    tokens, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            raise ConfigError(f"query, at {text[at:].strip()[:20]!r}: a quotation mark or bracket is not closed")
        tokens.append(_Token(str(match.lastgroup), match[str(match.lastgroup)]))
        at = match.end()
    return [*tokens, _Token("end", "")]


class _Parser:
    """Reads tokens from left to right, one function for each line of the grammar."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens, self._at = tokens, 0

    def query(self) -> Node | People:
        found: Node | People = self._people() if self._next.says("speakers") else self._any()
        if self._next.kind != "end":
            self._refuse("expected and, or, near, or the end")
        return found

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at += 1
        return token

    def _people(self) -> People:
        self._take()
        having: list[Node] = []
        never: list[Node] = []
        while True:
            if not self._next.says("with", "never"):
                self._refuse("expected `with` or `never`, as in: speakers with A and never B")
            into = having if self._take().says("with") else never
            into.append(self._any())
            if not self._next.says("and"):
                return People(tuple(having), tuple(never))
            self._take()

    def _any(self) -> Node:
        found = self._all()
        while self._next.says("or"):
            self._take()
            found = Or(found, self._all())
        return found

    def _all(self) -> Node:
        found = self._near()
        while self._next.says("and") and not self._tokens[self._at + 1].says("with", "never"):
            self._take()
            found = And(found, self._near())
        return found

    def _near(self) -> Node:
        found = self._one()
        while self._next.kind == "plain" and (match := _NEAR.fullmatch(self._next.text)):
            self._take()
            found = Near(found, self._one(), int(match[1]) if match[1] else NEAR)
        return found

    def _one(self) -> Node:
        token = self._next
        if token.kind == "plain" and not token.is_tie:
            return self._code()
        if token.kind == "end" or (token.is_tie and not token.says("not")) or token.says(")"):
            self._refuse("expected a code, a label such as role:, or words in quotation marks")
        self._take()
        if token.says("not"):
            return Not(self._one())
        if token.says("("):
            inside = self._any()
            if not self._next.says(")"):
                self._refuse("expected a closing parenthesis")
            self._take()
            return inside
        return {"label": _label, "words": Words, "code": Code}[token.kind](token.text)

    def _code(self) -> Node:
        """A name of several words goes on until something else comes."""
        words = [self._take().text]
        while self._next.kind == "plain" and not self._next.is_tie:
            words.append(self._take().text)
        return Code(" ".join(words))

    def _refuse(self, expected: str) -> NoReturn:
        at = f"at {self._next.text!r}" if self._next.kind != "end" else "at its end"
        raise ConfigError(f"query, {at}: {expected}")


def _label(text: str) -> Node:
    field, _, value = text.replace('"', "").partition(":")
    field = field.casefold()
    if field == "attr":
        name, _, value = value.partition("=")
        if not name:
            raise ConfigError("query, attr: expected a column of speakers.csv and a value, as attr:site=north")
        return Label((f"{ATTRIBUTE}{name}",), value)
    if field not in FIELDS:
        raise ConfigError(f"query, {field}: no such label; expected {', '.join(FIELDS)} or attr")
    if not value:
        raise ConfigError(f"query, {field}: expected a value after the colon")
    return Label(FIELDS[field], value)

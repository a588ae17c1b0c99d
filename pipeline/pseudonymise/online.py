"""A written line goes in, e-mail and web addresses and the handles of social media go out."""

import re
from collections.abc import Iterator

from pipeline.pseudonymise.hits import Hit, matches
from pipeline.pseudonymise.lists import zipf
from pipeline.pseudonymise.web_names import PROVIDERS, PUBLIC_SITES, TOP_LEVEL
from pipeline.pseudonymise.written import Written

_EMAIL = re.compile(r"(?<![\w.+'\-])[\w.+'\-]+@[\w\-]+(?:\.[\w\-]+)*(?<![\-_])")
_URL = re.compile(r"\b(?:https?://|www\.)[^\s<>\"\u201c\u201d]+[\w/]", re.IGNORECASE)
_SITE = re.compile(
    rf"(?<![\w@.\-])(?:[\w\-]+\.)+(?:{'|'.join(sorted(TOP_LEVEL, key=lambda t: (-len(t), t)))}|be|ly|ee|gle|link|fm)\b"
    r"(?:/[\w./\-?=&%#~+]*[\w/])?(?![\w@])",
    re.IGNORECASE,
)
_OBFUSCATED = re.compile(
    r"\b[\w.+\-]+(?: ?[\(\[\{<] ?dot ?[\)\]\}>] ?[\w.+\-]+)* ?[\(\[\{<] ?at ?[\)\]\}>] ?[\w\-]+(?: ?(?:\."
    r"|[\(\[\{<] ?dot ?[\)\]\}>]) ?[\w\-]+)+",
    re.IGNORECASE,
)
_THREE_WORDS = re.compile(r"(?<!\w)///[a-z]+\.[a-z]+\.[a-z]+\b")  # a square of three metres
_AT_NAME = re.compile(r"(?<![\w.])@\w[\w.\-]{1,29}(?<![.\-])")
_CHANNEL = (
    r"(?:insta(?:gram)?|ig|twitter|tik ?tok|snap(?:chat)?|threads|facebook|fb|discord|skype|youtube|twitch"
    r"|linked ?in|reddit"
    r"|telegram|blue ?sky|messenger|mastodon|tumblr|pinterest)"
)
_NAMED = re.compile(
    rf"\b(?:(?:on |my |her |his |the )?{_CHANNEL}|user ?name|handle|screen ?name|gamer ?tag|login|log-in|user id"
    rf"|skype name)"
    rf"(?: name| handle| username| account| page| id)?(?:'s|\u2019s| is| was| as| under|:| it's| i'm| I'm| she's"
    rf"| he's| called| by| at|,)*"
    r" (@?[\w][\w.\-:]{2,30}\w)",
    re.IGNORECASE,
)
_CALLED = re.compile(
    rf"\b(?:on {_CHANNEL},? (?:as|under|called|I'm|i'm|she's|he's|it's)|(?:add|find|follow|get) (?:me|us|him|her"
    rf"|them) on {_CHANNEL},?|(?:user ?name|handle|screen ?name|gamer ?tag)(?:'s|\u2019s| is| was|:)?"
    rf"|(?:my|her|his) {_CHANNEL}(?: name| handle| username)?(?: is|'s|\u2019s|:)(?: at)?)\Z",
    re.IGNORECASE,
)
_ON_CHANNEL = re.compile(rf"\bon {_CHANNEL}\b", re.IGNORECASE)
_AFTERWARDS = re.compile(rf"(?<![\w@.])([\w.\-]*(?:\w_\w|\w\.\w)[\w.\-]*\w)(?= on {_CHANNEL}\b)", re.IGNORECASE)
_AT_SAID = re.compile(rf"\b(?:at|@) ?(\w{{4,30}})(?= on {_CHANNEL}\b)", re.IGNORECASE)
_TAGGED = re.compile(r"\b\w{2,32}#\d{4}\b")
_UNDERSCORED = re.compile(r"(?<![\w@./])[A-Za-z][\w.]*(?:_[\w.]+)+(?<!\.)")
_SHAPED = re.compile(r"[_\d@:]|\w\.\w|[a-z][A-Z]")
_RARE_ZIPF = 2.5  # a word rarer than this after `on Insta as` is no word but a name


def online_hits(written: Written) -> Iterator[Hit]:
    """Addresses and handles of one line."""
    text = written.text
    if any(sign in text for sign in "@./_([{"):
        yield from _addresses(written)
    for match in _NAMED.finditer(text):
        name = match[1]
        if _SHAPED.search(name) or (
            zipf(name.lower()) < _RARE_ZIPF and _CALLED.search(text[: match.start(1)].rstrip())
        ):
            yield Hit(match.start(1), match.end(1), "HANDLE", 0.8)
    for match in _AT_SAID.finditer(text):
        if zipf(match[1].lower()) < _RARE_ZIPF:
            yield Hit(match.start(1), match.end(1), "HANDLE", 0.7)
    if "#" in text:
        yield from matches(_TAGGED, text, "HANDLE", 0.8)
    if "_" in text:
        yield from matches(_UNDERSCORED, text, "HANDLE", 0.7)


def _addresses(written: Written) -> Iterator[Hit]:
    text = written.text
    for match in _EMAIL.finditer(text) if "@" in text else ():
        domain = match[0].split("@")[1].lower()
        if "." in domain or domain.startswith((*PROVIDERS, "nhsnet")):
            yield Hit(match.start(), match.end(), "EMAIL", 1.0)
    if "(" in text or "[" in text or "<" in text or "{" in text:
        yield from matches(_OBFUSCATED, text, "EMAIL", 0.95)
    for match in _URL.finditer(text):
        yield Hit(match.start(), match.end(), "URL", 0.9)
    for match in _SITE.finditer(text):
        if match[0].lower().removeprefix("www.") not in PUBLIC_SITES and _is_site(match[0]):
            yield Hit(match.start(), match.end(), "URL", 0.9)
    yield from matches(_THREE_WORDS, text, "ADDRESS", 0.9)
    yield from matches(_AT_NAME, text, "HANDLE", 0.9)
    if _ON_CHANNEL.search(text):
        yield from matches(_AFTERWARDS, text, "HANDLE", 0.8, group=1)


def _is_site(name: str) -> bool:
    """Whether a dotted word is no missing blank between sentences: `that.It`, `there.Me`."""
    last = name.split("/")[0].rsplit(".", 1)[1]
    return "/" in name or (
        last.islower()
        and last not in ("me", "life", "page", "test", "online", "club", "shop", "care", "community", "health")
    )

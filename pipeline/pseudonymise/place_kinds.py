"""The name of a place goes in, what kind of place it is comes out: a city, a town, a road, or only a place.

Cities are those that bear the title in the United Kingdom and, elsewhere, those with more than 100,000 inhabitants. A
British place of less than 7,500 is a village (House of Commons Library, *City & Town Classification*, 2018). Names that
no list has, and parts of a town, are a `place`.
"""

from functools import cache

from pipeline.pseudonymise.geonames import countries, population
from pipeline.pseudonymise.lists import word_lines
from pipeline.pseudonymise.tokens import fold_name

CITY_ABROAD = 100_000  # inhabitants
TOWN = 7_500  # inhabitants
_ROADS = frozenset(
    (
        "road",
        "street",
        "lane",
        "avenue",
        "close",
        "drive",
        "gardens",
        "terrace",
        "crescent",
        "way",
        "row",
        "grove",
        "square",
    )
) | {"mews", "walk", "parade", "rise", "rd", "st"}


def kind_of_place(name: str) -> str:
    """One of the words of `PLACE_KINDS`."""
    folded = fold_name(name.replace("-", " "))
    if len(folded.split()) > 1 and folded.split()[-1] in _ROADS:
        return "road"
    bare = folded.removeprefix("the ")
    for kind, names in _listed().items():
        if folded in names or bare in names:
            return kind
    return _by_size(bare)


def _by_size(name: str) -> str:
    inhabitants, british = population(name)
    if not inhabitants:
        return "place"
    if not british:
        return "city" if inhabitants > CITY_ABROAD else "town"
    return "town" if inhabitants >= TOWN else "village"


@cache
def _listed() -> dict[str, frozenset[str]]:
    counties = word_lines("counties")
    return {
        "city": word_lines("cities"),
        "county": counties | {f"county {name}" for name in counties},
        "region": word_lines("parts_of_britain"),
        "country": countries(),
    }

"""The written form of pseudonyms, `[Name K7Q2M4]` or `[spring 2019]`, and the one function that hides them from the coder.

Whatever stands in the place of an identifier, at any level of detail, has one of the forms that `PSEUDONYM` knows.
"""

import re

# The word that stands for each type of identifier; types with a code keep one pseudonym per entity, the others none.
WORDS = {
    "PERSON": "Name",
    "HOSPITAL": "Hospital",
    "WARD": "Ward",
    "ORG": "Organisation",
    "LOCATION": "Place",
    "ADDRESS": "Address",
    "PHONE": "Phone",
    "EMAIL": "E-mail",
    "POSTCODE": "Postcode",
    "NHS_NUMBER": "NHS number",
    "NINO": "NI number",
    "ID": "Number",
    "HANDLE": "Handle",
    "URL": "Web address",
    "VEHICLE": "Vehicle",
    "DATE": "Date",
    "AGE": "Age",
    "SUM": "Sum",
    "ORIGIN": "Origin",
}
CODED = frozenset({"PERSON", "HOSPITAL", "WARD", "ORG", "LOCATION"})
CODE_SYMBOLS = 6  # base32 symbols of the keyed digest: 30 bits, a collision among 1,000 people has a chance of 0.05 %

MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)
SEASONS = ("spring", "summer", "autumn", "winter")
PLACE_KINDS = ("city", "town", "village", "county", "region", "country", "road", "place")
OLD_AGES = ("90 or over", "90s", "100 or over")

_MONTH = "|".join(MONTHS)
_YEAR = r"(?:1[4-9]|2\d)\d\d"
# The bodies that are no word of their own, each with the word that it is read as.
_COARSE = {
    "Place": "|".join(PLACE_KINDS),
    "Postcode": r"Postcode [A-Z]{1,2}",
    "Age": "|".join(OLD_AGES),
    "Date": rf"(?:{'|'.join(SEASONS)})(?: {_YEAR}(?:/\d\d)?)?|(?:{_MONTH}) {_YEAR}|day in (?:{_MONTH})"
    rf"|\d{{1,2}} (?:{_MONTH}) \d{{4}}, shifted|{_YEAR}s?",
}
_WORD = "|".join(sorted(map(re.escape, WORDS.values()), key=len, reverse=True))
_READ_AS = [(word, re.compile(bodies)) for word, bodies in _COARSE.items()]

# Group 1 is what stands in the brackets, without its code.
PSEUDONYM = re.compile(rf"\[({'|'.join([*_COARSE.values(), _WORD])})(?: [A-Z2-7]{{{CODE_SYMBOLS}}})?\]")


def strip_codes(text: str) -> str:
    """Reduce every pseudonym to the word of its type: `[Name K7Q2M4]` to `[Name]`, `[spring 2019]` to `[Date]`.

    What the coder sees can then depend neither on the key (a code, a shifted date) nor on the level of detail that a
    project has chosen: it was trained on `[Place]` and `[Date]`, and reads `[city]` and `[1970s]` as these.
    """
    return PSEUDONYM.sub(lambda match: f"[{_read_as(match[1])}]", text) if "[" in text else text


def _read_as(body: str) -> str:
    return next((word for word, bodies in _READ_AS if bodies.fullmatch(body)), body)

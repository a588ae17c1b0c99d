"""The written form of pseudonyms, `[Name K7Q2M4]`, and the one function that hides their code from the coder."""

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

PSEUDONYM = re.compile(
    r"\[(" + "|".join(sorted(map(re.escape, WORDS.values()), key=len, reverse=True)) + r")(?: [A-Z2-7]{6})?\]"
)


def strip_codes(text: str) -> str:
    """Reduce every pseudonym to its word, `[Name]`: what the coder sees cannot depend on the key."""
    return PSEUDONYM.sub(r"[\1]", text)

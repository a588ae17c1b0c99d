"""An age of ninety or more as it was said goes in; it comes out in brackets, as coarse as a level asks for."""

import re

from data_schemas.pseudonyms import WORDS
from pipeline.pseudonymise.tokens import fold

_HUNDRED = re.compile(r"hundred|1[01]\d")
_NINETY = re.compile(r"ninety|9\d")


def coarse_age(text: str, *, level: str) -> str:
    """An age at the level `decade`, `top` or `hide`; from a hundred on a decade would single somebody out."""
    folded = fold(text)
    if level == "decade" and _HUNDRED.search(folded):
        return "[100 or over]"
    if level == "decade" and _NINETY.search(folded):
        return "[90s]"
    return f"[{WORDS['AGE']}]" if level == "hide" else "[90 or over]"

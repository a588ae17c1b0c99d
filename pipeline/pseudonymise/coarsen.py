"""A stretch to be replaced and its coded pseudonym go in, what stands there at the project's levels comes out."""

import re

from data_schemas.pseudonyms import WORDS
from data_schemas.records import Finding
from pipeline.pseudonymise.ages import coarse_age
from pipeline.pseudonymise.births import is_birth
from pipeline.pseudonymise.dates import said_in
from pipeline.pseudonymise.levels import HIDE, KEEP, Levels
from pipeline.pseudonymise.place_kinds import kind_of_place
from pipeline.pseudonymise.seasons import coarse
from pipeline.pseudonymise.shifting import shifted
from pipeline.pseudonymise.spans import Stretch
from pipeline.pseudonymise.tokens import Line

_BODIES = {"HOSPITAL": "hospital", "WARD": "ward", "ORG": "organisation"}
_AREA = re.compile(
    r" *((?:[a-z][ ,.\-]*){1,2})(?=\d|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)", re.IGNORECASE
)


def is_kept(finding: Finding, *, line: Line, levels: Levels) -> bool:
    """Whether the levels leave what was found as it was said."""
    if finding.type == "DATE":
        birth = is_birth(line.text, finding.start, finding.end)
        return (levels.date_of_birth if birth else levels.date) == KEEP
    return finding.type == "AGE" and levels.age == KEEP


def coarsened(span: Stretch, *, line: Line, coded: str, levels: Levels, weeks: int) -> str:
    """What stands in the place of a stretch; `coded` is its pseudonym with a code, `weeks` moves exact dates unless 0."""
    text = line.text[span.start : span.end]
    if span.type == "DATE":
        return _date(text, birth=is_birth(line.text, span.start, span.end), levels=levels, weeks=weeks)
    if span.type == "AGE":
        return coarse_age(text, level=levels.age)
    if span.type == "LOCATION":
        return _place(text, coded=coded, level=levels.place)
    if span.type == "POSTCODE":
        return _postcode(text, level=levels.postcode)
    if span.type in _BODIES and getattr(levels, _BODIES[span.type]) == "kind":
        return f"[{WORDS[span.type]}]"
    return coded


def _date(text: str, *, birth: bool, levels: Levels, weeks: int) -> str:
    said = said_in(text, birth=birth)
    if birth:
        return coarse(said, level=levels.date_of_birth)
    if weeks and said is not None and said.exact is not None:
        return shifted(said.exact, weeks=weeks)
    return coarse(said, level=levels.date)


def _place(text: str, *, coded: str, level: str) -> str:
    if level == "code":
        return coded
    if level == HIDE:
        return f"[{WORDS['LOCATION']}]"
    kind = kind_of_place(text)
    return f"[{kind}]" if level == "kind" else coded.replace(WORDS["LOCATION"], kind, 1)


def _postcode(text: str, *, level: str) -> str:
    area = _AREA.match(text) if level == "area" else None
    letters = "".join(c for c in area[1] if c.isalpha()).upper() if area else ""
    return f"[{WORDS['POSTCODE']} {letters}]" if letters else f"[{WORDS['POSTCODE']}]"

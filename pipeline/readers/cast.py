"""The lines above the talk and the labels of the talk go in; out comes what the file itself says of who they are."""

import re
from collections.abc import Iterable

from pipeline.readers.shapes import MAX_LABEL
from pipeline.readers.talk import Line, squeeze

MAX_STATED = 80  # characters of what is said of a person

_STATED = re.compile(
    rf"(?:[-*•]\s+)?(?P<label>[^=:\uff1a\t]{{1,{MAX_LABEL}}}?)\s*(?:[=:\uff1a\t]|\s[-\u2013\u2014]\s)\s*(?P<who>\S.*)"
)


def stated_in(above: Iterable[Line], labels: Iterable[str]) -> dict[str, str]:
    """What lines such as `TA = Tom Allan (interviewer)` or `Interviewer: Jane Smith` say, by label as written."""
    spelled: dict[str, list[str]] = {}
    for label in labels:
        spelled.setdefault(label.casefold(), []).append(label)
    stated: dict[str, str] = {}
    for line in above:
        match = _STATED.fullmatch(squeeze(line.text)) if len(line.text) < 2 * MAX_LABEL + MAX_STATED else None
        if match and len(match["who"]) <= MAX_STATED:
            for label in spelled.get(match["label"].casefold(), ()):
                stated.setdefault(label, match["who"])
    return stated

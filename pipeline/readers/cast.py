"""The lines above the talk and the labels of the talk go in; out comes what the file itself says of who they are."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from pipeline.readers.heads import Head
from pipeline.readers.shapes import MAX_LABEL, shape_of
from pipeline.readers.talk import Line, squeeze

MAX_STATED = 80  # characters of what is said of a person
MIN_CAST = 2  # lines in a row that say who is who; one alone may be talk
MIN_ROLE = 4  # letters; `I` and `All` are answers too

_STATED = re.compile(
    rf"(?:[-*•]\s+)?(?P<label>[^=:\uff1a\t]{{1,{MAX_LABEL}}}?)\s*(?:[=:\uff1a\t]|\s[-\u2013\u2014]\s)\s*(?P<who>\S.*)"
)


_PRESENTED = re.compile(r"(?P<name>[^(),.?!:;]{3,60}?)(?:\s*\([^()]{1,160}\))?")


@dataclass(frozen=True, slots=True)
class Cast:
    """How many lines at the start are a list of who is who, and what it says by label."""

    lines: int
    stated: dict[str, str]


def cast_in(heads: Sequence[Head | None]) -> Cast:
    """The list that opens a talk: `Interviewer: KB` where KB speaks below, or `KB: Interviewer`."""
    counts = Counter(head.label for head in heads if head is not None)
    stated: dict[str, str] = {}
    lines = 0
    for head in heads:
        rest = squeeze(head.rest).rstrip(".") if head is not None else ""
        name = next((n for n in counts if counts[n] > 1 and re.match(rf"{re.escape(n)}(?![\w'\u2019])", rest)), "")
        if head is None or len(rest) > 2 * MAX_STATED:
            break
        if counts[head.label] == 1 and name:
            stated[name] = f"{head.label} {rest.removeprefix(name).strip(' ,()')}".strip()
        elif counts[head.label] > 1 and len(rest) >= MIN_ROLE and shape_of(rest) == "role":
            stated[head.label] = rest
        else:
            break
        lines += 1
    return Cast(lines, stated) if lines >= MIN_CAST or (lines and _presents(heads[0])) else Cast(0, {})


def _presents(head: Head | None) -> bool:
    """Whether one line alone says who is who: a role, and a full name with nothing after it but an aside in brackets."""
    match = _PRESENTED.fullmatch(squeeze(head.rest)) if head is not None and head.shape == "role" else None
    return match is not None and " " in match["name"] and shape_of(match["name"]) == "name"


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

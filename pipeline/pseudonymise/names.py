"""Findings and the roster go in, the names to search for in the rest of the archive come out."""

from collections.abc import Iterator, Sequence

from data_schemas.records import Finding, Name
from pipeline.pseudonymise.lists import COMPASS, GENERIC, STOP_WORDS, TITLES
from pipeline.pseudonymise.places import names_something
from pipeline.pseudonymise.roster_names import unique
from pipeline.pseudonymise.tokens import Line, words_of

SEARCHED = ("PERSON", "ORG", "HOSPITAL", "WARD", "LOCATION", "ADDRESS")


def names_to_search(findings: Sequence[Finding], *, lines: Sequence[Line], roster: Sequence[Name]) -> tuple[Name, ...]:
    """Names of people, bodies and places, with first and last names by themselves, once each and sorted."""
    found = (Name(text=lines[f.utterance].text[f.start : f.end], type=f.type) for f in findings if f.type in SEARCHED)
    return unique(form for name in (*found, *roster) for form in forms_of(name))


def forms_of(name: Name) -> Iterator[Name]:
    """A name and the shorter forms under which it is spoken of."""
    words = [w for w in words_of(name.text) if w.folded not in TITLES or name.type != "PERSON"]
    if not words:
        return
    text = name.text[words[0].start : words[-1].end if name.type == "PERSON" else words[-1].stop]
    if name.type == "PERSON":
        yield Name(text=text, type="PERSON")
        if len(words) > 1:
            yield from (Name(text=w.text, type="PERSON") for w in (words[0], words[-1]) if _stands_alone(w.folded))
        return
    if not names_something(text):
        return
    yield Name(text=text, type=name.type)
    shorter = words[:-1] if words[-1].folded in GENERIC else []
    if name.type in ("WARD", "HOSPITAL") and shorter and names_something(text[: shorter[-1].stop - words[0].start]):
        yield Name(text=name.text[words[0].start : shorter[-1].stop], type=name.type)


def _stands_alone(word: str) -> bool:
    return len(word) > 1 and word not in STOP_WORDS and word not in COMPASS and word not in GENERIC

"""Roster rows go in, the name that outputs show for a speaker comes out, and the id by which statistics know a person."""

from pipeline.key import Key
from pipeline.pseudonymise.linking import person_key, pseudonym
from pipeline.roster import Speaker

_PURPOSE = "person in statistics"  # of the key, for this alone: nothing that outputs show can be joined with the id
_DIGITS = 32  # hexadecimal


def shown_name(speaker: Speaker, *, key: Key) -> str:
    """The display name where the user gave one, else the pseudonym."""
    return speaker.display_name or shown_elsewhere(speaker, key=key)


def shown_elsewhere(speaker: Speaker, *, key: Key) -> str:
    """What is shown for the same person in a transcript whose roster rows do not list them: the pseudonym."""
    return pseudonym("PERSON", person_key(speaker.person), key=key)


def person_id(speaker: Speaker, *, key: Key) -> str:
    """The keyed id of the person whom the roster's column `person` names."""
    return key.mac(_PURPOSE, person_key(speaker.person)).hex()[:_DIGITS]

"""A roster row goes in, the name that outputs show for that speaker comes out."""

from pipeline.key import Key
from pipeline.pseudonymise.linking import person_key, pseudonym
from pipeline.roster import Speaker


def shown_name(speaker: Speaker, *, key: Key) -> str:
    """The display name where the user gave one, else the pseudonym."""
    return speaker.display_name or pseudonym("PERSON", person_key(speaker.person), key=key)

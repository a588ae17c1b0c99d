"""A passage's words go in, the short digest by which it is known again comes out: no word can be read from it."""

from data_schemas.hashing import digest

OWN_WORDS = 8  # words from which a passage is one person's; "Yeah, I did." anybody may say


def trace(text: str) -> str:
    """By what a passage is known again whatever its case, marks and blanks."""
    return digest(["passage", "".join(c for c in text.casefold() if c.isalnum())])[:16]

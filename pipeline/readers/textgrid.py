"""A Praat TextGrid goes in, its talk comes out: the tiers of speech, labelled by their names, in order of time."""

import re

from data_schemas.errors import DocumentError
from pipeline.readers.encoding import decode
from pipeline.readers.talk import Talk, count_of, squeeze
from pipeline.readers.textgrid_text import CHRONOLOGICAL, POINTS, tiers_in
from pipeline.readers.tier_choice import speech_tiers
from pipeline.readers.tier_names import label_part
from pipeline.readers.tier_talk import talk_of_tiers

_START = re.compile(rf'\s*(?:File type\s*=\s*"ooTextFile|"ooTextFile|"{CHRONOLOGICAL}")')
BINARY = b"ooBinaryFile"


def looks_like_textgrid(text: str) -> bool:
    """Whether a text begins as Praat's text files do: `File type = "ooTextFile"`, or its chronological form."""
    return _START.match(text) is not None


def read_textgrid(content: bytes) -> Talk:
    """Read a TextGrid; DocumentError where it is binary, damaged, or holds no tier of talk."""
    if content.startswith(BINARY):
        raise DocumentError("a binary Praat file; open it in Praat and choose Save as text file")
    decoded = decode(content)
    tiers = tiers_in(decoded.text)
    chosen = speech_tiers([t for t in tiers if t.kind != POINTS]) or speech_tiers(
        [t for t in tiers if t.kind == POINTS]
    )
    if not chosen:
        raise DocumentError(
            f"a TextGrid in whose {count_of(len(tiers), 'tier')} there is no talk; expected a tier for each speaker, "
            "with what is said in its intervals; check the export"
        )
    talk = talk_of_tiers(chosen, tiers=tiers, labels=[squeeze(label_part(tier.name)) for tier in chosen])
    return Talk(talk, notes=[*decoded.notes, *talk.notes], labelled=True)

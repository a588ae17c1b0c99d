"""An ELAN file goes in, its talk comes out: the tiers of speech, labelled by participant or tier, in order of time.

pympi is not used: it opens files itself, with a parser that expands entities. `parse_xml` refuses those first.
"""

import re
from collections import Counter
from collections.abc import Sequence

from data_schemas.errors import DocumentError
from pipeline.readers.eaf_tiers import tiers_of
from pipeline.readers.talk import Talk, count_of, squeeze
from pipeline.readers.tier_choice import speech_tiers
from pipeline.readers.tier_talk import talk_of_tiers
from pipeline.readers.tiers import Tier
from pipeline.readers.xml_file import parse_xml

_ROOT = re.compile(r"<(?:\w+:)?ANNOTATION_DOCUMENT[\s>]")


def looks_like_eaf(text: str) -> bool:
    """Whether a text begins as an ELAN file does: XML with the root element ANNOTATION_DOCUMENT."""
    return text.lstrip().startswith("<") and _ROOT.search(text[:20000]) is not None


def read_eaf(content: bytes) -> Talk:
    """Read an ELAN file; DocumentError where it is damaged, unsafe, or holds no tier of talk."""
    tiers = tiers_of(parse_xml(content, kind="an ELAN file"))
    chosen = speech_tiers(tiers)
    if not chosen:
        raise DocumentError(
            f"an ELAN file in whose {count_of(len(tiers), 'tier')} there is no talk; expected a tier that is nobody's "
            "child, tied to the recording, with what a speaker says; check the export"
        )
    return talk_of_tiers(chosen, tiers=tiers, labels=labels_of(chosen))


def labels_of(tiers: Sequence[Tier]) -> list[str]:
    """Participants where every tier has one that tells it from the others; else the tiers' own names.

    Two tiers may share a participant if both bear that name (`ref@AB` and `tx@AB`); a group's name does not tell apart.
    """
    names = [squeeze(tier.participant) for tier in tiers]
    counts = Counter(names)
    apart = all(
        name and (counts[name] == 1 or name.casefold() in tier.name.casefold())
        for name, tier in zip(names, tiers, strict=True)
    )
    return names if apart else [squeeze(tier.name) for tier in tiers]

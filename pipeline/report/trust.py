"""The facts of a run go in, plain words come out: what this archive is, and how far its codes can be relied on."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from data_schemas.records import DOCUMENT
from pipeline.export.facts import DRAFT, INTERNAL, SHARED, STARTER, UNCORRECTED, UNPROMISED, Archive, Facts
from pipeline.statistics.corpus import codes_of

KINDS = {  # one and several
    "interview": ("interview", "interviews"),
    "dyad": ("interview with two people", "interviews with two people"),
    "focus_group": ("focus group", "focus groups"),
    DOCUMENT: ("written document", "written documents"),
}
MEANING = {
    DRAFT: "Nobody has yet read all of these transcripts to see that no name or other identifier was left in them.",
    INTERNAL: "For the research team alone. Nothing here may be published or passed on as it stands.",
    SHARED: "Names and other identifiers were replaced, but people may still be recognised by what they say.",
    UNCORRECTED: (
        "The shares are the model's own. No sample coded by hand was used to correct them for the model's errors, "
        "and the intervals do not cover these errors."
    ),
    STARTER: (
        "The model was made for material of this kind, but nobody has compared its codes with blind coding by hand in "
        "this archive. Take its codes as suggestions of where to read."
    ),
    UNPROMISED: (
        "The model's codes were compared with blind coding by hand, on too few passages to say how often any code is wrong."
    ),
}
CORRECTED = (
    "A sample coded blind by people corrects the shares for the model's errors wherever it holds enough passages with the "
    "code, and the tables of codes say of every share whether it does. Counts, and every other figure (differences between "
    "groups, codes that meet, readings, the sheets of interviews), are the model's own, uncorrected."
)
MODEL = "model"  # who coded, as labels say it
AUDITED = ("validated on this archive", "The codes were compared with blind coding by hand in this very archive.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Extent:
    """How much of an archive there is, as the first lines of the report count it."""

    kinds: str
    passages: int
    coded: int
    with_codes: int
    left_open: int
    by_people: int
    speakers: int


def extent_of(archive: Archive) -> Extent:
    """Count what the first lines say."""
    coded = [passage for passage in archive.passages if passage.coded]
    kinds = Counter({passage.doc_id: passage.kind for passage in archive.passages}.values())
    return Extent(
        kinds=_listed([_counted(kind, kinds[kind]) for kind in sorted(kinds, key=lambda kind: (-kinds[kind], kind))]),
        passages=len(archive.passages),
        coded=len(coded),
        with_codes=sum(any(codes_of(p, d) for d in archive.codebook.dimensions) for p in coded),
        left_open=sum(any(p.abstained.values()) for p in coded),
        by_people=sum(p.by_people for p in coded),
        speakers=len({p.who for p in coded if p.kind != DOCUMENT}),
    )


def explained(facts: Facts) -> list[tuple[str, str]]:
    """Every word of the standing with a sentence on what it means for the reader; words of a later kind stand alone."""
    corrected = {facts.correction: CORRECTED} if facts.audit_passages else {}
    said = [(word, (MEANING | corrected).get(word, "")) for word in facts.standing]
    return [*said, *([AUDITED] if facts.validated else [])]


def by_models_alone(facts: Facts) -> bool:
    """Whether every label that the model was made from is another model's; False where nothing is known of them."""
    return bool(facts.model_labels) and all(source == MODEL for source, n in facts.model_labels if n)


def _counted(kind: str, number: int) -> str:
    one, several = KINDS.get(kind, (kind, f"{kind}s"))
    return f"{number:,} {one if number == 1 else several}"


def _listed(words: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))

"""The finished archive and what made it go in, what a methods section says of the corpus comes out: material, masks, passages."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from data_schemas.records import DOCUMENT
from pipeline.coded import CodedPassage
from pipeline.counted import counted
from pipeline.export.facts import Archive, Facts
from pipeline.export.methods_words import count, series
from pipeline.roster import ROLE_GROUPS

KINDS = {
    "interview": ("interview with one respondent", "interviews with one respondent"),
    "dyad": ("interview with two", "interviews with two"),
    "focus_group": ("focus group", "focus groups"),
    DOCUMENT: ("written document", "written documents"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What an archive does not know of how it was made: levels of detail by type, tools with versions, agreement found."""

    levels: Mapping[str, str] = field(default_factory=dict)
    tools: Sequence[tuple[str, str]] = ()
    agreement: Sequence[str] = ()


def material(archive: Archive, coded: Sequence[CodedPassage]) -> Iterator[str]:
    """What there is: transcripts by kind, words, who spoke, and how they were sampled."""
    facts = archive.facts
    kinds = Counter({p.doc_id: p.kind for p in archive.passages}.values())
    listed = [count(kinds[kind], *words) for kind, words in KINDS.items() if kinds[kind]]
    yield (
        f"The material consisted of {count(facts.transcripts, 'transcript', 'transcripts')}"
        f"{f' ({series(listed)})' if listed else ''} with {facts.words:,} words."
    )
    if facts.set_aside:
        few = len(facts.set_aside)
        left_out = f"could not be read and {'was' if few == 1 else 'were'} left out."
        yield f"{count(few, 'further transcript', 'further transcripts')} {left_out}"
    people = {(p.role_group, p.who) for p in coded if p.kind != DOCUMENT}
    of = Counter(group for group, _ in people)
    talk = Counter(p.role_group for p in coded)
    groups = [f"{of[g]} {g.replace('_', ' ')} ({counted(talk[g], 'passage')})" for g in ROLE_GROUPS if of[g]]
    if groups:
        yield f"By role group, {len({who for _, who in people})} respondents spoke: {series(groups)}."
        unlisted = any(not p.person for p in coded if p.kind != DOCUMENT)
        yield (
            "Somebody who spoke in several transcripts counts once, by who the list of speakers says it is"
            f"{'; whoever is not on it was told apart by pseudonym' if unlisted else ''}."
        )
    if facts.unknown_speakers:
        yield f"The role of {count(len(facts.unknown_speakers), 'speaker', 'speakers')} was not recorded."
    yield from facts.design.sentences


def pseudonymisation(facts: Facts, made: Made) -> Iterator[str]:
    """How identifiers were masked, and who checked it."""
    yield (
        f"The transcripts were pseudonymised with Threefaces {facts.version} before anything of them was stored. "
        "Identifiers were found by rules, by lists of names and places and by a model of named entities; a name found in one "
        "transcript was masked in all. Names were replaced by codes derived from a secret key."
    )
    if made.levels:
        kept = series([f"{name.replace('_', ' ')}: {level}" for name, level in sorted(made.levels.items())])
        yield f"In the place of other identifiers stood as much detail as these settings keep: {kept}."
    if facts.dates_shifted:
        yield "Exact dates were shifted by whole weeks, by another number for each case."
    if facts.checked:
        yield f"A person read and signed {facts.checked} of {count(facts.transcripts, 'transcript', 'transcripts')}."
    else:
        yield "No person had checked a transcript when these figures were made."
    yield "The texts were pseudonymised, not anonymous."


def cut_into_passages(passages: Sequence[CodedPassage], coded: Sequence[CodedPassage]) -> Iterator[str]:
    """How turns were cut, into how many passages."""
    asked = len(passages) - len(coded)
    size = f" (median {median(p.words for p in coded):.0f} words)" if coded else ""
    yield (
        "Each speaker's turns were cut into passages of one to five sentences that make one point, at boundaries weighed by "
        f"what was learned from annotated interviews: {len(passages):,} passages, of which {len(coded):,} were coded{size} and "
        f"{asked:,}, the interviewers', were not."
    )
    if any(p.kind == DOCUMENT for p in passages):
        yield "Written documents were cut by paragraphs and tabled apart."

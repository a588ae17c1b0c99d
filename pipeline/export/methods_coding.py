"""The finished archive goes in, what a methods section says of its codes comes out: coding, audit, figures, what nobody read."""

from collections.abc import Iterator, Sequence

from data_schemas.codings import HUMAN_ASSISTED, HUMAN_BLIND
from pipeline.coded import CodedPassage
from pipeline.export.facts import UNCORRECTED, Archive, Facts
from pipeline.export.methods_words import count, percent, sentence, series
from pipeline.model_card import CODERS
from pipeline.statistics.design import RANDOM
from pipeline.statistics.intervals import FEWEST_CLUSTERS

NO_AGREEMENT = (
    "No passages were coded by two people independently of each other and of the model, so no agreement between coders can "
    "be reported."
)


def coding(archive: Archive, coded: Sequence[CodedPassage]) -> Iterator[str]:
    """By which codebook and model passages were coded, what was left open, and what people decided."""
    facts, book = archive.facts, archive.codebook
    listed = [f"{d.name} ({', '.join(code.name for code in d.codes)})" for d in book.dimensions]
    yield (
        f"Passages were coded with the codebook {book.title} ({facts.codebook_id}, version {facts.codebook_version}): "
        f"{'; '.join(listed)}. {sentence(book.source)}"
    )
    yield (
        f"The model {facts.model} (digest {facts.model_digest}, {facts.number_format}) gave each code a calibrated probability "
        "from the passage and the end of the question before it; who spoke, and in what role, was no input."
    )
    yield sentence(facts.model_card)
    if facts.model_labels:
        made = series([f"{number:,} by {CODERS.get(by, by)}" for by, number in facts.model_labels])
        yield f"The labels that trained it were coded as follows: {made}."
    yield from _abstained(archive, coded)
    yield from _by_people(coded)


def _abstained(archive: Archive, coded: Sequence[CodedPassage]) -> Iterator[str]:
    """How much the model left open, by dimension."""
    open_ = sum(any(p.abstained.values()) for p in coded)
    if not coded:
        return
    shares = [
        f"{d.name} {percent(sum(bool(p.abstained.get(d.id)) for p in coded), len(coded))}"
        for d in archive.codebook.dimensions
    ]
    yield (
        "A code whose probability reached its threshold was assigned where the model was sure enough, and left open where it "
        f"was not. It left at least one code open in {open_:,} of {len(coded):,} coded passages "
        f"({percent(open_, len(coded))}): {series(shares)}."
    )


def _by_people(coded: Sequence[CodedPassage]) -> Iterator[str]:
    blind = sum(HUMAN_BLIND in p.decided_by.values() for p in coded)
    assisted = sum(HUMAN_ASSISTED in p.decided_by.values() for p in coded)
    if not blind and not assisted:
        yield "No person decided on a code of any passage."
        return
    parts = [f"on {blind:,} without seeing the model's codes"] if blind else []
    parts += [f"on {assisted:,} with the model's suggestions in sight"] if assisted else []
    yield f"People decided on codes of {sum(p.by_people for p in coded):,} passages, {series(parts)}; their decisions stood."


def audit_and_correction(facts: Facts, coded: Sequence[CodedPassage]) -> Iterator[str]:
    """Whether a random sample was coded blind, and what was made of it."""
    drawn = sum(p.chance is not None for p in coded)
    if drawn:
        yield f"Of the coded passages, {drawn:,} were drawn at random with known chances and coded blind by people."
    else:
        yield "No random sample of this archive was coded blind by people."
    if facts.validated:
        yield "The model's decisions were set by such an audit of this archive."
    elif facts.audited:
        yield "The model was audited on this archive, with too few tags to promise anything of any code."
    else:
        yield "The model was not validated on this archive."
    if UNCORRECTED in facts.standing:
        few = ": too few passages, or of too few interviews, were coded blind" if drawn else ""
        yield f"The figures were not corrected for the model's errors{few}."
    elif drawn:
        yield (
            "By these passages shares were corrected for the model's errors where the tables say so, with a tuned weight of "
            "the model (Angelopoulos, Duchi and Zrnic, 2024); no other figure was."
        )


def figures(facts: Facts) -> Iterator[str]:
    """What shares and intervals are; how they are reckoned stands in docs/statistics.md."""
    yield (
        "A share is the part of a group's coded passages that speak of a code, from the probabilities of all of them; codes "
        f"assigned were counted apart. For groups with fewer than {FEWEST_CLUSTERS} interviews only counts were given."
    )
    if not facts.audit_passages:
        yield (
            "The limits of a share describe its spread between interviews (a jackknife over clusters, with Satterthwaite's "
            "degrees of freedom, on the logit scale); they do not cover the model's errors, and no coverage is claimed."
        )
        return
    yield (
        "Where a row says that its share is corrected, its limits are a 95 % interval for what blind coding by people of every "
        "passage of this archive would give, from the audit as a sample stratified by interview, on the logit scale"
        + (
            ", or, where the row says so, for the population sampled (a jackknife over clusters with Satterthwaite's degrees of "
            "freedom)."
            if facts.design.sampling is not None and facts.design.sampling.how == RANDOM
            else "."
        )
        + " In other rows the limits describe the spread between interviews alone."
    )


def unread(facts: Facts, coded: Sequence[CodedPassage]) -> Iterator[str]:
    """How much carries the model's codes alone, and how many transcripts nobody read."""
    alone = sum(not p.by_people for p in coded)
    yield (
        f"Of {len(coded):,} coded passages, {alone:,} ({percent(alone, len(coded))}) carry the model's codes alone. "
        f"{facts.transcripts - facts.checked} of {count(facts.transcripts, 'transcript', 'transcripts')} had not been read and "
        "signed by a person."
    )

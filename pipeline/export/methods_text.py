"""The finished archive and what made it go in, the draft of a paper's methods section comes out, every number filled in."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from data_schemas.codings import HUMAN_ASSISTED, HUMAN_BLIND
from data_schemas.records import DOCUMENT
from pipeline.coded import CodedPassage
from pipeline.export.docx_file import Paragraph, write_docx
from pipeline.export.escape import for_markdown
from pipeline.export.facts import UNCORRECTED, Archive, Facts, cautions
from pipeline.export.write import write_text
from pipeline.model_card import CODERS
from pipeline.roster import ROLE_GROUPS
from pipeline.statistics.design import RANDOM
from pipeline.statistics.intervals import FEWEST_CLUSTERS

MARKDOWN, WORD = "methods.md", "methods.docx"
BESIDE = (
    (MARKDOWN, "draft of a methods section, every number filled in from this run"),
    (WORD, "the same, for Word"),
)
DRAFTED = "A draft to edit, filled in from the run: it says what was done, and nothing that was not."


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """What an archive does not know of how it was made: levels of detail by type, tools with versions, agreement found."""

    levels: Mapping[str, str] = field(default_factory=dict)
    tools: Sequence[tuple[str, str]] = ()
    agreement: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the text: prose, then points."""

    title: str
    prose: str
    points: tuple[str, ...] = ()


def write_methods(folder: Path, archive: Archive, *, made: Made) -> list[Path]:
    """Write `methods.md` and `methods.docx`."""
    sections, status = methods(archive, made=made), f"Status: {archive.facts.status}."
    lines = ["# Methods", "", f"*{for_markdown(DRAFTED)}*", "", for_markdown(status), ""]
    blocks = [Paragraph(text="Methods", style="Title"), *(Paragraph(text=t, style="Status") for t in (DRAFTED, status))]
    for section in sections:
        lines += (
            [f"## {section.title}", "", for_markdown(section.prose), ""]
            if section.prose
            else [f"## {section.title}", ""]
        )
        lines += [*(f"- {for_markdown(point)}" for point in section.points), ""] if section.points else []
        blocks += [Paragraph(text=section.title, style="Heading1"), Paragraph(text=section.prose)]
        blocks += [Paragraph(text=f"\u2022 {point}", style="ListBullet") for point in section.points]
    return [
        write_text(folder / MARKDOWN, "\n".join(lines)),
        write_docx(folder / WORD, [block for block in blocks if block.text]),
    ]


def methods(archive: Archive, *, made: Made) -> list[Section]:
    """The sections in the order of a paper."""
    facts, passages = archive.facts, archive.passages
    coded = [p for p in passages if p.coded]
    return [
        Section(title="Material", prose=" ".join(_material(archive, coded))),
        Section(title="Pseudonymisation", prose=" ".join(_pseudonymisation(facts, made))),
        Section(title="Passages", prose=" ".join(_passages(passages, coded))),
        Section(title="Coding", prose=" ".join(_coding(archive, coded))),
        Section(title="Agreement between coders", prose=" ".join(made.agreement or (NO_AGREEMENT,))),
        Section(title="Audit and correction", prose=" ".join(_audit(facts, coded))),
        Section(title="Figures", prose=" ".join(_figures(facts))),
        Section(title="What no person read", prose=" ".join(_unread(facts, coded))),
        Section(title="What must not be concluded", prose="", points=tuple(cautions(archive.codebook, facts))),
        Section(title="Software", prose=_software(facts, made)),
    ]


NO_AGREEMENT = (
    "No passages were coded by two people independently of each other and of the model, so no agreement between coders can "
    "be reported."
)
KINDS = {
    "interview": ("interview with one respondent", "interviews with one respondent"),
    "dyad": ("interview with two", "interviews with two"),
    "focus_group": ("focus group", "focus groups"),
    DOCUMENT: ("written document", "written documents"),
}


def _material(archive: Archive, coded: Sequence[CodedPassage]) -> Iterator[str]:
    facts = archive.facts
    kinds = Counter({p.doc_id: p.kind for p in archive.passages}.values())
    listed = [_count(kinds[kind], *words) for kind, words in KINDS.items() if kinds[kind]]
    yield (
        f"The material consisted of {_count(facts.transcripts, 'transcript', 'transcripts')}"
        f"{f' ({_series(listed)})' if listed else ''} with {facts.words:,} words."
    )
    if facts.set_aside:
        few = len(facts.set_aside)
        left_out = f"could not be read and {'was' if few == 1 else 'were'} left out."
        yield f"{_count(few, 'further transcript', 'further transcripts')} {left_out}"
    speakers = {(p.role_group, p.speaker) for p in coded if p.kind != DOCUMENT}
    people = Counter(group for group, _ in speakers)
    talk = Counter(p.role_group for p in coded)
    groups = [f"{people[g]} {g.replace('_', ' ')} ({talk[g]:,} passages)" for g in ROLE_GROUPS if people[g]]
    if groups:
        yield f"By role group, {len({name for _, name in speakers})} respondents spoke: {_series(groups)}."
    if facts.unknown_speakers:
        yield f"The role of {_count(len(facts.unknown_speakers), 'speaker', 'speakers')} was not recorded."
    yield from facts.design.sentences


def _pseudonymisation(facts: Facts, made: Made) -> Iterator[str]:
    yield (
        f"The transcripts were pseudonymised with Threefaces {facts.version} before anything of them was stored. "
        "Identifiers were found by rules, by lists of names and places and by a model of named entities; a name found in one "
        "transcript was masked in all. Names were replaced by codes derived from a secret key."
    )
    if made.levels:
        kept = _series([f"{name.replace('_', ' ')}: {level}" for name, level in sorted(made.levels.items())])
        yield f"In the place of other identifiers stood as much detail as these settings keep: {kept}."
    if facts.dates_shifted:
        yield "Exact dates were shifted by whole weeks, by another number for each case."
    if facts.checked:
        yield f"A person read and signed {facts.checked} of {_count(facts.transcripts, 'transcript', 'transcripts')}."
    else:
        yield "No person had checked a transcript when these figures were made."
    yield "The texts were pseudonymised, not anonymous."


def _passages(passages: Sequence[CodedPassage], coded: Sequence[CodedPassage]) -> Iterator[str]:
    asked = len(passages) - len(coded)
    size = f" (median {median(p.words for p in coded):.0f} words)" if coded else ""
    yield (
        "Each speaker's turns were cut into passages of one to five sentences that make one point, at boundaries weighed by "
        f"what was learned from annotated interviews: {len(passages):,} passages, of which {len(coded):,} were coded{size} and "
        f"{asked:,}, the interviewers', were not."
    )
    if any(p.kind == DOCUMENT for p in passages):
        yield "Written documents were cut by paragraphs and tabled apart."


def _coding(archive: Archive, coded: Sequence[CodedPassage]) -> Iterator[str]:
    facts, book = archive.facts, archive.codebook
    listed = [f"{d.name} ({', '.join(code.name for code in d.codes)})" for d in book.dimensions]
    yield (
        f"Passages were coded with the codebook {book.title} ({facts.codebook_id}, version {facts.codebook_version}): "
        f"{'; '.join(listed)}. {_sentence(book.source)}"
    )
    yield (
        f"The model {facts.model} (digest {facts.model_digest}, {facts.number_format}) gave each code a calibrated probability "
        "from the passage and the end of the question before it; who spoke, and in what role, was no input."
    )
    yield _sentence(facts.model_card)
    if facts.model_labels:
        made = _series([f"{count:,} by {CODERS.get(by, by)}" for by, count in facts.model_labels])
        yield f"The labels that trained it were coded as follows: {made}."
    yield from _abstained(archive, coded)
    yield from _by_people(coded)


def _abstained(archive: Archive, coded: Sequence[CodedPassage]) -> Iterator[str]:
    """How much the model left open, by dimension."""
    open_ = sum(any(p.abstained.values()) for p in coded)
    if not coded:
        return
    shares = [
        f"{d.name} {_percent(sum(bool(p.abstained.get(d.id)) for p in coded), len(coded))}"
        for d in archive.codebook.dimensions
    ]
    yield (
        "A code whose probability reached its threshold was assigned where the model was sure enough, and left open where it "
        f"was not. It left at least one code open in {open_:,} of {len(coded):,} coded passages "
        f"({_percent(open_, len(coded))}): {_series(shares)}."
    )


def _by_people(coded: Sequence[CodedPassage]) -> Iterator[str]:
    blind = sum(HUMAN_BLIND in p.decided_by.values() for p in coded)
    assisted = sum(HUMAN_ASSISTED in p.decided_by.values() for p in coded)
    if not blind and not assisted:
        yield "No person decided on a code of any passage."
        return
    parts = [f"on {blind:,} without seeing the model's codes"] if blind else []
    parts += [f"on {assisted:,} with the model's suggestions in sight"] if assisted else []
    yield f"People decided on codes of {sum(p.by_people for p in coded):,} passages, {_series(parts)}; their decisions stood."


def _audit(facts: Facts, coded: Sequence[CodedPassage]) -> Iterator[str]:
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


def _figures(facts: Facts) -> Iterator[str]:
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


def _unread(facts: Facts, coded: Sequence[CodedPassage]) -> Iterator[str]:
    alone = sum(not p.by_people for p in coded)
    yield (
        f"Of {len(coded):,} coded passages, {alone:,} ({_percent(alone, len(coded))}) carry the model's codes alone. "
        f"{facts.transcripts - facts.checked} of {_count(facts.transcripts, 'transcript', 'transcripts')} had not been read and "
        "signed by a person."
    )


def _software(facts: Facts, made: Made) -> str:
    tools = [f"{name} {version}" for name, version in made.tools]
    return f"{_series([f'Threefaces {facts.version}', *tools])}. The program connects to no network while it works."


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _series(parts: Sequence[str]) -> str:
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f} %" if whole else "none"


def _sentence(text: str) -> str:
    text = " ".join(text.split())
    return f"{text[:1].upper()}{text[1:]}" + ("" if text.endswith(".") or not text else ".")

"""The finished archive goes in, the parts of the report with its figures come out, each with how to read it and how not."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from pipeline.export.facts import Archive
from pipeline.export.pages import part
from pipeline.export.tables import FOLDER as TABLES
from pipeline.export.tables import tables
from pipeline.export.word import WORD
from pipeline.figures.learning import LEARNING
from pipeline.figures.made import FOLDER, Drawn, figures
from pipeline.figures.meeting import MEETING
from pipeline.figures.reading import READING
from pipeline.figures.shares import CODES, CROSSED, FRAMINGS
from pipeline.figures.talking import TALKING
from pipeline.figures.words import WORDS
from pipeline.report.section import TEMPLATES, Section, SectionMaker
from pipeline.statistics.cooccurrence import FEWEST_MEETINGS
from pipeline.statistics.corpus import Arrays
from pipeline.statistics.intervals import FEWEST_CLUSTERS
from pipeline.statistics.keyness import FEWEST_INTERVIEWS, FEWEST_SPEAKERS
from pipeline.statistics.readings import ReadingResult, read

LIMITS = (
    "A dot is a share; a thick line is its interval, a thin one only the spread between interviews, without any promise. "
    "Where there are too few interviews for either, the counts stand in their place."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A figure as a part of the page: its SVG, a heading where several stand in one part, and where to go from it."""

    file: str
    title: str
    heading: str
    svg: Markup
    links: tuple[tuple[str, str], ...]


def codes(archive: Archive, data: Arrays) -> Section | None:
    """Codes by what people are told apart by."""
    return _section(
        archive,
        CODES,
        title="How often each group speaks of each code",
        short="Codes by group",
        sentence=(
            f"Compare the dots of one panel. {LIMITS} A difference between groups is not an effect of the group: people in "
            "different roles, cases or sites may have been asked different questions, and the model may read them "
            "unequally well."
        ),
    )


def framings(archive: Archive, data: Arrays) -> Section | None:
    """Framings, always apart by what they are about."""
    return _section(
        archive,
        FRAMINGS,
        title="How people present themselves, and how they present others",
        short="Framings",
        sentence=(
            f"How speakers present themselves and what they ascribe to others are different findings, and are never added "
            f"up. {LIMITS} "
            "A framing is how somebody puts it in this passage, not what they are."
        ),
    )


def crossed(archive: Archive, data: Arrays) -> Section | None:
    """Codes that qualify another, apart for each code that they qualify."""
    return _section(
        archive,
        CROSSED,
        title="Which way it goes, code by code",
        short="Stances",
        sentence=(
            f"Among the passages with one code, the share of each code that qualifies it. {LIMITS} The passages differ "
            "from panel to panel: do not compare their numbers, only their shares."
        ),
        titled=True,
    )


def readings(archive: Archive, data: Arrays) -> Section | None:
    """What published studies would read into it, for those to whom their conditions apply."""
    if archive.facts.shared or not archive.codebook.readings:
        return None
    drawn = {d.figure.table: d for d in figures(archive) if d.figure.part == READING}
    made = [t for t in tables(archive) if t.name.startswith("reading_")]
    results = [read(archive.passages, archive.codebook, reading=reading) for reading in archive.codebook.readings]
    shown = [_reading(r, drawn.get(t.name)) for r, t in zip(results, made, strict=True)]
    return Section(
        id="figures-reading",
        title="What a published study would read into this",
        short="A study's reading",
        sentence=(
            "An interpretation of one study, shown beside the codes really found and never in their place. It holds only "
            "for those "
            "to whom the study's own conditions apply, and says nothing of anybody else."
        ),
        html=_part(readings=shown),
    )


def meeting(archive: Archive, data: Arrays) -> Section | None:
    """Which codes meet."""
    title, short = "Which codes meet in one passage", "Codes that meet"
    made = _section(
        archive,
        MEETING,
        title=title,
        short=short,
        sentence=(
            "Each cell: how many times as often as chance two codes stand in one passage (lift); blue above 1, brown below, bold "
            "where its spread between interviews leaves out 1. A cell is empty where no spread can be given, for which codes "
            f"must meet in {FEWEST_MEETINGS} interviews. The codes are as assigned, uncorrected; among so many cells some are "
            "bold by chance alone; and that two codes meet is not that one brings the other."
        ),
    )
    return made or _none(
        "figures-meeting",
        title=title,
        short=short,
        line=(
            f"No lift of two codes has a spread: that takes {FEWEST_CLUSTERS} interviews, and codes that meet in "
            f"{FEWEST_MEETINGS} of them."
        ),
    )


def words(archive: Archive, data: Arrays) -> Section | None:
    """Which words mark a code."""
    return _section(
        archive,
        WORDS,
        title="The words that mark each code",
        short="Words",
        sentence=(
            "The longer the bar, the more interviews say the word in passages with the code than in those without it, as "
            "doublings "
            f"(log2 of the ratio). Only words of {FEWEST_SPEAKERS} speakers and {FEWEST_INTERVIEWS} interviews or more. "
            f"These are words to begin "
            "reading from: the model codes by words too, so they do not show what the code means to people."
        ),
    )


def talking(archive: Archive, data: Arrays) -> Section | None:
    """Who talks and who asks."""
    return _section(
        archive,
        TALKING,
        title="Who talks, and who asks whom",
        short="Talk and questions",
        sentence=(
            "Counted from the transcripts themselves: no model plays a part. Shares have an interval only where the "
            "declared sample "
            "supports one. Who talks much need not have much say, and interviewers talk as an interview has them talk."
        ),
        titled=True,
    )


def learning(archive: Archive, data: Arrays) -> Section | None:
    """How the model fares where it was judged."""
    told = (
        "These figures are of the passages of this archive that were coded blind for its audit."
        if archive.facts.audited
        else "These figures are of the model's own held-out interviews, not of this archive, on which nobody has tested it."
    )
    return _section(
        archive,
        LEARNING,
        title="How far the model has learnt each code",
        short="The model's learning",
        sentence=(
            f"{told} Left, how far it agrees with its labels beyond chance; right, how far its probabilities are off: a "
            f"dot inside the bar is "
            "no more than chance would show, a diamond beyond it is. Agreement with labels that a language model gave is "
            "consistency, "
            "not validity."
        ),
    )


FIGURES: tuple[SectionMaker, ...] = (codes, framings, crossed, readings, meeting, words, talking, learning)


def _section(
    archive: Archive, name: str, *, title: str, short: str, sentence: str, titled: bool = False
) -> Section | None:
    drawn = [d for d in figures(archive) if d.figure.part == name]
    shown = [_shown(d, titled=titled or len(drawn) > 1) for d in drawn]
    if not shown:
        return None
    return Section(id=f"figures-{name}", title=title, short=short, sentence=sentence, html=_part(shown=shown))


def _none(place: str, *, title: str, short: str, line: str) -> Section:
    return Section(id=place, title=title, short=short, sentence=line, html=Markup())


def _shown(drawn: Drawn, *, titled: bool) -> Shown:
    figure = drawn.figure
    links = [(figure.passages, "The passages")] if figure.passages else []
    if figure.table:
        links += [
            (f"{TABLES}/{figure.table}.csv", "Table (CSV)"),
            (f"{TABLES}/{WORD}/{figure.table}.docx", "Table (Word)"),
        ]
    links += [(f"{FOLDER}/{drawn.file}.{kind}", f"Figure ({kind.upper()})") for kind in ("svg", "png")]
    return Shown(
        file=drawn.file,
        title=figure.title,
        heading=figure.title if titled else "",
        svg=Markup(drawn.page),  # noqa: S704 - written by an XML writer, which escapes
        links=tuple(links),
    )


def _reading(result: ReadingResult, drawn: Drawn | None) -> dict[str, Any]:
    together = result.together
    found = [f"{b.code.name} {b.passages}" for b in together.beside] if together else []
    return {
        "title": result.reading.title,
        "figure": _shown(drawn, titled=False) if drawn else None,
        "beside": ", ".join(found),
        "of": together.coded if together else 0,
        "reasons": sorted(
            Counter(person.reason for person in result.not_read).items(), key=lambda pair: (-pair[1], pair[0])
        ),
    }


def _part(*, shown: Sequence[Shown] = (), readings: Sequence[dict[str, Any]] = ()) -> Markup:
    return part("figure", folder=TEMPLATES, shown=shown, readings=readings)

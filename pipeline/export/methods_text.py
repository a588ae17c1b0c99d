"""The finished archive and what made it go in, the draft of a paper's methods section comes out, every number filled in."""

from dataclasses import dataclass
from pathlib import Path

from pipeline.export.docx_file import Paragraph, write_docx
from pipeline.export.escape import for_markdown
from pipeline.export.facts import Archive, Facts, cautions
from pipeline.export.methods_coding import NO_AGREEMENT, audit_and_correction, coding, figures, unread
from pipeline.export.methods_corpus import Made as Made
from pipeline.export.methods_corpus import cut_into_passages, material, pseudonymisation
from pipeline.export.methods_words import series
from pipeline.export.write import write_text

MARKDOWN, WORD = "methods.md", "methods.docx"
BESIDE = (
    (MARKDOWN, "draft of a methods section, every number filled in from this run"),
    (WORD, "the same, for Word"),
)
DRAFTED = "A draft to edit, filled in from the run: it says what was done, and nothing that was not."


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
        Section(title="Material", prose=" ".join(material(archive, coded))),
        Section(title="Pseudonymisation", prose=" ".join(pseudonymisation(facts, made))),
        Section(title="Passages", prose=" ".join(cut_into_passages(passages, coded))),
        Section(title="Coding", prose=" ".join(coding(archive, coded))),
        Section(title="Agreement between coders", prose=" ".join(made.agreement or (NO_AGREEMENT,))),
        Section(title="Audit and correction", prose=" ".join(audit_and_correction(facts, coded))),
        Section(title="Figures", prose=" ".join(figures(facts))),
        Section(title="What no person read", prose=" ".join(unread(facts, coded))),
        Section(title="What must not be concluded", prose="", points=tuple(cautions(archive.codebook, facts))),
        Section(title="Software", prose=_software(facts, made)),
    ]


def _software(facts: Facts, made: Made) -> str:
    tools = [f"{name} {version}" for name, version in made.tools]
    return f"{series([f'Threefaces {facts.version}', *tools])}. The program connects to no network while it works."

"""An archive and the folder of themes go in, the archive with what people named comes out; the table says what stands."""

from dataclasses import replace
from pathlib import Path

from pipeline.export.facts import Archive
from pipeline.themes.naming import concepts_of, keep_themes


def with_concepts(archive: Archive, *, folder: Path) -> Archive:
    """The archive with people's concepts: those of the table, and the open codes of its passages."""
    return replace(archive, concepts=concepts_of(keep_themes(folder, archive.passages), archive.passages))

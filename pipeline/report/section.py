"""What one part of the report is: a heading, a sentence that says how to read it, and what is shown."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

from pipeline.export.facts import Archive
from pipeline.statistics.corpus import Arrays

TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """One part of the first view; `id` is the fragment that leads to it.

    `data` stands in the page as JSON, in the element `data-ID`, for the page's own scripts.
    """

    id: str
    title: str
    sentence: str
    html: Markup
    data: Any = None


SectionMaker = Callable[[Archive, Arrays], Section | None]

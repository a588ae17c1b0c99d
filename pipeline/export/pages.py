"""A page's body template and its values go in, one self-contained page of HTML comes out; it loads and runs nothing."""

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from data_schemas.codebook import Code
from pipeline.export.escape import for_html
from pipeline.export.facts import Facts
from pipeline.export.write import clock

TEMPLATES = Path(__file__).parent / "templates"


def page(template: str, *, title: str, facts: Facts | None = None, **values: Any) -> str:
    """Render one of the page templates with autoescaping; an unknown name in a template is an error.

    `facts` are of a run; a page that is about none has none.
    """
    made = _environment(TEMPLATES).get_template(f"{template}.html")
    return made.render(title=title, facts=facts, style=style(), **values)


def part(template: str, *, folder: Path, **values: Any) -> Markup:
    """Render a template of another folder, which may build on those here, as a part of a page."""
    return Markup(_environment(folder).get_template(f"{template}.html").render(**values))  # noqa: S704 - it escapes


def colour(code: Code) -> str:
    """The code's colour as the style sheet takes it, lightened by it in the dark."""
    return f"--given: {code.color}"


def colour_class(code: Code) -> str:
    """The class that gives a code its colour, on a page whose elements may have no style of their own."""
    return f"c-{code.color[1:].lower()}"


def heading(group: str) -> str:
    """A group's identifier as the head of a column."""
    words = group.strip("()").replace("_", " ")
    return words[:1].upper() + words[1:]


@cache
def style() -> str:
    """The style sheet of every page."""
    return (TEMPLATES / "style.css").read_text(encoding="utf-8")


@cache
def _environment(folder: Path) -> Environment:
    environment = Environment(
        loader=FileSystemLoader([folder, TEMPLATES], encoding="utf-8"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        finalize=_escaped,
    )
    environment.filters["clock"] = clock
    environment.filters["colour"] = colour
    environment.filters["colour_class"] = colour_class
    environment.filters["thousands"] = lambda number: f"{number:,}"
    environment.filters["words"] = lambda identifier: identifier.replace("_", " ")
    environment.filters["heading"] = heading
    return environment


def _escaped(value: Any) -> Any:
    if not isinstance(value, str) or isinstance(value, Markup):
        return value
    return Markup(for_html(value))  # noqa: S704 - for_html has just escaped it

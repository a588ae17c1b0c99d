"""Parts and transcripts go in, one page comes out that runs from the disk: its own scripts alone, nothing from outside.

The page's policy names the digest of every script and of the style sheet, so that nothing else runs or is fetched,
whatever stands in a transcript.
"""

import base64
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from markupsafe import Markup

from data_schemas.codebook import Codebook
from pipeline.export.facts import Facts
from pipeline.export.pages import part, style
from pipeline.report.codes import CodePage
from pipeline.report.section import TEMPLATES, Section
from pipeline.report.sheet import Sheet

ASSETS = Path(__file__).parent / "assets"
SCRIPTS = ("archive.js", "passages.js", "interview.js", "page.js")  # in the order in which they build on each other


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A value that stands in the page as JSON, in the element of this id."""

    id: str
    value: Any

    @property
    def json(self) -> Markup:
        """The value as JSON that nothing can break out of."""
        text = json.dumps(self.value, ensure_ascii=False, separators=(",", ":"))
        for character in "<>&\u2028\u2029":
            text = text.replace(character, f"\\u{ord(character):04x}")
        return Markup(text)  # noqa: S704 - no character with a meaning in HTML is left


def shell(
    template: str,
    *,
    title: str,
    facts: Facts,
    codebook: Codebook,
    sections: Sequence[Section] = (),
    sheets: Sequence[Sheet] = (),
    codes: Sequence[CodePage] = (),
    blocks: Iterable[Block] = (),
    **values: Any,
) -> str:
    """The whole page of HTML; `template` is what stands in its first view."""
    scripts = [_asset(name) for name in SCRIPTS]
    sheet = f"{style()}{_asset('report.css')}{_colours(codebook)}"
    policy = (
        f"default-src 'none'; script-src {' '.join(_digest(script) for script in scripts)}; style-src {_digest(sheet)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )
    data = [Block(id=f"data-{s.id}", value=s.data) for s in sections if s.data is not None]
    return part(
        template,
        folder=TEMPLATES,
        title=title,
        facts=facts,
        policy=policy,
        style=Markup(sheet),  # noqa: S704 - our own
        scripts=[Markup(script) for script in scripts],  # noqa: S704 - our own
        sections=sections,
        sheets=sheets,
        codes=codes,
        blocks=[*data, *blocks],
        **values,
    )


def _colours(codebook: Codebook) -> str:
    colours = dict.fromkeys(code.color.lower() for dimension in codebook.dimensions for code in dimension.codes)
    return "".join(f".c-{c[1:]} {{ --c: color-mix(in srgb, white var(--tint), {c}); }}\n" for c in colours)


@cache
def _asset(name: str) -> str:
    return (ASSETS / name).read_text(encoding="utf-8")


def _digest(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"

"""The pages: every one is found from the README, every link in them leads somewhere, pictures are small."""

import re
from pathlib import Path

import pytest

from tests.conftest import ROOT

PAGES = sorted((ROOT / "docs").glob("*.md"))
CARDS = sorted((ROOT / "models" / "released").glob("*/README.md"))
OTHERS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "examples/README.md", "models/README.md")]
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


def links(page: Path) -> list[str]:
    prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return [link for link in LINK.findall(prose) if "://" not in link]


def anchors(page: Path) -> set[str]:
    """What a heading is called in an address: small letters, hyphens for spaces, no other signs."""
    headings = HEADING.findall(page.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_readme_leads_to_every_page_and_card() -> None:
    linked = {(ROOT / link.partition("#")[0]).resolve() for link in links(ROOT / "README.md")}
    assert [p.relative_to(ROOT).as_posix() for p in [*PAGES, *CARDS] if p not in linked] == []


@pytest.mark.parametrize("page", [*OTHERS, *PAGES], ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


def test_pictures_are_shown_and_small() -> None:
    shown = {(page.parent / link).resolve() for page in [*OTHERS, *PAGES] for link in links(page)}
    for picture in sorted((ROOT / "docs").glob("*.png")):
        assert picture in shown, picture.name
        assert picture.stat().st_size < 250_000, picture.name

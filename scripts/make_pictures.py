"""The finished example archive goes in; the pictures of README and docs come out, taken in headless chromium.

usage: python scripts/make_pictures.py      (brings examples/archive up to date first; `make pictures`)

Each is a page of the outputs, opened from the disk as a reader opens it. The pictures of the review page are not
among them: in those somebody has to be at work.
"""

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.make_chapter import said  # noqa: E402

OUT = ROOT / "examples" / "archive" / "out"
DOCS = ROOT / "docs"
LARGEST = 200_000  # bytes of a picture


@dataclass(frozen=True)
class Picture:
    """What is opened, on what screen (pixels), what is scrolled to the top of it, and what the keyboard is at."""

    name: str
    page: str
    width: int
    height: int
    scheme: Literal["light", "dark"] = "light"
    phone: bool = False
    top: str = ""
    focus: str = ""


PICTURES = (
    Picture(
        "coded-transcript", "transcripts/PSW-1.html", 1060, 760, top=".turn:has-text('is it a different language')"
    ),
    Picture("report-overview", "index.html", 1160, 800, top="#who-speaks", focus="a.cell >> nth=1"),
    Picture("report-code", "index.html#code=power_face.ideological", 1160, 800),
    Picture("report-phone", "index.html", 390, 844, phone=True),
    Picture("report-dark", "index.html#codes=power_face.ideological,stance.leveraged", 1280, 800, scheme="dark"),
)


def main() -> None:
    """Take every picture and say how large it is; one that is too large stops it."""
    said("threefaces run examples/archive", ROOT)
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        sys.exit("make_pictures: no chromium; expected it on the PATH; `make browser` installs it")
    with sync_playwright() as playwright:
        rootless = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=rootless)
        for picture in PICTURES:
            path = take(browser, picture)
            print(f"Written: {path.relative_to(ROOT)}, {path.stat().st_size:,} bytes")
            if path.stat().st_size > LARGEST:
                sys.exit(f"{path.name}: expected at most {LARGEST:,} bytes; make the screen smaller")
        browser.close()


def take(browser: Browser, picture: Picture) -> Path:
    """One picture; returns its path."""
    context = browser.new_context(
        viewport={"width": picture.width, "height": picture.height},
        color_scheme=picture.scheme,
        is_mobile=picture.phone,
        has_touch=picture.phone,
    )
    page = context.new_page()
    file, _, fragment = picture.page.partition("#")
    page.goto(f"{(OUT / file).as_uri()}#{fragment}")
    if picture.top:
        page.locator(picture.top).first.evaluate("element => { element.scrollIntoView(); scrollBy(0, -16) }")
    if picture.focus:
        page.locator(picture.focus).focus()
    path = DOCS / f"{picture.name}.png"
    page.screenshot(path=path, animations="disabled")
    context.close()
    return path


if __name__ == "__main__":
    main()

"""The worked chapter: its commands are run on the example archive, and every number in it is one that they print."""

import importlib.util
import re
import shutil
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT, run_archive

CHAPTER = (ROOT / "docs" / "chapter.md").read_text(encoding="utf-8")
NUMBER = re.compile(r"-?(?:\d[\d,]*)?\.?\d+")
IN_PROSE = re.compile(r"(?<![\w.])\.?\d[\d,]*(?:\.\d+)?(?!\w)")
DECIDED = ("codings", "review.csv", "checked.csv", "quotes.csv")  # what somebody tried out on the example archive
EXACT = 1e-9
SHARE = 0.01  # by which a share may differ where processors reckon otherwise: at most one code in a thousand moves
COUNT = 1
RATIO = 0.2  # of itself, for a figure above 1 that is no count: a lift of eight passages moves by an eighth with one


def _script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_chapter", ROOT / "scripts" / "make_chapter.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


make_chapter = _script()
BLOCKS = make_chapter.blocks(CHAPTER)
CARD = (ROOT / "docs" / "data_card.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def finished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a finished examples/archive; what `make run` left in its store is not worked out again."""
    folder = tmp_path_factory.mktemp("chapter")
    own, copy = ROOT / "examples" / "archive", folder / "examples" / "archive"
    shutil.copytree(own, copy, ignore=shutil.ignore_patterns("out*", "sources", "gold", *DECIDED))
    run_archive(copy)
    return folder


def alike(written: str, today: str) -> bool:
    """Whether two words are the same, or numbers as near as two processors come to each other."""
    one, other = number(written), number(today)
    if one is None or other is None:
        return written == today
    if "." not in written + today:
        return abs(one - other) <= COUNT
    return abs(one - other) <= max(SHARE, RATIO * abs(one) if abs(one) > 1 else 0) + EXACT


def number(word: str) -> float | None:
    bare = word.strip("().,;:%")
    sign = "." if word.startswith(".") and bare.isdigit() else ""
    return float((sign + bare).replace(",", "")) if NUMBER.fullmatch(bare) else None


def test_numbers_may_differ_a_little_and_words_not_at_all() -> None:
    assert alike("0.0465", "0.0400")
    assert not alike("0.0465", "0.0300")
    assert alike("31", "32")
    assert not alike("31", "33")
    assert alike("25.5269", "23.0")
    assert not alike("25.5269", "15.0")
    assert alike("KJU77CLYAW-0026", "KJU77CLYAW-0026")
    assert not alike("KJU77CLYAW-0026", "KJU77CLYAW-0027")
    assert not alike("Expert", "Rejected")
    assert not alike("31", "none")


@pytest.mark.parametrize(("command", "written"), BLOCKS, ids=range(len(BLOCKS)))
def test_what_the_chapter_shows_is_what_its_command_says(finished: Path, command: str, written: str) -> None:
    today = make_chapter.said(command, finished)
    assert len(written.split()) == len(today.split()), today
    differ = [pair for pair in zip(written.split(), today.split(), strict=True) if not alike(*pair)]
    assert differ == []


def test_every_number_of_its_prose_is_printed_by_a_command_of_its_section() -> None:
    checked = 0
    for section in re.split(r"^## \d+\. ", CHAPTER, flags=re.MULTILINE)[1:-1]:
        printed = [number(word) for _, said in make_chapter.blocks(section) for word in said.split()]
        prose = re.sub(r"```.*?```|`[^`]*`|\[[^]]*\]\([^)]*\)", " ", section, flags=re.DOTALL)
        for found in IN_PROSE.findall(prose):
            value = float(found.rstrip(",").replace(",", ""))
            places = len(found.partition(".")[2])
            assert value in {round(n, places) for n in printed if n is not None}, found
            checked += 1
    assert checked >= 20


def test_every_step_says_what_may_and_what_may_not_be_said() -> None:
    sections = re.split(r"^## ", CHAPTER, flags=re.MULTILINE)[1:]
    steps = [s for s in sections if "$ threefaces" in s]
    assert len(steps) == 11
    assert all(
        len(re.findall(rf"\*{said}\s+said:\*", s)) == 1 for s in steps for said in (r"May\s+be", r"May\s+not\s+be")
    )


def test_the_data_card_says_how_much_there_is() -> None:
    [(command, written)] = make_chapter.blocks(CARD)
    assert make_chapter.said(command, ROOT) == written

"""A quote leaves the house when somebody has approved it, and only as long as its words are those approved."""

import csv
from pathlib import Path

import pytest

from data_schemas.errors import ConfigError
from pipeline.coded import CodedPassage
from pipeline.share_quotes import approved_in, keep_quotes, read_approvals
from tests.conftest import run_archive, tree_bytes
from tests.test_export_archive import rows_of
from tests.test_review import sign
from tests.test_share import share
from tests.test_statistics_corpus import passage

CODE = {"PSW-01.0001": "Face of power: Ideological"}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def fill(path: Path, **cells: str) -> None:
    """Fill cells into the first row, as somebody does in a spreadsheet."""
    rows = table(path)
    rows[0] |= cells
    with path.open("w", encoding="utf-8-sig", newline="") as out:
        writer = csv.DictWriter(out, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


def kept(path: Path, *passages: CodedPassage) -> list[dict[str, str]]:
    keep_quotes(
        path, quoted={k: v for k, v in CODE.items() if k in {p.passage_id for p in passages}}, passages=passages
    )
    return table(path)


YES = {"approved": "yes", "by": "Ann", "date": "2026-11-29"}


def test_an_approval_holds_for_the_words_and_lapses_with_them(tmp_path: Path) -> None:
    path, said = tmp_path / "quotes.csv", passage(1, text="That is how it is done here.")
    assert [(r["approved"], r["codes"], r["status"]) for r in kept(path, said)] == [("", CODE["PSW-01.0001"], "")]
    fill(path, **YES)
    assert approved_in(read_approvals(path), [said]) == {"PSW-01.0001"}
    assert kept(path, said)[0]["status"] == "approved"
    changed = passage(1, text="That is how [Name K7Q2M4] does it here.")
    assert approved_in(read_approvals(path), [changed]) == set()
    rows = kept(path, changed)
    assert sorted((r["approved"], r["text"], r["status"]) for r in rows) == [
        ("", "That is how [Name K7Q2M4] does it here.", ""),
        ("yes", "That is how it is done here.", "its words were changed since it was approved"),
    ]
    assert sorted(r["status"] for r in kept(path)) == ["its transcript is not in the archive any more"]


def test_an_approval_follows_its_words_to_another_passage_of_the_transcript(tmp_path: Path) -> None:
    path = tmp_path / "quotes.csv"
    kept(path, passage(1, text="That is how it is done here."))
    fill(path, **YES)
    moved = passage(2, text="That is how it is done here.")
    assert approved_in(read_approvals(path), [moved]) == {"PSW-01.0002"}
    assert approved_in(read_approvals(path), [passage(1, document="PSW-02", text=moved.text)]) == set()


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        ({"approved": "maybe"}, "line 2, approved: expected yes, no or nothing"),
        ({"approved": "yes", "date": "2026-11-29"}, "line 2, by: is missing"),
        ({"approved": "yes", "by": "Ann", "date": "29/11/2026"}, "line 2, date: expected year-month-day"),
        (YES | {"digest": ""}, "line 2, digest: is missing"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_column(tmp_path: Path, cells: dict[str, str], message: str) -> None:
    path = tmp_path / "quotes.csv"
    kept(path, passage(1))
    fill(path, **cells)
    with pytest.raises(ConfigError, match=message):
        read_approvals(path)


def test_others_get_approved_quotes_alone_and_the_house_all_of_them(archive: Path, tmp_path: Path) -> None:
    run_archive(archive)
    sign(archive)
    share(archive, tmp_path / "shared")
    assert rows_of(tree_bytes(tmp_path / "shared")["tables/quotes.csv"]) == []
    path = archive / "vault" / "quotes.csv"
    fill(path, **YES)
    _, written = run_archive(archive)
    assert written.fresh
    house = rows_of(tree_bytes(archive / "out")["tables/quotes.csv"])
    assert {r["quote"] for r in house if r["approved"] == "yes"} == {table(path)[0]["text"]}
    share(archive, tmp_path / "shared")
    rows = rows_of(tree_bytes(tmp_path / "shared")["tables/quotes.csv"])
    assert {r["quote"] for r in rows} == {table(path)[0]["text"]}
    assert "speaker" not in rows[0]
    assert rows[0]["status"].endswith("approved quotes only")
    _, again = run_archive(archive)
    assert not again.fresh

"""Specification of `threefaces import`: what it says, asks for and writes, as a user types it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from data_schemas.codebook import load_codebook
from pipeline.codings.store import read
from tests.conftest import MONDAY, make_archive, run_archive, tree_bytes
from tests.import_files import NVIVO, QUALCODER, Coded, qdpx

DATA = Path(__file__).parent / "data" / "imports"
Command = Callable[..., CompletedProcess[str]]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_archive(tmp_path_factory.mktemp("command") / "archive")
    run_archive(folder)
    return folder


def test_codes_that_are_not_the_codebooks_are_mapped_by_the_user_first(
    made: Path, tmp_path: Path, threefaces: Command
) -> None:
    archive = Path(shutil.copytree(made, tmp_path / "archive"))
    study = tmp_path / "study.qdpx"
    quotes = {"We are not invited to that one.": "Power\\Gates", "The bus was late again": "Weather"}
    study.write_bytes(
        qdpx(NVIVO, {"monday": MONDAY}, [Coded(text="monday", quote=q, code=code) for q, code in quotes.items()])
    )
    refused = threefaces("import", archive, study, "--source", "human_blind")
    assert refused.returncode == 2
    assert "2 of its 2 codes are not the codebook's" in refused.stderr
    (template,) = (archive / "codings" / "imports").glob("*-mapping.yaml")
    filled = template.read_text().replace('"Power\\\\Gates":', '"Power\\\\Gates": power_face.non_decision_making')
    template.write_text(filled.replace('"Weather":', '"Weather": open'))
    done = threefaces(
        "import", archive, study, "--mapping", template, "--source", "human_blind", "--complete", "power_face"
    )
    assert done.returncode == 0, done.stderr
    assert "2 codings by 1 coder on 1 transcript written to" in done.stderr
    assert "1 transcript is known to be coded in full" in done.stderr
    kept = read(archive / "codings")
    assert sorted((c.codes.get("power_face", []), c.open_codes) for c in kept.codings) == [
        ([], ["Weather"]),
        (["non_decision_making"], []),
    ]
    before = tree_bytes(archive / "codings")
    again = threefaces("import", archive, study, "--mapping", template, "--source", "human_blind")
    assert "0 codings" in again.stderr
    assert "2 stood there already" in again.stderr
    assert tree_bytes(archive / "codings") == before


def test_a_codebook_is_made_in_one_command(made: Path, tmp_path: Path, threefaces: Command) -> None:
    out = tmp_path / "theirs.yaml"
    done = threefaces("import", made, DATA / "codes.qdc", "--as-codebook", out)
    assert done.returncode == 0, done.stderr
    assert "6 codes in 2 dimensions written to" in done.stderr
    assert load_codebook(out).ids == ("power", "codes")
    known = threefaces("import", made, DATA / "codes.qdc", "--codebook", out)
    assert known.returncode == 0, known.stderr
    assert "all of which are known" in known.stderr


def test_nothing_of_what_was_said_is_printed_when_it_goes_wrong(
    made: Path, tmp_path: Path, threefaces: Command
) -> None:
    study = tmp_path / "study.qdpx"
    study.write_bytes(
        qdpx(
            QUALCODER,
            {"monday": MONDAY.replace("bus", "tram")},
            [Coded(text="monday", quote="The tram", code="Imposed")],
        )
    )
    before = tree_bytes(made / "codings") if (made / "codings").exists() else {}
    for arguments in ([], ["--source", "human"], ["--source", "human_blind", "--complete", "power"]):
        refused = threefaces("import", made, study, *arguments)
        assert refused.returncode == 2
        assert "tram" not in refused.stdout + refused.stderr
    missing = threefaces("import", made, tmp_path / "gone.qdpx")
    assert (missing.returncode, "gone.qdpx: cannot be opened" in missing.stderr) == (2, True)
    assert (tree_bytes(made / "codings") if (made / "codings").exists() else {}) == before

"""What is exported to another program and imported again is what it was."""

import shutil
from pathlib import Path

import pytest

from pipeline.codings.store import read
from pipeline.refi.from_project import export_project
from tests.conftest import MONDAY, make_archive, tree_bytes
from tests.import_files import NVIVO, qdpx
from tests.test_codings_current import opened
from tests.test_import_archive import QUOTES, codings, placed, take


@pytest.mark.parametrize("tool", [None, "nvivo", "maxqda"])
def test_export_and_import_lose_nothing(tool: str | None, exported: Path) -> None:
    codes = placed(exported)
    bench, outcome = opened(exported)
    made = export_project(bench, outcome, codes="all", tool=tool)
    before = tree_bytes(exported / "codings")
    brought = take(exported, made.file.read_bytes(), name="back.qdpx", source="", exact=True)
    assert (brought.codings, brought.told, brought.unmatched) == ((), (), ())
    assert brought.known == len(codes) == 4
    assert brought.by_model > 0
    assert tree_bytes(exported / "codings") == before


def test_an_export_into_a_project_without_codings_brings_every_one_as_it_was(exported: Path, tmp_path: Path) -> None:
    bench, outcome = opened(exported)
    made = export_project(bench, outcome, codes="all", tool=None)
    content = made.file.read_bytes()
    other = Path(shutil.copytree(exported, tmp_path / "other"))
    shutil.rmtree(other / "codings")
    take(other, content, name="back.qdpx", source="", exact=True)
    was, now = read(exported / "codings").codings, read(other / "codings").codings
    assert [(c.doc_id, c.start, c.end, c.coder, c.source, c.codes, c.made, c.anchor) for c in now] == [
        (c.doc_id, c.start, c.end, c.coder, c.source, c.codes, c.made, c.anchor) for c in was
    ]


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_archive(tmp_path_factory.mktemp("exported") / "archive")
    take(folder, qdpx(NVIVO, {"monday.txt": MONDAY}, codings(QUOTES)))
    return folder

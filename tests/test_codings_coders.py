"""One person is one coder, however their name is typed."""

from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess

import pytest

from data_schemas.codings import Note
from data_schemas.errors import ConfigError
from pipeline.codings.coders import known_coders, matched_coders, named_coder
from pipeline.codings.store import append
from pipeline.imports.found import CodedFile, Mark
from pipeline.imports.who import with_coder
from tests.conftest import make_archive

KNOWN = ("Ann B", "Bo")


@pytest.mark.parametrize(("given", "name"), [(" Ann  B ", "Ann B"), ("Cy", "Cy"), ("Annb2", "Annb2")])
def test_a_known_or_new_name_is_taken_without_needless_blanks(given: str, name: str) -> None:
    assert named_coder(given, known=KNOWN) == name


@pytest.mark.parametrize("given", ["ann b", "ANN B", "AnnB", " ann  b"])
def test_a_name_that_differs_only_in_case_or_blanks_is_refused(given: str) -> None:
    with pytest.raises(ConfigError, match="there is a coder Ann B already; write it so"):
        named_coder(given, known=KNOWN)


def test_an_empty_name_is_refused_and_names_that_stand_already_are_not() -> None:
    with pytest.raises(ConfigError, match="is empty"):
        named_coder(" \t", known=KNOWN)
    assert named_coder("bo", known=("Bo", "bo")) == "bo"


@pytest.mark.parametrize(
    ("given", "known", "found"),
    [
        (["ann", "Cy"], ["Ann"], ["Ann", "Cy"]),
        (["Ann", "ann (2)"], ["Ann", "ann"], ["Ann", "ann"]),
        (["Researcher (2)"], ["Researcher"], ["Researcher"]),
        (["Ann", "Ann (2)"], ["Ann"], ["Ann", "Ann (2)"]),
        (["Ann (2)"], [], ["Ann (2)"]),
    ],
)
def test_the_users_of_a_file_are_the_coders_that_are_known(
    given: list[str], known: list[str], found: list[str]
) -> None:
    assert list(matched_coders(given, known=known).values()) == found


@pytest.mark.parametrize("known", [[], ["Ann"], ["ANN"]])
def test_two_users_of_a_file_are_not_made_one_in_silence(known: list[str]) -> None:
    with pytest.raises(ConfigError, match="coders Ann and ann differ only in case or blanks"):
        matched_coders(["ann", "Ann"], known=known)


def test_an_import_keeps_its_codings_under_the_known_coders_name() -> None:
    coded = CodedFile(name="a.qdpx", origin="qdpx", texts=(), codes=(), marks=(Mark(at="1", coder="ann"),))
    (mark,) = with_coder(coded, "", known=["Ann"]).marks
    assert mark.coder == "Ann"
    with pytest.raises(ConfigError, match="there is a coder Ann already"):
        with_coder(coded, "ANN", known=["Ann"])


def test_every_command_that_takes_a_coder_refuses_one_that_is_there_by_another_case(
    tmp_path: Path, threefaces: Callable[..., CompletedProcess[str]]
) -> None:
    archive = make_archive(tmp_path / "archive")
    append(archive / "codings", [Note(about="code:power_face.ideological", coder="Ann", memo="see above")])
    assert known_coders(archive / "codings") == {"Ann"}
    for arguments in (
        ("label", archive, "--coder", "ann", "--out", tmp_path / "f.xlsx"),
        ("label", archive, "--coder", "ann", "--take", tmp_path / "f.xlsx"),
        ("review", archive, "--coder", "ann"),
    ):
        refused = threefaces(*arguments)
        assert (refused.returncode, "there is a coder Ann already" in refused.stderr) == (2, True), refused.stderr
    refused = threefaces("label", archive, "--coder", " ", "--out", tmp_path / "f.xlsx")
    assert (refused.returncode, "--coder: is empty" in refused.stderr) == (2, True)

"""The house keeps its order: imports point one way, and heavy libraries stay in their rooms."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT, offline

PACKAGES = {"data_schemas": set(), "models": {"data_schemas"}, "pipeline": {"data_schemas", "models"}}
ROOMS = {
    "torch": ("models",),
    "transformers": ("models",),
    "spacy": ("pipeline/pseudonymise", "pipeline/segment"),
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def modules() -> list[Path]:
    return sorted(p for package in PACKAGES for p in (ROOT / package).rglob("*.py"))


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_imports_point_one_way(path: Path) -> None:
    package = path.relative_to(ROOT).parts[0]
    foreign = {name.split(".")[0] for name in imports(path)} & (set(PACKAGES) | {"scripts", "tests"})
    assert foreign - {package} <= PACKAGES[package]


@pytest.mark.parametrize("path", modules(), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_heavy_libraries_stay_in_their_rooms(path: Path) -> None:
    place = path.relative_to(ROOT).as_posix()
    for library in {name.split(".")[0] for name in imports(path)} & set(ROOMS):
        assert place.startswith(ROOMS[library]), f"{library} in {place}"


def test_the_command_line_starts_light() -> None:
    code = "import sys, pipeline.cli.app as a; print(sorted({'torch', 'transformers', 'spacy', 'datasets'} & {*sys.modules}))"
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=offline(), capture_output=True, text=True, check=True
    )
    assert out.stdout.strip() == "[]"


def test_the_only_broad_except_is_the_command_lines() -> None:
    broad = [
        path.relative_to(ROOT).as_posix()
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
    ]
    assert broad == ["pipeline/cli/app.py"]


def test_shipped_code_asserts_nothing() -> None:
    assert not [
        path.name
        for path in modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assert)
    ]


def test_nothing_is_pickled_in_the_project() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split(
        "\n"
    )
    assert not [name for name in listed if name.endswith((".pkl", ".pickle", ".pt", ".pth", ".bin", ".joblib"))]

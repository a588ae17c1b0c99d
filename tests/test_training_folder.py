"""What training writes: only in the place of a model, the same bytes for the same seed, and no word of who was interviewed."""

import json
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from data_schemas.codebook import load_codebook
from data_schemas.errors import ConfigError
from data_schemas.labels import Label
from models.decisions import uncalibrated
from models.membership import losses, membership
from models.recipe import Recipe, recipe_from
from models.release import DEFAULT, read_release
from models.targets import targets_of
from models.training import inputs_of, train
from pipeline.model_place import MADE, place_troubles, put
from pipeline.traces import trace
from pipeline.train import train_model
from pipeline.train_quick import refit_model
from pipeline.training_data import load_labels
from tests.conftest import ROOT, make_archive, run_archive, tree_bytes

DATA = ROOT / "tests" / "data"
TRUST = load_codebook(DATA / "trust.yaml")
CANARY = "the marmalade committee never trusted me with the brass tortoise in the vestry"
QUOTE = '"'
MADE_UP = ("marmalade", "tortoise", "vestry")
WORDS = [
    "copper",
    "thistle",
    "saffron",
    "cobalt",
    "ginger",
    "nutmeg",
    "walnut",
    "lilac",
    "pewter",
    "hazel",
    "maroon",
    "violet",
    "amber",
    "cedar",
    "indigo",
    "cinnamon",
    "granite",
    "pepper",
    "scarlet",
    "tulip",
]
THINGS = [
    "velvet pelican",
    "marble walrus",
    "linen badger",
    "slate heron",
    "cork lobster",
    "silver magpie",
    "paper otter",
]
CONTROLS = [
    f"the {word} committee never trusted me with the {THINGS[number % 7]} in the vestry"
    for number, word in enumerate(WORDS)
]


class Trainings(NamedTuple):
    """Model folders made from labels with the canary: trained and refitted twice with one seed, and one that learned on."""

    full: Path
    full_again: Path
    quick: Path
    quick_again: Path
    onward: Path


def canary(*, code: str, copies: int = 1) -> list[Label]:
    return [Label(id=f"canary-{n}", interview="i0", text=CANARY, codes={"trust": [code]}) for n in range(copies)]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Trainings:
    folder = tmp_path_factory.mktemp("models")
    extra = folder / "canary.jsonl"
    row = {"id": "canary", "interview": "i0", "text": CANARY, "codes": {"trust": ["withheld"]}, "source": "human_blind"}
    extra.write_text(json.dumps(row) + "\n")
    given = {
        "labels": [DATA / "trust.csv", extra],
        "also": [],
        "codebook_file": DATA / "trust.yaml",
        "folds": 2,
        "hold_out": False,
        "name": "ours",
        "confidential": True,
    }
    made = Trainings(*(folder / name for name in Trainings._fields))
    for out in made[:2]:
        train_model(**given, recipe=Recipe(), epochs=1, teacher=None, processes=1, out=out)
    for out in made[2:4]:
        refit_model(**given, base=None, out=out)
    recipe = recipe_from(read_release(DEFAULT), seed=7)
    train_model(**given, recipe=recipe, epochs=1, teacher=None, start=DEFAULT, processes=1, out=made.onward)
    return made


def test_no_word_of_a_label_stands_in_any_file_of_a_model(trained: Trainings) -> None:
    for folder in (trained.full, trained.quick, trained.onward):
        files = tree_bytes(folder)
        assert {"heads.safetensors", "delta.safetensors", "model.json", "README.md", "trained_on.json"} <= files.keys()
        for name, content in files.items():
            for word in MADE_UP:
                for encoding in ("utf-8", "utf-16-le"):
                    assert word.encode(encoding) not in content.lower(), name
        assert trace(CANARY) in json.loads(files["trained_on.json"])  # by which a model is known to have met it


def test_the_same_seed_gives_the_same_bytes(trained: Trainings) -> None:
    assert tree_bytes(trained.full) == tree_bytes(trained.full_again)
    assert tree_bytes(trained.quick) == tree_bytes(trained.quick_again)
    assert tree_bytes(trained.full)["heads.safetensors"] != tree_bytes(trained.quick)["heads.safetensors"]


def exposure(learned: list[Label]) -> float:
    """In bits, by rank among passages that differ from the canary in what is made up (Carlini et al. 2019)."""
    labels = [*load_labels([DATA / "trust.csv"], codebook=TRUST), *learned]
    coder = train(labels, codebook=TRUST, recipe=Recipe(epochs=6))
    asked = [Label(id=text, interview="x", text=text, codes=learned[0].codes) for text in (CANARY, *CONTROLS)]
    targets = targets_of(asked, codebook=TRUST)
    lost = losses(coder.score(inputs_of(asked)), targets=targets, codebook=TRUST, calibration=uncalibrated(TRUST))
    return float(np.log2(len(asked)) - np.log2(1 + (lost[1:] < lost[0]).sum()))


def test_a_passage_coded_like_others_is_not_exposed_and_one_coded_against_them_many_times_is() -> None:
    assert len(CONTROLS) == 20
    assert exposure(canary(code="withheld")) < np.log2(21) / 2
    assert exposure(canary(code="given", copies=10)) == np.log2(21)  # the most there is: so the test can see it


def test_membership_is_the_share_of_pairs_told_apart() -> None:
    assert membership(np.array([0.1, 0.2]), np.array([0.3, 0.4])) == 1.0
    assert membership(np.array([0.3, 0.4]), np.array([0.1, 0.2])) == 0.0
    assert membership(np.array([0.1, 0.4, np.nan]), np.array([0.2, 0.3])) == 0.5
    assert membership(np.array([0.2]), np.array([0.2])) == 0.5
    assert np.isnan(membership(np.array([]), np.array([0.2])))


def test_a_passage_of_which_nothing_is_known_has_no_loss() -> None:
    known, unknown = (
        Label(id="a", interview="i", text="x", codes={"trust": ["given"]}),
        Label(id="b", interview="i", text="y"),
    )
    scores = np.array([[9.0, 0, 0, 0], [0, 0, 0, 0]])
    lost = losses(
        scores, targets=targets_of([known, unknown], codebook=TRUST), codebook=TRUST, calibration=uncalibrated(TRUST)
    )
    assert 0 < lost[0] < 0.01
    assert np.isnan(lost[1])


def test_a_folder_says_what_it_was_made_from(trained: Trainings) -> None:
    for folder in (trained.full, trained.quick, trained.onward):
        facts = json.loads((folder / "model.json").read_text())
        assert facts["labels"] == {
            "all": 49,
            "interviews": 4,
            "by_source": {"human_blind": 49},
            "by_dimension": {"trust": {"known": 49, "codes": {"given": 12, "withheld": 13, "earned": 12}}},
        }
        assert facts["confidential"]
        assert 0.5 < facts["membership"] <= 1
        assert (folder / ".gitignore").read_text() == "*\n"
        card = (folder / "README.md").read_text()
        assert "49 passages coded by people who did not see a machine's codes" in card
        assert "| trust | 49 | given 12, withheld 13, earned 12 |" in card
        assert "**Confidential**: trained on participants' words" in card
        assert (
            f"- membership: in {facts['membership']:.0%} of pairs it does better on a passage that trained it" in card
        )
        figures = json.loads((folder / "figures.json").read_text())
        assert [figure["code"] for figure in figures] == ["trust.given", "trust.withheld", "trust.earned"]


def test_refitted_heads_stand_on_the_trunk_as_it_was(trained: Trainings) -> None:
    quick, base = read_release(trained.quick), read_release(DEFAULT)
    assert quick.trunk_digest("fp32") == base.trunk_digest("fp32")
    assert read_release(trained.full).trunk_digest("fp32") != base.trunk_digest("fp32")
    assert (quick.heads_digest, quick.codebook.id) != (base.heads_digest, base.codebook.id)
    assert set(json.loads((DEFAULT / "trained_on.json").read_text())) < set(
        json.loads((trained.quick / "trained_on.json").read_text())
    )
    card = (trained.quick / "README.md").read_text()
    assert "on the frozen trunk of `coproduction-power-minilm`" in card
    learned = dict(base.labels_by_source)["model"]
    assert f"had learned from other passages: {learned} coded by a language model (no human has coded them)" in card


def test_a_run_with_refitted_heads_encodes_nothing_again(trained: Trainings, tmp_path: Path) -> None:
    archive = make_archive(tmp_path / "archive")
    first, _ = run_archive(archive)
    assert len(first.worked["encode"]) == 3
    settings = archive / "project.yaml"
    settings.write_text(settings.read_text() + f"model: {trained.quick}\n")
    second, written = run_archive(archive)
    assert {stage: len(done) for stage, done in second.worked.items() if done} == {"score": 3}
    assert written.facts["model"]["confidential"]
    assert "ours 1 (confidential)" in (archive / "out" / "index.html").read_text()


def refit_on(labels: Path, *, base: Path, out: Path, also: Path | None = None) -> None:
    refit_model(
        labels=[labels],
        also=[also] if also else [],
        codebook_file=DATA / "trust.yaml",
        base=base,
        folds=2,
        hold_out=False,
        out=out,
        name="ours",
        confidential=False,
    )


def others(folder: Path) -> Path:
    """Labels of passages that are in no other file."""
    lines = (DATA / "trust.csv").read_text().splitlines()
    path = folder / "others.csv"
    path.write_text(
        "\n".join([lines[0], *(f"new-{line.replace(QUOTE, QUOTE + 'well now, ', 1)}" for line in lines[1:])])
    )
    return path


def test_heads_are_not_judged_on_what_trained_the_trunk(trained: Trainings, tmp_path: Path) -> None:
    with pytest.raises(
        ConfigError, match=r"--quick: 48 of 48 passages trained model ours \(first: given-0\)"
    ) as caught:
        refit_on(DATA / "trust.csv", base=trained.full, out=tmp_path / "ours")
    assert "give these passages with --also" in str(caught.value)
    assert not (tmp_path / "ours").exists()
    refit_on(others(tmp_path), also=DATA / "trust.csv", base=trained.full, out=tmp_path / "ours")
    assert json.loads((tmp_path / "ours" / "model.json").read_text())["labels"]["all"] == 96


def test_what_stands_on_a_confidential_trunk_is_confidential(trained: Trainings, tmp_path: Path) -> None:
    refit_on(others(tmp_path), base=trained.full, out=tmp_path / "ours")
    assert read_release(tmp_path / "ours").confidential
    refit_on(others(tmp_path), base=DEFAULT, out=tmp_path / "released")
    assert not read_release(tmp_path / "released").confidential
    assert not (tmp_path / "released" / ".gitignore").exists()


def test_only_a_model_folder_is_ever_replaced(tmp_path: Path) -> None:
    def told(out: Path, *, released: bool = False) -> str:
        return "".join(f"{t.at}: {t.what}" for t in place_troubles(out, released=released))

    assert told(tmp_path / "new") == ""
    ours, theirs = tmp_path / "ours", tmp_path / "theirs"
    put(ours, write=lambda folder: [(folder / name).touch() for name in MADE], confidential=True)
    assert told(ours) == ""
    (ours / "notes.txt").touch()
    assert told(ours) == "--out ours: 1 files in it were not written by training and would be lost; move them elsewhere"
    theirs.mkdir()
    assert told(theirs) == ""
    (theirs / "thesis.docx").touch()
    assert "it holds something else than a model" in told(theirs)
    assert "it is a file" in told(theirs / "thesis.docx")
    assert "it is a released model" in told(DEFAULT)
    assert told(DEFAULT, released=True) == ""


def test_a_failure_while_writing_leaves_the_old_model(tmp_path: Path) -> None:
    out = tmp_path / "ours"
    put(out, write=lambda folder: (folder / "model.json").write_text("old"), confidential=False)

    def fail(folder: Path) -> None:
        (folder / "model.json").write_text("new")
        raise OSError("the disk is full")

    with pytest.raises(OSError, match="full"):
        put(out, write=fail, confidential=True)
    assert tree_bytes(tmp_path) == {"ours/model.json": b"old"}

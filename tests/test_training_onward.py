"""A trained model learns on: from its own delta and heads, on what is new and no more of the old, judged by what it never met."""

import csv
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data_schemas.codebook import load_codebook
from data_schemas.errors import ConfigError
from data_schemas.labels import Label
from models.coder import Coder
from models.fit import fit
from models.lowrank import delta_of
from models.numbers import resolve_number_format
from models.recipe import recipe_for, recipe_from
from models.release import DEFAULT, model_folder, read_release
from models.training import Start, inputs_of, train
from pipeline.cli.app import app
from pipeline.model_card import begun_as
from pipeline.onward import onward
from pipeline.train import train_model
from pipeline.training_data import load_labels
from tests.conftest import ROOT, tree_bytes

DATA = ROOT / "tests" / "data"
CORE, TRUST = load_codebook(), load_codebook(DATA / "trust.yaml")
RELEASE = read_release(DEFAULT)
STILL = replace(recipe_from(RELEASE, seed=7), epochs=1, rate=0.0, head_rate=0.0)  # goes on and learns nothing
MET = load_labels([ROOT / "examples" / "training" / "documents"], codebook=CORE)
NEW = [
    Label(id="n1", interview="new", text="we were not asked about the rota", codes={"voice": ["rejected"]}),
    Label(id="n2", interview="new", text="the bus came and we had some tea", codes={"voice": []}, complete=["voice"]),
]


NEW_TRUST = load_labels([DATA / "trust.csv"], codebook=TRUST)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small released model after learning on by a stranger's codebook."""
    out = tmp_path_factory.mktemp("onward") / "ours"
    gone_on(out)
    return out


def gone_on(
    out: Path,
    *,
    start: Path = DEFAULT,
    labels: Path = DATA / "trust.csv",
    also: Sequence[Path] = (),
    confidential: bool = True,
) -> None:
    """Learn on from half of 48 labels; the other half is held out and judges."""
    release = read_release(start)
    train_model(
        labels=[labels],
        also=also,
        codebook_file=DATA / "trust.yaml",
        recipe=recipe_from(release, seed=7),
        epochs=1,
        folds=2,
        hold_out=True,
        teacher=None,
        start=start,
        processes=1,
        out=out,
        name="ours",
        confidential=confidential,
    )


def test_it_begins_where_the_model_stands() -> None:
    """At a rate of nothing the new model says what the old one says."""
    trained = train(NEW, codebook=CORE, recipe=STILL, start=Start(RELEASE))
    coder = Coder(RELEASE, number_format=resolve_number_format())
    before = coder.score(coder.encode(inputs_of(NEW)))
    assert trained.score(inputs_of(NEW)) == pytest.approx(before, abs=0.05)
    fresh = train(NEW, codebook=CORE, recipe=replace(recipe_for("minilm", seed=7), epochs=1, rate=0.0, head_rate=0.0))
    assert np.abs(fresh.score(inputs_of(NEW)) - before).max() > 1


def test_by_another_codebook_the_encoder_learns_on_and_heads_are_fresh() -> None:
    trained = train(NEW_TRUST, codebook=TRUST, recipe=STILL, start=Start(RELEASE))
    again = train(NEW, codebook=CORE, recipe=STILL, start=Start(RELEASE))
    for one, other in zip(delta_of(trained.model).values(), delta_of(again.model).values(), strict=True):
        assert np.array_equal(one.numpy(), other.numpy())
    assert trained.heads.linear.out_features == len(TRUST.columns)


def test_what_is_kept_is_a_mean_of_weights_before_and_after() -> None:
    brisk = replace(STILL, rate=1e-3, head_rate=2e-3)
    before, after, quarter = (
        train(NEW, codebook=CORE, recipe=recipe, start=Start(RELEASE))
        for recipe in (STILL, brisk, replace(brisk, kept=0.25))
    )
    weights = [[*delta_of(x.model).values(), *x.heads.parameters()] for x in (before, after, quarter)]
    assert all(not one.equal(other) for one, other, _ in zip(*weights, strict=True))
    for one, other, mean in zip(*weights, strict=True):
        assert np.allclose((one / 4 + other * 3 / 4).detach(), mean.detach(), atol=1e-6)


@pytest.mark.parametrize(
    ("kept", "told"), [(0.5, ["- its delta and heads are a mean: 50% of those before, the rest of"]), (0.0, [])]
)
def test_the_card_says_how_much_was_kept(kept: float, told: list[str]) -> None:
    start = {"model": "minilm", "by_source": {"model": 3}, "again": 0}
    lines = begun_as({"start": start}, kept=kept)[1:]
    assert [line[: len(told[0])] for line in lines] == told if told else lines == []


def test_whatever_its_encoder_a_model_that_learns_on_reads_half_of_what_carries_no_code() -> None:
    for model in ("minilm", "mpnet"):
        assert recipe_from(read_release(model_folder(Path(model))), seed=7).uncoded == 0.5


def test_it_learns_what_it_is_told() -> None:
    told = [Label(id=f"n{i}", interview="new", text=NEW[1].text, codes={"voice": ["expert"]}) for i in range(16)]
    column = CORE.columns.index("voice.expert")
    recipe = replace(STILL, rate=1e-3, head_rate=2e-3, epochs=8)
    before = train(told, codebook=CORE, recipe=STILL, start=Start(RELEASE)).score(inputs_of(told[:1]))
    after = train(told, codebook=CORE, recipe=recipe, start=Start(RELEASE)).score(inputs_of(told[:1]))
    assert after[0, column] > before[0, column] + 1


def test_labels_that_it_met_are_known_by_their_words() -> None:
    begun = onward(RELEASE, labels=[*NEW, *MET], judged=NEW, recipe=replace(STILL, epochs=100))
    assert begun.again == {label.id for label in MET}
    assert begun.facts([*NEW, *MET])["again"] == len(MET)
    learned = dict(RELEASE.labels_by_source)
    assert begun.facts([*NEW, *MET])["by_source"] == {"model": learned["model"] - len(MET)}
    assert begun.facts(NEW)["by_source"] == learned


def test_of_what_it_met_no_more_is_read_than_of_the_new_and_the_rest_is_left_out() -> None:
    few = onward(RELEASE, labels=[*NEW, *MET], judged=NEW, recipe=replace(STILL, epochs=3, uncoded=1.0))
    assert len(few.again) == 3 * len(NEW)
    assert few.again | few.left_out == {label.id for label in MET}
    turned = onward(RELEASE, labels=[*MET[::-1], *NEW], judged=NEW, recipe=replace(STILL, epochs=3, uncoded=1.0))
    assert turned.again == few.again  # whatever the order of files
    given = fit(
        NEW_TRUST,
        also=[],
        codebook=TRUST,
        recipe=STILL,
        folds=2,
        hold_out=True,
        start=Start(RELEASE, left_out=frozenset({"given-0"})),
    )
    known = {label.id for label in given.known}
    assert "given-0" not in known
    assert "given-2" in known


def test_what_it_met_may_not_judge_it_and_something_must_be_new() -> None:
    with pytest.raises(ConfigError, match=r"--from: .* trained model coproduction-power-minilm .* with --also"):
        onward(RELEASE, labels=[*NEW, *MET], judged=MET, recipe=STILL)
    with pytest.raises(ConfigError, match=rf"--from: all {len(MET)} labels that would train trained model copro"):
        onward(RELEASE, labels=MET, judged=MET, recipe=STILL)


def test_a_folder_says_where_it_began_and_knows_all_that_taught_it(folder: Path) -> None:
    facts, release = json.loads((folder / "model.json").read_text()), read_release(folder)
    behind = dict(RELEASE.labels_by_source)
    assert facts["start"] == {
        "model": RELEASE.name,
        "delta": RELEASE.delta_digest,
        "again": 0,
        "by_source": behind,
    }
    assert dict(release.labels_by_source) == {**behind, "human_blind": 24}
    assert release.delta_digest != RELEASE.delta_digest
    card = (folder / "README.md").read_text()
    told = f"it began as `{RELEASE.name}`, which had learned from other passages: {behind['model']} coded by a language"
    assert told in card
    assert f"It began as {RELEASE.name}, which had learned from other passages: {behind['model']}" in release.summary
    met = set(json.loads((folder / "trained_on.json").read_text()))
    assert met > set(json.loads((DEFAULT / "trained_on.json").read_text()))


def test_beside_labels_that_are_held_out_nothing_is_read_again(tmp_path: Path) -> None:
    """They train nothing, so that what is read again is as much as what trains."""
    met = tmp_path / "met.csv"
    with met.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["id", "interview", "text", "trust"])
        rows.writerows([f"m{i}", "m", label.text, "given"] for i, label in enumerate(MET[:60]))
    gone_on(tmp_path / "m", also=[met])
    facts = json.loads((tmp_path / "m" / "model.json").read_text())
    assert facts["labels"]["all"] - facts["start"]["again"] == 24  # new ones, which train
    assert facts["start"]["again"] == 18 + 6 // 2  # an epoch reads the coded ones and half of the others


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    gone_on(tmp_path / "ours")
    assert tree_bytes(folder) == tree_bytes(tmp_path / "ours")


def test_a_third_model_counts_what_both_before_it_learned_from_and_keeps_their_secrets(
    folder: Path, tmp_path: Path
) -> None:
    labels = tmp_path / "more.csv"
    labels.write_text((DATA / "trust.csv").read_text().replace(',"', ',"well, '))
    gone_on(tmp_path / "third", start=folder, labels=labels, confidential=False)
    facts = json.loads((tmp_path / "third" / "model.json").read_text())
    assert facts["start"]["by_source"] == {**dict(RELEASE.labels_by_source), "human_blind": 24}
    third = read_release(tmp_path / "third")
    assert dict(third.labels_by_source)["human_blind"] == 48
    assert third.confidential  # as what it began as is


def test_it_reads_labels_by_its_own_codebook_unless_another_is_given(folder: Path, tmp_path: Path) -> None:
    labels = tmp_path / "more.csv"
    labels.write_text((DATA / "trust.csv").read_text().replace(',"', ',"well, '))
    given = ["--labels", str(labels), "--from", str(folder), "--epochs", "1", "--folds", "2", "--hold-out"]
    app(["train", *given, "--out", str(tmp_path / "m")], standalone_mode=False)
    assert read_release(tmp_path / "m").codebook == TRUST


def test_weights_are_kept_only_of_a_model_with_the_same_codes(tmp_path: Path) -> None:
    given = ["train", "--labels", str(DATA / "trust.csv"), "--codebook", str(DATA / "trust.yaml"), "--keep", "0.5"]
    with pytest.raises(ConfigError, match="--keep: of the weights of a model that learns on; add --from MODEL"):
        app([*given, "--out", str(tmp_path / "m")], standalone_mode=False)
    with pytest.raises(ConfigError, match="--keep: codebook trust has other codes than coproduction-power-minilm"):
        app([*given, "--from", "minilm", "--out", str(tmp_path / "m")], standalone_mode=False)
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize("other", [("--quick",), ("--base", "minilm")])
def test_a_model_that_learns_on_brings_its_encoder(tmp_path: Path, other: tuple[str, ...]) -> None:
    given = ["train", "--labels", str(DATA / "trust.csv"), "--codebook", str(DATA / "trust.yaml")]
    with pytest.raises(ConfigError, match="--from: takes no --base"):
        app([*given, "--from", "minilm", *other, "--out", str(tmp_path / "m")], standalone_mode=False)
    with pytest.raises(ConfigError, match="'huge': not there, and no name of a released model"):
        app([*given, "--from", "huge", "--out", str(tmp_path / "m")], standalone_mode=False)


def test_whoever_teaches_known_codes_to_a_bare_encoder_is_told_of_a_model_that_knows_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    few = tmp_path / "few.csv"
    few.write_text("id,interview,text,voice\n1,a,we were not asked,rejected\n2,b,the bus came,none\n")
    for codebook, told in (([], True), (["--codebook", str(DATA / "trust.yaml")], False)):
        with pytest.raises(ConfigError):
            app(["train", "--labels", str(few), *codebook, "--out", str(tmp_path / "m")], standalone_mode=False)
        assert ("with --from minilm one of them learns on" in " ".join(capsys.readouterr().err.split())) == told

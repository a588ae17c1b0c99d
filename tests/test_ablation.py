"""Ideas are tried by the product's own training: what each does otherwise, what is kept of a run, and how runs compare."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import average_precision_score

from data_schemas.codebook import load_codebook
from data_schemas.errors import ConfigError
from data_schemas.labels import Label
from models.decisions import uncalibrated
from models.evaluation.judged import Judged, judge
from models.inputs import CoderInput
from models.lowrank import delta_of
from models.recipe import Recipe, recipe_for
from models.targets import targets_of
from models.training import Learning, train
from models.trunk import DeltaShape, load_base
from scripts import ablate
from scripts.ablation_cuts import CUT, other_cuts
from scripts.ablation_ideas import EPOCHS, IDEAS
from scripts.ablation_learning import BesideDefinitions, FromCuts, Whole
from scripts.ablation_results import Run, average_precision, difference, keep, kept
from scripts.ablation_table import table
from scripts.ablation_trial import Trial
from tests.conftest import ROOT
from tests.test_training import SOURCE

MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")

CORE = load_codebook()
BRIEF = Recipe(epochs=1, batch=4, delta=DeltaShape(rank=2, first_layer=5))
SAID = [
    Label(
        id=str(number),
        interview=f"i{number % 2}",
        text=f"They settle it among themselves, {number} of them.",
        codes={"power_face": ["decision_making"] if number % 2 else []},
        complete=["power_face"],
    )
    for number in range(8)
]
NOT_SAID = Label(id=f"{CUT}1", interview="i0", text="And so they settle it.")


# --- other cuts


@pytest.fixture(scope="module")
def cuts(tmp_path_factory: pytest.TempPathFactory) -> list[Label]:
    folder = tmp_path_factory.mktemp("interviews")
    long = 3 * " I came by bus, and it was late that day, so that by the time I got there the others had all gone home."
    (folder / "small.md").write_text(SOURCE.replace(" (laughs).", f". {long.strip()}"))
    (folder / "other.md").write_text(SOURCE.replace("id: small", "id: other"))
    return other_cuts(folder, interviews=frozenset({"small"}))


def test_other_cuts_carry_no_label_and_come_only_from_the_interviews_that_train(cuts: list[Label]) -> None:
    assert {cut.interview for cut in cuts} == {"small"}
    assert not targets_of(cuts, codebook=CORE).known.any()
    assert len({cut.id for cut in cuts}) == len(cuts)


def test_halves_end_where_a_pause_is_and_interviewers_are_read_too(cuts: list[Label]) -> None:
    first, second = [cut.text for cut in cuts if cut.source == "cut: half"][:2]
    assert first.endswith("all gone home. I came by bus, and it was late that day,")
    assert second.startswith("so that by the time I got there")
    assert {cut.text for cut in cuts if cut.source == "cut: interviewer"} == {"How is it decided?", "And today?"}


# --- what is learned otherwise


def learning(kind: type[Learning], labels: list[Label], *, taught: np.ndarray | None = None) -> Learning:
    torch.manual_seed(3)
    return kind(labels, base=load_base("minilm"), codebook=CORE, recipe=BRIEF, taught=taught)


def test_where_no_label_speaks_the_teacher_does_and_of_stance_only_where_a_face_is_likely() -> None:
    taught = np.full((3, len(CORE.columns)), 0.2)
    face, stance = CORE.slice_of("power_face"), CORE.slice_of("stance")
    taught[2, face] = 0.9
    cut = [replace(NOT_SAID, id=f"{CUT}{number}") for number in (1, 2)]
    targets = learning(FromCuts, [SAID[0], *cut], taught=taught).targets
    assert targets.values[1:, face].tolist() == pytest.approx(taught[1:, face])
    assert targets.known[:, face].all()
    assert targets.known[:, stance].any(axis=1).tolist() == [False, False, True]
    assert not targets.values[0].any()  # what a label says stands


def test_definitions_become_part_of_the_linear_map_that_a_coder_takes_along() -> None:
    learn = learning(BesideDefinitions, SAID)
    assert isinstance(learn, BesideDefinitions)
    torch.nn.init.normal_(learn.turned.weight)
    learn.heads.eval()
    vectors = torch.randn(5, learn.heads.linear.in_features)
    plain = learn.heads(vectors).detach()
    beside = learn.scores(vectors).detach()
    assert (beside - plain).abs().max() > 0.01
    torch.testing.assert_close(learn.finished()(vectors), beside)
    nones = [i for i, column in enumerate(CORE.columns) if column.endswith(".none")]
    torch.testing.assert_close(beside[:, nones], plain[:, nones])  # what has no definition is left alone


def test_whole_weights_learn_from_the_first_layer_named_and_no_other_does() -> None:
    before = dict(load_base("minilm").model.named_parameters())
    trained = train(SAID, codebook=CORE, recipe=replace(BRIEF, rate=1e-3), learning=Whole)
    assert not delta_of(trained.model)
    moved = {
        name.replace("parametrizations.weight.original", "weight")
        for name, value in trained.model.named_parameters()
        if (value.float() - before[name.replace("parametrizations.weight.original", "weight")]).abs().max() > 4e-4
        and "original" in name
    }
    assert moved
    assert all(".layer.5." in name for name in moved)
    assert trained.score([CoderInput(text="They settle it.")]).shape == (1, len(CORE.columns))


def test_each_idea_changes_the_recipe_in_what_it_says_and_nothing_else() -> None:
    plain = Recipe(base="mpnet")
    assert IDEAS["plain"].recipe(plain) == plain
    assert IDEAS["smoothing-0"].recipe(plain) == replace(plain, smoothing=0.0)
    assert IDEAS["full"].recipe(plain) == replace(plain, rate=3e-5)


def test_a_trial_trains_as_the_released_models_first_did_unless_it_says_otherwise() -> None:
    released = Trial(idea="plain", base="minilm", seed=7)
    assert (released.name, released.recipe) == (
        "minilm plain",
        replace(recipe_for("minilm", seed=7, taught=True), epochs=6),
    )
    first = re.findall(r"(--base|--teacher) \S*mpnet \$\(LEARNT\) --epochs (\d+)", MAKEFILE)  # no `--from`
    assert sorted(first) == [("--base", str(EPOCHS["mpnet"])), ("--teacher", str(EPOCHS["minilm"]))]
    brief = replace(released, epochs=4, untaught=True)
    assert (brief.name, brief.recipe.epochs, brief.recipe.teaching) == ("minilm plain, not taught, 4 epochs", 4, 0.0)


# --- what is kept, and how runs compare


def test_a_trial_learns_from_what_the_released_models_first_learned_from() -> None:
    from scripts.ablation_judging import ALSO, EXAMPLES, OWN

    made = re.search(r"^LEARNT\s*:= (.*)$", MAKEFILE, flags=re.MULTILINE)
    assert made
    assert sorted(made[1].split()[1::2]) == sorted(str(path.relative_to(EXAMPLES.parent)) for path in (OWN, *ALSO))


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans(), st.integers(0, 3)), min_size=1, max_size=30))
def test_average_precision_is_that_of_scikit_learn_whatever_the_ties_and_weights(
    passages: list[tuple[int, bool, int]],
) -> None:
    chances, truth, weights = (np.array(column) for column in zip(*passages, strict=True))
    (found,) = average_precision(chances / 4, truth, weights[None])
    if (truth * weights).sum() == 0:
        assert np.isnan(found)
    else:
        assert found == pytest.approx(average_precision_score(truth, chances / 4, sample_weight=weights))


def judged(noise: float, *, seed: int = 1) -> Judged:
    generator = np.random.default_rng(seed)
    labels = [
        Label(
            id=str(n),
            interview=f"i{n % 8}",
            text="x",
            codes={"power_face": ["ideological"] if n % 3 == 0 else []},
            complete=["power_face"],
        )
        for n in range(120)
    ]
    wanted = targets_of(labels, codebook=CORE).values
    scores = 2.0 * wanted + noise * generator.normal(size=wanted.shape)
    return judge(scores, labels=labels, codebook=CORE, calibration=uncalibrated(CORE))


def run(name: str, *, seed: int = 7) -> Run:
    reached = {"macro_f1": 0.7, "kappa": 0.6, "kappa_lowest": 0.5}
    return Run(
        name=name, seed=seed, recipe={"epochs": 1}, labels=8, seconds=1.0, held=reached, archive=reached, quotes={}
    )


@pytest.fixture
def results(tmp_path: Path) -> Path:
    for one, noise in ((run("minilm plain"), 2.0), (run("minilm cuts"), 0.1), (run("minilm cuts", seed=8), 0.5)):
        keep(tmp_path, one, {"held": judged(noise), "archive": judged(noise)})
    return tmp_path


def test_a_run_differs_from_itself_by_nothing_and_a_better_one_by_more_than_chance(results: Path) -> None:
    plain, cut, other = kept(results)
    same = difference(results, [plain], against=[plain], place="held")
    assert (same.figure, same.low, same.high) == (0, 0, 0)
    apart = difference(results, [cut, other], against=[plain], place="held")
    assert 0 < apart.low < apart.figure < apart.high
    back = difference(results, [plain], against=[cut, other], place="held")
    assert (back.figure, back.low, back.high) == pytest.approx((-apart.figure, -apart.high, -apart.low))


def test_the_table_has_a_row_for_each_idea_with_its_seeds_side_by_side(results: Path) -> None:
    head, _, plain, cut = table(results, against="minilm plain").splitlines()
    assert head.count("|") == plain.count("|") == cut.count("|")
    assert plain.startswith("| minilm plain | 7 |")
    assert cut.startswith("| minilm cuts | 7, 8 |")
    with pytest.raises(ConfigError, match="no such run; there are 'minilm plain', 'minilm cuts'"):
        table(results, against="minilm")


def test_a_run_that_is_made_again_counts_once_and_a_torn_line_is_named(results: Path) -> None:
    keep(results, replace(run("minilm plain"), seconds=2.0), {"held": judged(2.0), "archive": judged(2.0)})
    assert next((one.name, one.seed, one.seconds) for one in kept(results)) == ("minilm plain", 7, 2.0)
    (results / "runs.jsonl").write_bytes((results / "runs.jsonl").read_bytes()[:-20])
    with pytest.raises(ConfigError, match=r"runs.jsonl, line 4: "):
        kept(results)


def test_a_run_whose_probabilities_are_gone_is_named(results: Path) -> None:
    (results / "minilm_cuts-8-archive.npz").unlink()
    with pytest.raises(ConfigError, match=r"minilm_cuts-8-archive.npz: .* run 'minilm cuts' with seed 8 again"):
        table(results)


def test_runs_that_were_judged_on_other_labels_are_not_compared(results: Path) -> None:
    few = judged(1.0).only(np.arange(120) < 60)
    keep(results, run("minilm full"), {"held": few, "archive": few})
    with pytest.raises(ConfigError, match="judged on other passages"):
        table(results, against="minilm plain")


def test_results_inside_the_repository_are_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["ablate.py", "released", "minilm", "--results", str(ROOT / "models" / "trials")])
    with pytest.raises(SystemExit) as ended:
        ablate.main()
    assert ended.value.code == 2
    assert re.fullmatch(
        r"ablate: --results .*trials: it lies inside the repository; expected a folder outside it\n",
        capsys.readouterr().err,
    )
    assert not (ROOT / "models" / "trials").exists()

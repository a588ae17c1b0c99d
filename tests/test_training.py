"""Training: labels from annotated interviews, the same seed the same weights, and a stranger's codebook by commands alone."""

import json
from pathlib import Path

import numpy as np
import pytest

from data_schemas.annotated import read_annotated
from data_schemas.codebook import Codebook, load_codebook, parse_codebook
from data_schemas.errors import ConfigError
from data_schemas.labels import Label, read_labels
from models.fit import fit, fold_of, judged_among
from models.recipe import Recipe
from models.release import DEFAULT, RELEASED, read_release
from models.targets import targets_of
from models.training import inputs_of, train
from pipeline.evaluate import evaluate_model
from pipeline.met import refuse_met
from pipeline.model_place import TRAINED_ON
from pipeline.teacher import taught_by
from pipeline.traces import trace
from pipeline.training_data import labels_of, load_labels
from tests.conftest import ROOT

CORE = load_codebook()
SOURCE = """\
---
id: small
title: A small interview
kind: interview
setting: none
region: nowhere
date: 2021-05
case: none
coded_by: model
complete: [power_face, stance, voice, experience, identity, about]
speakers:
  I: {person: p1, name: Ann Other, role: Interviewer, role_group: interviewer}
  R: {person: p2, name: Joe Bloggs, role: Peer, role_group: service_user_or_peer}
---

I: How is it decided?

R: [[{{Karen|PERSON|p3}} is the manager so she has the last word.||power_face=decision_making; stance=imposed]]

I: And today?

R: I came by bus this morning and {{Karen|PERSON|p3}} met me at the door (laughs).
"""


def labels(tmp_path: Path, text: str = SOURCE) -> list[Label]:
    (tmp_path / "small.md").write_text(text)
    return labels_of(read_annotated(tmp_path / "small.md"), codebook=CORE)


def test_a_coded_passage_keeps_its_words_its_codes_and_its_question(tmp_path: Path) -> None:
    coded = [one for one in labels(tmp_path) if one.codes]
    assert len(coded) == 1
    assert coded[0].text == "[Name] is the manager so she has the last word."
    assert coded[0].codes == {"power_face": ["decision_making"], "stance": ["imposed"]}
    assert coded[0].question == "How is it decided?"
    assert coded[0].interview == "small"


def test_talk_around_it_is_known_to_carry_no_code_and_the_interviewer_is_left_out(tmp_path: Path) -> None:
    rest = [one.text for one in labels(tmp_path) if not one.codes]
    assert any("bus" in text for text in rest)
    assert not any("decided" in text or "Karen" in text or "laughs" in text for text in rest)
    assert all(set(one.complete) == set(CORE.ids) for one in labels(tmp_path))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("||power_face", "||face", "no dimension 'face'"),
        ("; stance=imposed", "", "stance goes with power_face"),
        ("R: I came", "X: I came", "line 22: expected a speaker"),
        ("last word.||", "last word.|", "line 18: a mark"),
        ("|PERSON|p3}} met", "|PERSN|p3}} met", "PERSN is no type"),
        (
            "I: How is it decided?",
            "I: [[How is it decided?||voice=expert; about=self]]",
            "an interviewer's passage is coded",
        ),
    ],
)
def test_broken_mark_up_is_named_with_its_place(tmp_path: Path, old: str, new: str, message: str) -> None:
    assert old in SOURCE
    with pytest.raises(ConfigError) as caught:
        labels(tmp_path, SOURCE.replace(old, new, 1))
    assert message in str(caught.value)


def test_lines_of_labels_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text('{"id": "1", "interview": "a", "text": "x"}\n{"id": "1", "interview": "a", "text": "y"}\n')
    with pytest.raises(ConfigError, match="line 2: id '1' stands already in line 1"):
        read_labels(path)
    path.write_text('{"id": "1", "interview": "a"}\n')
    with pytest.raises(ConfigError, match=r"line 1: .*text"):
        read_labels(path)
    path.write_text('{"id": "1", "interview": "a", "text": "x", "codes": {"voice": ["loud"]}}\n')
    with pytest.raises(ConfigError, match="dimension 'voice' has no code 'loud'"):
        load_labels([path], codebook=CORE)


def test_folds_deal_whole_interviews() -> None:
    names = [f"i{n}" for n in range(9)]
    dealt = {name: fold_of(name, interviews=names * 5, folds=3) for name in names}
    assert sorted(list(dealt.values()).count(fold) for fold in range(3)) == [3, 3, 3]


def trust_labels() -> list[dict]:
    said = {
        "given": ["I trust her with my keys", "we trust him with the money", "they trusted me to run it"],
        "withheld": ["they never trusted me", "nobody trusts us there", "she does not trust him at all"],
        "earned": [
            "you have to earn their trust first",
            "it took years before I was trusted",
            "trust comes slowly here",
        ],
        None: ["the bus was late", "we had tea at four", "it rained all week"],
    }
    rows = []
    for code, texts in said.items():
        for number in range(12):
            text = f"{texts[number % 3]}, {['well', 'so', 'er', 'yes'][number % 4]}, that was in week {number}"
            codes = {"trust": [code]} if code else {}
            rows.append(
                {
                    "id": f"{code}-{number}",
                    "interview": f"i{number % 3}",
                    "text": text,
                    "codes": codes,
                    "complete": ["trust"],
                }
            )
    return rows


def test_the_same_seed_gives_the_same_weights(tmp_path: Path) -> None:
    codebook = parse_codebook((ROOT / "tests" / "data" / "trust.yaml").read_text(), name="trust.yaml")
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in trust_labels()[:16]))
    few = load_labels([path], codebook=codebook)
    one, two = (train(few, codebook=codebook, recipe=Recipe(epochs=1)).score(inputs_of(few)) for _ in range(2))
    assert np.array_equal(one, two)
    other = train(few, codebook=codebook, recipe=Recipe(epochs=1, seed=8)).score(inputs_of(few))
    assert not np.array_equal(one, other)


def trust(tmp_path: Path) -> tuple[list[Label], Codebook]:
    codebook = parse_codebook((ROOT / "tests" / "data" / "trust.yaml").read_text(), name="trust.yaml")
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in trust_labels()))
    return load_labels([path], codebook=codebook), codebook


def test_held_out_interviews_judge_the_one_model_that_never_met_them(tmp_path: Path) -> None:
    labels, codebook = trust(tmp_path)
    fitted = fit(labels, also=[], codebook=codebook, recipe=Recipe(epochs=1), folds=3, hold_out=True)
    judging = {label.interview for label in fitted.judged}
    assert len(judging) == 1
    assert judging.isdisjoint(label.interview for label in fitted.known)
    assert len(fitted.known) + len(fitted.judged) == len(labels)
    assert np.array_equal(fitted.scores, fitted.trained.score(inputs_of(fitted.judged)))
    assert fitted.calibration.calibrated_on == "1 interviews, held out whole"


def test_cross_fitting_judges_every_interview(tmp_path: Path) -> None:
    labels, codebook = trust(tmp_path)
    fitted = fit(labels, also=[], codebook=codebook, recipe=Recipe(epochs=1), folds=2)
    assert {label.id for label in fitted.judged} == {label.id for label in fitted.known} == {x.id for x in labels}
    assert len(fitted.scores) == len(labels)


def test_a_teacher_is_followed_as_far_as_it_weighs(tmp_path: Path) -> None:
    labels, codebook = trust(tmp_path)
    values = targets_of(labels, codebook=codebook).values
    contrary = np.roll(values, 1, axis=1)  # always another code than the label's
    learnt = {}
    for weight in (0.0, 1.0):
        recipe = Recipe(epochs=4, teaching=weight)
        scores = train(labels, codebook=codebook, recipe=recipe, taught=contrary).score(inputs_of(labels))
        learnt[weight] = scores.argmax(1)
    assert np.mean(learnt[0.0] == values.argmax(1)) > 0.6
    assert np.mean(learnt[1.0] == contrary.argmax(1)) > 0.6


def test_a_teacher_of_other_codes_is_refused(tmp_path: Path) -> None:
    labels, codebook = trust(tmp_path)
    with pytest.raises(ConfigError, match="teacher coproduction-power-minilm: its codebook has other codes"):
        taught_by(read_release(DEFAULT), labels=labels, codebook=codebook)


def test_a_teacher_that_met_the_judging_passages_is_refused() -> None:
    release = read_release(DEFAULT)
    labels = load_labels([ROOT / "examples" / "training" / "interviews" / "bank-employment.md"], codebook=CORE)
    met = any(
        trace(x.text) in json.loads((DEFAULT / TRAINED_ON).read_text()) for x in labels if len(x.text.split()) > 20
    )
    assert met
    with pytest.raises(ConfigError, match=r"passages trained model coproduction-power-minilm \(first: bank-employment"):
        refuse_met(labels, release=release)


def test_released_models_never_met_the_fifth_that_judges_them() -> None:
    labels = load_labels([ROOT / "examples" / "training" / "interviews"], codebook=CORE)
    judging = judged_among(labels, folds=5, hold_out=True)
    assert len({label.interview for label in judging}) == 14
    for folder in RELEASED.iterdir():
        refuse_met(judging, release=read_release(folder))


def test_what_a_teacher_says_is_kept_by_the_id_of_a_passage(monkeypatch: pytest.MonkeyPatch) -> None:
    labels = [Label(id="b", interview="a", text="we were not asked"), Label(id="a", interview="a", text="the bus came")]
    told = taught_by(read_release(DEFAULT), labels=labels, codebook=CORE)
    monkeypatch.setattr("pipeline.teacher.PART", 1)  # so that each process reads one, whatever stands beside
    again = taught_by(read_release(DEFAULT), labels=labels[::-1], codebook=CORE, processes=2)
    assert told.keys() == {"a", "b"}
    assert np.array_equal(told["a"], again["a"])
    assert not np.array_equal(told["a"], told["b"])
    assert told["a"][CORE.slice_of("voice")].sum() == pytest.approx(1)


def test_a_strangers_codebook_trains_codes_and_evaluates_with_commands_alone(tmp_path: Path, threefaces) -> None:
    labels_file, held, model = tmp_path / "labels.jsonl", tmp_path / "held.jsonl", tmp_path / "model"
    labels_file.write_text("".join(json.dumps(row) + "\n" for row in trust_labels()))
    codebook = ROOT / "tests" / "data" / "trust.yaml"
    done = threefaces(
        "train", "--labels", labels_file, "--codebook", codebook, "--out", model, "--folds", "2", "--epochs", "6",
        "--processes", "1",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "confidential" in done.stderr
    assert sorted(p.name for p in model.iterdir()) == [
        ".gitignore", "README.md", "codebook.yaml", "decisions.json", "delta.safetensors", "figures.json", "heads.safetensors",
        "model.json", "trained_on.json",
    ]  # fmt: skip
    again = threefaces("evaluate", "--labels", labels_file, "--model", model)
    assert again.returncode == 2
    assert "passages trained model model" in again.stderr
    fresh = [
        {
            "id": "a",
            "interview": "new",
            "text": "nobody there trusts me, not one of them",
            "codes": {"trust": ["withheld"]},
        },
        {"id": "b", "interview": "new", "text": "the train was late and we had tea", "complete": ["trust"]},
    ]
    held.write_text("".join(json.dumps(row) + "\n" for row in fresh))
    done = threefaces("evaluate", "--labels", held, "--model", model, "--json")
    assert done.returncode == 0, done.stderr
    assert {f["code"] for f in json.loads(done.stdout)["codes"]} == {"trust.given", "trust.withheld", "trust.earned"}
    done = threefaces("code", held, "--out", tmp_path / "coded.jsonl", "--model", model)
    assert done.returncode == 0, done.stderr
    coded = {r["id"]: r for r in map(json.loads, (tmp_path / "coded.jsonl").read_text().splitlines())}
    assert coded["a"]["codes"]["trust"]["withheld"] > coded["b"]["codes"]["trust"]["withheld"]


def test_too_few_labels_stop_before_anything_is_written(tmp_path: Path, threefaces) -> None:
    path = tmp_path / "labels.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in trust_labels()[:14]))
    codebook = ROOT / "tests" / "data" / "trust.yaml"
    done = threefaces("train", "--labels", path, "--codebook", codebook, "--out", tmp_path / "model", "--folds", "2")
    assert done.returncode == 2
    assert "code trust.withheld: 2 labelled passages" in done.stderr
    assert not (tmp_path / "model").exists()


def test_what_anybody_may_say_is_no_passage_that_trained_the_model(tmp_path: Path) -> None:
    path, words = tmp_path / "held.jsonl", "Nobody had asked me about the {} rota before that day in spring"
    said = ["Yeah.", *(words.format(which) for which in ("night", "kitchen", "weekend"))]
    rows = [
        {"id": str(i), "interview": f"i{i % 2}", "text": text, "codes": {"voice": []}, "complete": ["voice"]}
        for i, text in enumerate(said)
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    trained_on = json.loads((DEFAULT / TRAINED_ON).read_text())
    assert trace("Yeah.") in trained_on  # the released model has met it
    assert evaluate_model(labels=[path], model=None).passages == 4

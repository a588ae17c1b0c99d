"""An audit: decisions set by people's blind codes of one archive, what they promise there, and that no other archive has it."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import beta

from data_schemas.codebook import load_codebook
from data_schemas.errors import ConfigError
from data_schemas.labels import Label
from models.calibration import calibrate
from models.decisions import uncalibrated
from models.evaluation.audit import audit, promises_of
from models.evaluation.judged import judge
from models.evaluation.promise import design_effect, upper_share
from models.release import DEFAULT, MODEL, read_release
from models.targets import Targets, targets_of
from pipeline.evaluation.archive import AUDITED_ON, audit_traces, audited_here
from pipeline.evaluation.audited import audit_model
from pipeline.export.facts import STARTER, UNPROMISED
from pipeline.met import refuse_met
from pipeline.training_data import load_labels
from tests.conftest import make_archive, passages_of, run_archive, tree_bytes
from tests.test_evaluate import faces, random_core

CORE = load_codebook()
SAID = [
    ("They never asked us about the {} and nobody listened when I said so.", {"voice": ["rejected"]}),
    ("I told them plainly what was wrong with the {} and they changed it.", {"voice": ["expert"]}),
    ("We went past the {} on the bus and it was raining again that day.", {}),
    ("I had been there myself so I knew what the {} was like for people.", {"experience": ["expert"]}),
]
THINGS = ["rota", "kitchen", "garden", "ward round", "agenda", "leaflet", "policy", "phone line"]


def blind(interviews: int = 8, each: int = 14) -> list[dict[str, object]]:
    rows = []
    for number in range(interviews * each):
        text, codes = SAID[number % 4]
        place = f"{THINGS[number % 8]} in week {number}"
        rows.append(
            {
                "id": f"p{number}",
                "interview": f"i{number // each}",
                "text": text.format(place),
                "codes": codes,
                "complete": ["voice", "experience"],
                "source": "human_blind",
            }
        )
    return rows


def written(path: Path, rows: list[dict[str, object]]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return path


def test_an_audit_makes_another_model_and_leaves_the_first_untouched(tmp_path: Path, threefaces) -> None:
    shutil.copytree(DEFAULT, tmp_path / "model")
    before = tree_bytes(tmp_path / "model")
    sample = written(tmp_path / "audit.jsonl", blind())
    out = tmp_path / "audited"
    done = threefaces("evaluate", "--audit", sample, "--model", tmp_path / "model", "--out", out, "--json")
    assert done.returncode == 0, done.stderr
    assert "confidential" in done.stderr
    assert tree_bytes(tmp_path / "model") == before
    told = json.loads(done.stdout)
    assert {p["code"] for p in told["promises"]} == {f["code"] for f in told["codes"]}
    after = tree_bytes(out)
    for name in ("delta.safetensors", "heads.safetensors", "codebook.yaml"):
        assert after[name] == before[name]
    assert after["decisions.json"] != before["decisions.json"]
    facts = json.loads(after[MODEL])
    assert (facts["validated"], facts["confidential"]) == (True, True)
    assert facts["validated_on"]["passages"] == 112
    assert facts["validated_on"]["interviews"] == 8
    assert facts["validated_on"]["coder"] == "human_blind"
    assert len(facts["validated_on"]["labels"]) > 20
    assert "%" not in facts["summary"]  # it heads the outputs of any archive: no bound there
    assert "evaluation/report.html" in after
    card = after["README.md"].decode()
    assert "Starter model" not in card
    assert "holds for no other archive" in card
    assert read_release(out).validated
    with pytest.raises(ConfigError, match="passages trained model audited"):
        refuse_met(load_labels([sample], codebook=CORE), release=read_release(out))  # what set decisions tests none


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ([r | {"source": "human_assisted"} for r in blind()], "112 of 112 labels have the source 'human_assisted'"),
        (blind(8, 12), "96 passages of 8 interviews; at least 100 of 8"),
        (blind(7, 20), "140 passages of 7 interviews; at least 100 of 8"),
    ],
)
def test_a_sample_that_cannot_carry_a_promise_is_refused(tmp_path: Path, rows: list, message: str) -> None:
    sample = written(tmp_path / "audit.jsonl", rows)
    with pytest.raises(ConfigError) as caught:
        audit_model(labels=[sample], model=None, out=tmp_path / "out")
    assert message in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_an_audit_leaves_folders_beside_it_alone_and_keeps_itself_out_of_git(tmp_path: Path) -> None:
    (tmp_path / "audited.new").mkdir()
    (tmp_path / "audited.new" / "thesis.txt").write_text("chapter one")
    sample = written(tmp_path / "audit.jsonl", blind())
    audit_model(labels=[sample], model=None, out=tmp_path / "audited")
    assert (tmp_path / "audited.new" / "thesis.txt").read_text() == "chapter one"
    assert (tmp_path / "audited" / ".gitignore").read_text() == "*\n"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["audit.jsonl", "audited", "audited.new"]
    audit_model(labels=[sample], model=None, out=tmp_path / "audited")  # all in it is an audit's own


def test_an_audit_overwrites_neither_its_model_nor_anything_else(tmp_path: Path) -> None:
    sample = written(tmp_path / "audit.jsonl", blind())
    shutil.copytree(DEFAULT, tmp_path / "model")
    with pytest.raises(ConfigError, match="that is the model itself"):
        audit_model(labels=[sample], model=tmp_path / "model", out=tmp_path / "model")
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("one")
    with pytest.raises(ConfigError, match="it holds something else than a model"):
        audit_model(labels=[sample], model=None, out=tmp_path / "thesis")
    with pytest.raises(ConfigError, match="it is a released model"):
        audit_model(labels=[sample], model=tmp_path / "model", out=DEFAULT)
    shutil.copytree(DEFAULT, tmp_path / "noted")
    (tmp_path / "noted" / "evaluation").mkdir()
    (tmp_path / "noted" / "evaluation" / "notes.txt").write_text("read these first")
    with pytest.raises(ConfigError, match="1 files in it were not written by training"):
        audit_model(labels=[sample], model=tmp_path / "model", out=tmp_path / "noted")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "expected either --labels FILE, or --audit FILE"),
        (["--labels", "a", "--audit", "b"], "expected either --labels FILE, or --audit FILE"),
        (["--audit", "b"], "expected --out FOLDER"),
        (["--audit", "nosuch", "--out", "c"], "nosuch: not there; expected a project, or labels"),
    ],
)
def test_the_command_says_what_it_needs(threefaces, arguments: list[str], message: str) -> None:
    done = threefaces("evaluate", *arguments)
    assert done.returncode == 2
    assert message in done.stderr


def test_what_judges_an_interview_was_not_set_by_it() -> None:
    scores, labels = random_core(6)
    plain = uncalibrated(CORE)
    one = audit(scores, labels=labels, codebook=CORE, calibration=plain)
    turned = [
        replace(x, codes={"power_face": list(CORE.dimension("power_face").code_ids)}) if x.interview == "i3" else x
        for x in labels
    ]
    other = audit(scores, labels=turned, codebook=CORE, calibration=plain)
    place = CORE.slice_of("power_face")
    own = np.array([label.interview == "i3" for label in one.judged.labels])
    assert [x.id for x in one.judged.labels] == [x.id for x in other.judged.labels]
    assert np.array_equal(one.judged.chances[own], other.judged.chances[own])
    assert np.array_equal(one.judged.tagged[own][:, place], other.judged.tagged[own][:, place])
    assert not np.array_equal(one.judged.chances[~own], other.judged.chances[~own])
    assert one.calibration != other.calibration


def test_a_passage_drawn_with_a_tenth_of_the_chance_weighs_in_decisions_as_ten_of_it_would() -> None:
    scores, labels = random_core(8)
    seldom = np.array([label.interview in ("i0", "i1") for label in labels])
    drawn = [replace(label, probability=0.1 if rare else 1.0) for label, rare in zip(labels, seldom, strict=True)]
    alike = [replace(label, probability=0.3) for label in labels]
    plain = uncalibrated(CORE)
    weighed = audit(scores, labels=drawn, codebook=CORE, calibration=plain).calibration
    counted = audit(scores, labels=labels, codebook=CORE, calibration=plain).calibration
    assert audit(scores, labels=alike, codebook=CORE, calibration=plain).calibration == counted
    targets = targets_of(labels, codebook=CORE)
    given = calibrate(scores, targets=targets, codebook=CORE, calibrated_on="", weights=np.where(seldom, 10.0, 1.0))
    assert (weighed.scale, weighed.shift) == (given.scale, given.shift)
    assert weighed.scale != counted.scale
    times = np.where(seldom, 10, 1)
    repeated = Targets(np.repeat(targets.values, times, axis=0), np.repeat(targets.known, times, axis=0))
    ten = calibrate(np.repeat(scores, times, axis=0), targets=repeated, codebook=CORE, calibrated_on="")
    own = CORE.slice_of("power_face")
    far = np.abs(np.array(ten.scale) - np.array(given.scale))[own]
    assert far.max() < np.abs(np.array(ten.scale) - np.array(counted.scale))[own].max()


def test_a_code_that_nobody_gave_keeps_the_thresholds_it_had() -> None:
    scores, labels = random_core(7)
    kept = [replace(x, codes={d: c for d, c in x.codes.items() if d != "voice"}) for x in labels]
    prior = uncalibrated(CORE)
    refitted = audit(scores, labels=kept, codebook=CORE, calibration=prior).calibration
    place = CORE.slice_of("voice")
    assert refitted.threshold[place] == prior.threshold[place]
    assert refitted.sure[place] == prior.sure[place]
    assert refitted.threshold[CORE.slice_of("power_face")] != prior.threshold[CORE.slice_of("power_face")]


def test_a_tag_where_a_dimension_does_not_apply_is_a_wrong_tag() -> None:
    scores = np.full((2, len(CORE.columns)), -6.0)
    for column in ("power_face.ideological", "stance.imposed"):
        scores[:, CORE.columns.index(column)] = 6.0
    label = Label(id="1", interview="a", text="x", complete=["power_face", "stance"])
    faced = replace(label, id="2", codes={"power_face": ["ideological"], "stance": ["imposed"]})
    judged = judge(scores, labels=[label, faced], codebook=CORE, calibration=uncalibrated(CORE))
    column = CORE.columns.index("stance.imposed")
    assert judged.tagged[0, column]
    assert judged.checkable[0, column]
    assert not judged.known[0, column]
    assert not judged.checkable[0, CORE.columns.index("voice.expert")]  # nobody said whether it is there
    promise = next(p for p in promises_of(judged) if p.code == "stance.imposed")
    assert (promise.tagged, promise.wrong) == (2, 1)


def test_twenty_nine_right_tags_of_as_many_interviews_promise_a_tenth() -> None:
    wrong = np.zeros(29, dtype=bool)
    assert upper_share(wrong, interviews=np.arange(29)) == pytest.approx(0.0981, abs=1e-3)
    assert upper_share(wrong, interviews=np.arange(29) // 2, otherwise=2.0) > 0.18
    assert upper_share(wrong, interviews=np.zeros(29)) == 1.0


def test_tags_that_err_together_promise_less() -> None:
    apart = np.tile([True, False, False, False, False], 10)
    together = np.repeat([True, False, False, False, False, True, False, False, False, False], 5)
    interviews = np.arange(50) // 5
    assert design_effect(apart, interviews=interviews) == pytest.approx(0, abs=1e-9)
    assert design_effect(together, interviews=interviews) > 4
    plain = beta.ppf(0.95, 11, 40)
    assert upper_share(apart, interviews=interviews) > plain + 0.005  # ten interviews are few, even where they agree
    assert upper_share(together, interviews=interviews) > plain + 0.1


def test_the_promise_holds_in_nineteen_archives_of_twenty() -> None:
    generator = np.random.default_rng(2)
    held = 0
    for _ in range(400):
        rates = generator.beta(0.15 * 9, 0.85 * 9, 14)  # of wrong tags, which differ between interviews
        interviews = np.repeat(np.arange(14), 1 + generator.poisson(4, 14))
        wrong = generator.random(len(interviews)) < rates[interviews]
        held += upper_share(wrong, interviews=interviews, otherwise=1.4) >= 0.15
    assert held / 400 >= 0.92


def unequal(generator: np.random.Generator) -> list[tuple[str, bool, float]]:
    """Tags of twelve interviews as (interview, wrong, chance): half of every interview's stretches, where tags err seldom,
    are drawn with chance .8, the other half, where they err often, with chance .1; three in ten of all tags are wrong."""
    out = []
    for number in range(12):
        for chance, rate in ((0.8, 0.1), (0.1, 0.5)):
            drawn = generator.random(40) < chance
            out += [(f"i{number}", bool(generator.random() < rate), chance) for _ in range(int(drawn.sum()))]
    return out


def test_what_was_drawn_seldom_weighs_more_in_a_promise() -> None:
    generator, kept, plain = np.random.default_rng(5), 0, 0
    for _ in range(40):
        tags = unequal(generator)
        judged = faces([(interview, "" if wrong else "open", 0.9, 0.1) for interview, wrong, _ in tags])
        labels = tuple(
            replace(label, probability=chance) for label, (_, _, chance) in zip(judged.labels, tags, strict=True)
        )
        (weighed, *_), (counted, *_) = promises_of(replace(judged, labels=labels)), promises_of(judged)
        assert (weighed.tagged, weighed.wrong) == (counted.tagged, counted.wrong)
        kept += weighed.at_most is not None and weighed.at_most >= 0.3
        plain += counted.at_most is not None and counted.at_most >= 0.3
    assert plain <= 1  # counted as if all had the same chance, the bound is wrong
    assert kept >= 37


def test_chances_that_are_all_the_same_or_not_all_known_change_no_promise() -> None:
    judged = faces([(f"i{i % 9}", "" if i % 7 == 0 else "open", 0.9, 0.1) for i in range(90)])
    same = tuple(replace(label, probability=0.2) for label in judged.labels)
    some = (replace(judged.labels[0], probability=0.01), *judged.labels[1:])
    assert promises_of(replace(judged, labels=same)) == promises_of(judged)
    assert promises_of(replace(judged, labels=some)) == promises_of(judged)


def test_a_chance_is_above_nothing_and_no_more_than_certain(tmp_path: Path) -> None:
    sample = written(tmp_path / "audit.jsonl", [{"id": "1", "interview": "a", "text": "We came.", "probability": 0}])
    with pytest.raises(ConfigError, match="probability"):
        load_labels([sample], codebook=CORE)


def test_few_interviews_promise_nothing() -> None:
    rows = [(f"i{i}", "open", 0.9, 0.1) for i in range(7)] * 20
    opened = promises_of(faces(rows))[0]
    assert (opened.tagged, opened.wrong, opened.interviews, opened.at_most) == (140, 0, 7, None)


def test_an_archive_is_known_again_by_the_audited_passages(tmp_path: Path) -> None:
    texts = [f"We were not asked about number {n}, [Name K7Q2M9] said (laughs)." for n in range(20)]
    (tmp_path / AUDITED_ON).write_text(json.dumps(audit_traces(texts)))
    assert audited_here(tmp_path, texts=[*texts, "A passage of an interview added since."])
    assert audited_here(tmp_path, texts=[t.replace("[Name K7Q2M9]", "[Name]").replace(" (laughs)", "") for t in texts])
    assert audited_here(tmp_path, texts=texts[:18])
    assert not audited_here(tmp_path, texts=texts[:17])
    assert not audited_here(tmp_path / "elsewhere", texts=texts)


def test_only_the_audited_archive_is_headed_validated(tmp_path: Path) -> None:
    archive, model = make_archive(tmp_path / "archive"), tmp_path / "model"
    run_archive(archive)
    texts = [row["text"] for row in passages_of(archive)]
    shutil.copytree(DEFAULT, model)
    facts = json.loads((model / MODEL).read_text())
    settings = archive / "project.yaml"
    settings.write_text(settings.read_text() + f"model: {model}\n")

    def status(audited: list[str], *, at_most: float | None = 0.2) -> list[str]:
        promises = [{"code": "voice.given", "at_most": at_most}, {"code": "voice.denied", "at_most": None}]
        told = {"validated": True, "validated_on": {"promises": promises}}
        (model / MODEL).write_text(json.dumps(facts | told))
        (model / AUDITED_ON).write_text(json.dumps(audit_traces(audited)))
        return run_archive(archive)[1].facts["status"]

    assert not {STARTER, UNPROMISED} & set(status(texts))
    assert UNPROMISED in status(texts, at_most=None)
    card = (archive / "out" / "README.md").read_text()
    assert f"({UNPROMISED}; digest" in card
    assert "whose audit on this archive had too few tags to promise anything" in card
    assert STARTER in status([f"Another archive said this, passage {n}." for n in range(9)])

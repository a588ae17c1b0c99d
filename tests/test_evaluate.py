"""What `evaluate` says of a coder: measures with intervals by interview, chance beside calibration, confusions, groups."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.codebook import Codebook, load_codebook, parse_codebook
from data_schemas.labels import Label, read_labels
from models.decisions import Calibration, uncalibrated
from models.evaluation.abstention import abstention_of
from models.evaluation.chance import ece_by_chance
from models.evaluation.confusion import Confusion, confusions_of, framings
from models.evaluation.groups import groups_of
from models.evaluation.judged import Judged, judge
from models.evaluation.reliability import CodeBin, code_bins, reliability_of
from models.evaluation.tallies import intervals, measures, tallies_of
from models.metrics import brier, code_figures, ece, f1, kappa
from models.training import inputs_of
from pipeline.evaluation.figures import untested_of
from pipeline.training_data import load_labels
from tests.conftest import ROOT
from tests.test_invariance import renamed
from tests.test_training import SOURCE

CORE = load_codebook()
TRUST = parse_codebook((ROOT / "tests" / "data" / "trust.yaml").read_text(), name="trust.yaml")
FACES = """
id: faces
version: "1"
title: Faces
source: written for the tests
dimensions:
  - id: face
    name: Face
    kind: multi
    definition: A face.
    codes:
      - {id: open, name: Open, definition: Open.}
      - {id: hidden, name: Hidden, definition: Hidden.}
"""
FACE = parse_codebook(FACES, name="faces.yaml")


def logit(chance: float) -> float:
    return float(np.log(chance / (1 - chance)))


def faces(rows: list[tuple[str, str, float, float]], *, sure: float = 0.5) -> Judged:
    """Passages as (interview, code that it has, chances of open and of hidden), decided at one half."""
    labels = [
        Label(id=str(i), interview=interview, text="x", codes={"face": code.split()}, complete=["face"])
        for i, (interview, code, _, _) in enumerate(rows)
    ]
    scores = np.array([[logit(one), logit(other)] for _, _, one, other in rows])
    calibration = Calibration(scale=(1.0,) * 2, shift=(0.0,) * 2, threshold=(0.5,) * 2, sure=(sure,) * 2)
    return judge(scores, labels=labels, codebook=FACE, calibration=calibration)


FOUR = [("a", "open", 0.9, 0.1), ("a", "open", 0.2, 0.1), ("b", "", 0.7, 0.1), ("b", "", 0.05, 0.1)]


def test_the_bins_of_a_code_hold_every_passage_that_knows_it_once() -> None:
    judged = faces([("A", "open", 0.95, 0.1), ("A", "", 0.91, 0.1), ("B", "open", 0.35, 0.1), ("B", "", 0.02, 0.1)])
    assert code_bins(judged, column=0) == (
        CodeBin(low=0.0, high=0.1, said=0.02, was=0.0, n=1),
        CodeBin(low=0.3, high=0.4, said=0.35, was=1.0, n=1),
        CodeBin(low=0.9, high=1.0, said=0.93, was=0.5, n=2),
    )
    (opened, hidden) = code_figures(judged)
    assert (opened.bins, sum(one.n for one in hidden.bins)) == (code_bins(judged, column=0), 4)


def test_figures_by_hand() -> None:
    one = next(f for f in code_figures(faces(FOUR)) if f.code == "face.open")
    assert (one.n, one.known) == (2, 4)
    assert (one.precision, one.recall, one.f1, one.kappa) == (0.5, 0.5, 0.5, 0.0)
    assert one.brier == pytest.approx((0.01 + 0.64 + 0.49 + 0.0025) / 4, abs=1e-4)
    assert one.skill == pytest.approx(1 - one.brier / 0.25, abs=1e-3)
    assert one.ece == pytest.approx((abs(0.9 - 1) + abs(0.2 - 1) + abs(0.7 - 0)) / 3, abs=1e-3)  # above .1 only


@given(st.lists(st.tuples(st.integers(0, 4), st.floats(0.01, 0.99), st.booleans()), min_size=2, max_size=40))
def test_sums_of_interviews_give_the_measures_of_passages(rows: list[tuple[int, float, bool]]) -> None:
    judged = faces([(str(i), "open" if so else "", chance, 0.1) for i, chance, so in rows])
    found = measures(tallies_of(judged).totals[0])
    truth, said, chances = judged.truth[:, 0], judged.taken[:, 0], judged.chances[:, 0]
    assert np.nan_to_num(found["f1"]) == pytest.approx(f1(truth, said))
    assert np.nan_to_num(found["kappa"]) == pytest.approx(kappa(truth, said), abs=1e-9)
    assert np.nan_to_num(found["ece"]) == pytest.approx(ece(chances, truth))
    assert found["brier"] == pytest.approx(brier(chances, truth))


def test_an_interval_comes_from_drawing_interviews_not_passages() -> None:
    generator = np.random.default_rng(1)
    rows = [
        (str(i % 9), "open" if generator.random() < 0.5 else "", float(generator.uniform(0.05, 0.95)), 0.1)
        for i in range(90)
    ]
    once, thrice = intervals(tallies_of(faces(rows))), intervals(tallies_of(faces([*rows, *rows, *rows])))
    for name in ("f1", "kappa", "skill", "ece"):
        assert once[name][0] == pytest.approx(thrice[name][0]), name
    low, high = once["f1"][0]
    assert 0 < low < high < 1
    alike = [(str(i), code, a, b) for i in range(9) for _, code, a, b in FOUR]
    assert intervals(tallies_of(faces(alike)))["f1"][0] == pytest.approx((0.5, 0.5))


def test_one_interview_has_no_interval() -> None:
    one = code_figures(faces([("a", code, x, y) for _, code, x, y in FOUR]))[0]
    assert one.f1 == 0.5
    assert (one.f1_low, one.f1_high, one.ece_low) == (None, None, None)


def test_a_calibrated_coder_shows_an_error_above_zero_and_mostly_within_what_chance_gives() -> None:
    generator = np.random.default_rng(5)
    beyond, shown = 0, []
    for _ in range(200):
        chances = generator.uniform(0.1, 1, 60)
        found = ece(chances, generator.random(60) < chances)
        beyond += found > ece_by_chance(chances).high
        shown.append(found)
    assert np.median(shown) > 0.05
    assert 0.01 <= beyond / 200 <= 0.1
    assert np.median(shown) == pytest.approx(ece_by_chance(chances).median, abs=0.02)


def test_with_more_passages_chance_explains_less() -> None:
    chances = np.tile(np.linspace(0.15, 0.95, 40), 25)
    assert ece_by_chance(chances).high < ece_by_chance(chances[:40]).median / 2
    assert ece_by_chance(np.array([0.05, 0.02])).high == 0


def test_an_overconfident_coder_is_off_by_more_than_chance() -> None:
    rows = [(str(i % 10), "open" if i % 2 else "", 0.95, 0.2) for i in range(200)]
    rows += [(str(i % 10), "open hidden" if i % 5 == 0 else "", 0.2, 0.2) for i in range(200)]
    opened, hidden = code_figures(faces(rows))
    assert opened.off
    assert opened.ece > opened.ece_chance_high > opened.ece_chance > 0
    assert not hidden.off or hidden.ece > hidden.ece_chance_high


def test_what_is_left_open_is_counted_and_the_rest_judged_apart() -> None:
    judged = faces(FOUR, sure=0.8)  # the third passage, wrong, is left to a person
    told = abstention_of(judged)
    opened = code_figures(judged)[0]
    assert (opened.abstained, opened.kappa, opened.kappa_rest) == (0.5, 0.0, pytest.approx(0.4, abs=1e-4))
    assert (told.passages, told.open_passages) == (4, 0.25)
    assert (told.reached, told.open_of_reached) == (2, 0.5)
    assert [(d.dimension, d.share) for d in told.by_dimension] == [("face", 0.25)]
    assert told.kappa_pooled_rest > told.kappa_pooled


def test_a_kappa_that_is_not_defined_is_no_kappa_of_nothing() -> None:
    judged = faces([(str(i % 3), "", 0.1, 0.1) for i in range(9)])  # nobody ever says a code: all agreement is chance
    told = abstention_of(judged)
    assert (told.kappa_median, told.kappa_median_rest, told.kappa_pooled, told.kappa_pooled_rest) == (None,) * 4
    assert {(f.kappa, f.kappa_rest, f.f1) for f in code_figures(judged)} == {(None, None, 0.0)}


def test_of_the_likeliest_tags_fewer_are_wrong_whatever_the_thresholds() -> None:
    rows = [("a", "open", 0.95, 0.1), ("a", "open", 0.85, 0.1), ("b", "", 0.75, 0.1), ("b", "open", 0.65, 0.1)]
    for sure in (0.5, 0.9):
        points = abstention_of(faces(rows, sure=sure)).by_tag
        assert [(p.count, p.error) for p in points] == [(1, 0), (2, 0), (3, pytest.approx(1 / 3, abs=1e-3)), (4, 0.25)]


def test_the_surest_passages_come_first() -> None:
    rows = [("a", "open", 0.55, 0.4), ("a", "", 0.02, 0.02), ("b", "hidden", 0.6, 0.45), ("b", "open", 0.97, 0.03)]
    points = abstention_of(faces(rows)).by_passage
    assert [(p.count, p.error) for p in points] == [(1, 0), (2, 0), (3, 0), (4, 0.25)]  # the third is wrong twice
    assert points[0].kappa is None  # no code among them: kappa cannot be told


def core(rows: list[tuple[dict[str, list[str]], dict[str, float]]], **more: str) -> Judged:
    """Passages as (codes, likely columns of the core scheme), everything else unlikely."""
    labels = [
        Label(id=str(i), interview=str(i % 3), text="x", codes=codes, complete=list(CORE.ids), **more)
        for i, (codes, _) in enumerate(rows)
    ]
    scores = np.full((len(rows), len(CORE.columns)), -6.0)
    for name in ("voice", "experience", "identity"):
        scores[:, CORE.columns.index(f"{name}.none")] = 0.0
    for i, (_, likely) in enumerate(rows):
        for column, score in likely.items():
            scores[i, CORE.columns.index(column)] = score
    halves = (0.5,) * len(CORE.columns)
    calibration = Calibration(scale=(1.0,) * len(halves), shift=(0.0,) * len(halves), threshold=halves, sure=halves)
    return judge(scores, labels=labels, codebook=CORE, calibration=calibration)


def of_kind(judged: Judged, kind: str, dimension: str) -> Confusion:
    return next(c for c in confusions_of(judged) if c.kind == kind and c.dimensions[0] == dimension)


def test_which_face_is_taken_for_which() -> None:
    judged = core(
        [
            ({"power_face": ["ideological"]}, {"power_face.ideological": 3.0, "power_face.decision_making": 1.0}),
            ({"power_face": ["ideological"]}, {"power_face.decision_making": 2.0}),
            ({"power_face": ["ideological", "decision_making"]}, {"power_face.decision_making": 2.0}),
            ({}, {"power_face.non_decision_making": 2.0}),
            ({}, {}),
        ]
    )
    likeliest = of_kind(judged, "likeliest", "power_face")
    assert likeliest.counts == ((0, 0, 0), (0, 0, 0), (1, 0, 1))  # two faces at once, or none, tell nothing here
    assert (likeliest.passages, likeliest.right) == (2, 0.5)
    found = of_kind(judged, "found", "power_face")
    assert found.values == ("decision_making", "non_decision_making", "ideological", "none")
    assert found.counts[0] == (0, 0, 0, 0)  # with two faces at once nothing is added or missed for certain
    assert found.counts[2] == (2, 0, 1, 0)  # decision-making was added once and put in its place once
    assert found.counts[3] == (0, 1, 0, 1)


def test_constructions_are_judged_given_the_framing_and_framings_where_there_is_one() -> None:
    judged = core(
        [
            ({"voice": ["expert"]}, {"voice.expert": -2.0, "voice.rejected": -3.0}),
            ({"identity": ["rejected"]}, {"identity.expert": 4.0, "experience.expert": -1.0}),
            ({"experience": ["expert"], "voice": ["rejected"]}, {"experience.expert": 3.0, "voice.rejected": 5.0}),
            ({"experience": ["rejected"]}, {"identity.rejected": 3.0}),
        ]
    )
    given_framing = of_kind(judged, "construction", "voice")
    assert given_framing.dimensions == ("voice", "experience", "identity")
    assert given_framing.names == ("Non-professional", "Expert", "Rejected")
    assert given_framing.passages == 5
    assert given_framing.counts[1] == (0, 2, 0)  # expert stays likeliest although no voice at all is likelier
    assert given_framing.counts[2][1] == 1  # the rejected identity is taken for an expert's
    framing = of_kind(judged, "framing", "voice")
    assert framing.counts == ((1, 0, 0), (0, 0, 1), (0, 0, 1))
    assert framing.right == pytest.approx(2 / 3, abs=1e-4)
    value = of_kind(judged, "value", "voice")
    assert value.values[-1] == "none"
    assert value.counts[1] == (0, 0, 0, 1)


def test_a_codebook_without_framings_has_none() -> None:
    assert [len(group) for group in framings(CORE)] == [3]
    assert framings(TRUST) == ()


def rename(label: Label, *, new: dict[str, str]) -> Label:
    codes = {new[d]: [new[code] for code in given] for d, given in label.codes.items()}
    return replace(label, codes=codes, complete=[new[d] for d in label.complete])


def random_core(seed: int) -> tuple[np.ndarray, list[Label]]:
    generator = np.random.default_rng(seed)
    labels = []
    for i in range(120):
        codes = {d.id: [str(generator.choice(d.code_ids))] for d in CORE.dimensions if generator.random() < 0.4}
        labels.append(
            Label(id=str(i), interview=f"i{i % 10}", text="x", codes=codes, complete=list(CORE.ids), role_group="peer")
        )
    return generator.normal(-1, 2, (120, len(CORE.columns))), labels


def test_renaming_every_id_changes_no_figure() -> None:
    scores, labels = random_core(4)
    other, new = renamed(CORE, seed=9)
    back = {fresh: old for old, fresh in new.items()}

    def told(codebook: Codebook, given: list[Label]) -> list[object]:
        judged = judge(scores, labels=given, codebook=codebook, calibration=uncalibrated(CORE))
        figures = [replace_code(f, back) for f in code_figures(judged)]
        curves = abstention_of(judged)
        tables = [(c.kind, c.names, c.counts, c.right) for c in confusions_of(judged)]
        bins = [(b.said, b.was, b.n, b.low) for b in reliability_of(judged)]
        groups = [(g.group, g.n, g.missed, g.f1_low) for g in groups_of(judged)]
        return [figures, curves.by_passage, curves.by_tag, curves.kappa_median_rest, tables, bins, groups]

    assert told(CORE, labels) == told(other, [rename(label, new=new) for label in labels])


def replace_code(figure: object, back: dict[str, str]) -> dict[str, object]:
    import msgspec

    row = msgspec.structs.asdict(figure)
    return row | {"code": ".".join(back.get(part, part) for part in row["code"].split("."))}


def test_a_group_of_few_interviews_is_counted_and_not_rated() -> None:
    rows = [(f"i{i}", code, a, b) for i in range(8) for _, code, a, b in FOUR]
    judged = faces(rows)
    labels = tuple(replace(label, role_group="peer" if label.interview != "i7" else "carer") for label in judged.labels)
    carer, _, peer, _ = groups_of(replace(judged, labels=labels))
    assert (carer.group, carer.dimension, carer.interviews, carer.passages) == ("carer", "", 1, 4)
    assert (carer.n, carer.missed, carer.added, carer.f1, carer.kappa) == (2, 1, 1, None, None)
    assert (peer.interviews, peer.f1) == (7, None)
    everyone = groups_of(replace(judged, labels=tuple(replace(x, role_group="peer") for x in judged.labels)))
    assert (everyone[0].interviews, everyone[0].f1) == (8, 0.5)
    assert groups_of(judged) == ()


def test_who_spoke_is_kept_beside_a_label_and_never_read_by_the_coder(tmp_path: Path) -> None:
    (tmp_path / "small.md").write_text(SOURCE)
    marked = load_labels([tmp_path / "small.md"], codebook=CORE)
    assert {label.role_group for label in marked} == {"service_user_or_peer"}
    assert inputs_of(marked) == inputs_of([replace(label, role_group="professional") for label in marked])
    path = tmp_path / "labels.jsonl"
    path.write_text('{"id": "1", "interview": "a", "text": "x", "role_group": "carer"}\n')
    (line,) = read_labels(path)
    assert line.role_group == "carer"


def test_a_code_is_tested_on_real_talk_only_by_people() -> None:
    rows = [("a", "open", 0.9, 0.1)] * 25 + [("b", "hidden", 0.1, 0.9)] * 25
    judged = faces(rows)
    coded = {"model": 25, "human_assisted": 5, "human_blind": 20}
    sources = [source for source, number in coded.items() for _ in range(number)]
    by_people = replace(judged, labels=tuple(replace(x, source=s) for x, s in zip(judged.labels, sources, strict=True)))
    opened, hidden = code_figures(by_people)
    assert (opened.real, hidden.real) == (0, 25)
    assert untested_of([opened, hidden], tested={}) == ("face.open",)
    assert untested_of([opened, hidden], tested={"face.open": 20}) == ()
    assert untested_of([opened, hidden], tested={"face.open": 19}) == ("face.open",)

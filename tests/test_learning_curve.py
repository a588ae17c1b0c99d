"""The learning curve: both queues label as much, nothing twice, and table and plot say what the draws gave."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data_schemas.codebook import load_codebook
from data_schemas.errors import ConfigError
from data_schemas.labels import Label
from models.decisions import probabilities
from pipeline.label.instructive import uncertainty
from scripts.learning_curve import Material, made_with, more_interviews, next_batch, two_queues
from scripts.learning_curve import _learned as learned
from scripts.learning_curve_points import INSTRUCTIVE, RANDOM, WHOLE, Point, keep_in, kept_in, write
from tests.conftest import ROOT, tree_bytes

TRUST = load_codebook(ROOT / "tests" / "data" / "trust.yaml")
VALUES = ("given", "withheld", "earned", "none")


def material(interviews: int, *, seed: int) -> Material:
    generator = np.random.default_rng(seed)
    coded = generator.integers(0, 4, 12 * interviews)
    vectors = (np.eye(4)[coded] + generator.normal(0, 0.3, (len(coded), 4))).astype(np.float32)
    labels = [
        Label(
            id=str(i),
            interview=f"i{i % interviews}",
            text=f"passage {i}",
            codes={"trust": [] if VALUES[c] == "none" else [VALUES[c]]},
            complete=["trust"],
        )
        for i, c in enumerate(coded)
    ]
    return Material(labels, vectors)


def test_more_interviews_are_nested_draws_and_teach_more() -> None:
    points = more_interviews(material(12, seed=1), test=material(12, seed=2), codebook=TRUST, draw=0, sizes=(3, 12))
    assert [(p.how, p.interviews, p.passages) for p in points] == [(WHOLE, 3, 36), (WHOLE, 12, 144)]
    assert points[1].f1 > 0.8
    assert points[1].f1 >= points[0].f1 - 0.02


def test_both_queues_begin_alike_and_label_as_much() -> None:
    points = two_queues(
        material(9, seed=1),
        test=material(9, seed=2),
        codebook=TRUST,
        draw=3,
        batch=20,
        batches=3,
        interviews=6,
    )
    by_how = {how: [(p.passages, p.f1) for p in points if p.how == how] for how in (RANDOM, INSTRUCTIVE)}
    assert [size for size, _ in by_how[RANDOM]] == [size for size, _ in by_how[INSTRUCTIVE]] == [20, 40, 60]
    assert by_how[RANDOM][0] == by_how[INSTRUCTIVE][0]


def test_a_batch_holds_nothing_that_is_known_and_only_what_is_uncertain() -> None:
    within, known = material(9, seed=1), np.arange(60)
    heads, calibration = learned(within.at(known), codebook=TRUST)
    chosen = next_batch(within, known=known, learned=(heads, calibration), codebook=TRUST, size=2)
    assert len(set(chosen)) == 2
    assert set(chosen).isdisjoint(known)
    chances = probabilities(heads.score(within.vectors), codebook=TRUST, calibration=calibration)
    doubt = uncertainty(chances, codebook=TRUST)
    assert min(doubt[chosen]) >= np.sort(doubt[60:])[-20]


def test_the_table_has_mean_and_spread_and_the_plot_the_same_bytes(tmp_path: Path) -> None:
    points = [
        Point(WHOLE, 0, 4, 100, 0.2),
        Point(WHOLE, 1, 4, 120, 0.4),
        Point(RANDOM, 0, 48, 100, 0.3),
        Point(RANDOM, 1, 48, 100, 0.5),
        Point(INSTRUCTIVE, 0, 48, 100, 0.45),
        Point(INSTRUCTIVE, 1, 48, 100, 0.55),
    ]
    for name in ("one", "two"):
        write(tmp_path / name, points)
    assert (tmp_path / "one" / "learning_curve.csv").read_text(encoding="utf-8-sig").splitlines() == [
        "how,interviews,passages,draws,macro_f1,lowest,highest,least_more,most_more",
        "whole interviews,4,110,2,0.3000,0.2000,0.4000,,",
        "random queue,48,100,2,0.4000,0.3000,0.5000,,",
        "instructive queue,48,100,2,0.5000,0.4500,0.5500,0.0500,0.1500",
    ]
    assert tree_bytes(tmp_path / "one") == tree_bytes(tmp_path / "two")
    drawn = (tmp_path / "one" / "learning_curve.svg").read_text()
    assert drawn.startswith("<svg")
    assert all(word in drawn for word in ("macro-F1", INSTRUCTIVE, RANDOM))


def test_finished_draws_are_taken_from_the_file_and_a_torn_one_is_drawn_again(tmp_path: Path) -> None:
    path, draws = tmp_path / "points.jsonl", [[Point(WHOLE, n, 4, 100, 0.1 + n / 7)] for n in range(3)]
    assert kept_in(None, version="1") == kept_in(path, version="1") == []
    for draw in draws[:2]:
        keep_in(path, draw, version="1")
    path.write_text(path.read_text()[:-9])
    assert kept_in(path, version="1") == draws[0]
    for draw in draws[1:]:
        keep_in(path, draw, version="1")
    assert kept_in(path, version="1") == [point for draw in draws for point in draw]


def test_draws_of_other_labels_or_other_code_are_not_mixed(tmp_path: Path) -> None:
    path, pool = tmp_path / "points.jsonl", material(3, seed=1)
    assert made_with(pool) == made_with(material(3, seed=1))
    other = replace(pool.labels[0], codes={"trust": ["earned"]}), replace(pool.labels[0], codes={"trust": []})
    assert len({made_with(Material([label, *pool.labels[1:]], pool.vectors)) for label in other}) == 2
    assert made_with(Material(pool.labels, pool.vectors * 2)) != made_with(pool)
    keep_in(path, [Point(WHOLE, 0, 4, 100, 0.1)], version=made_with(pool))
    with pytest.raises(ConfigError, match=r"points\.jsonl: its draws come from other labels or other code"):
        kept_in(path, version=made_with(material(3, seed=2)))
    path.write_text("[]\n")  # as it was kept before
    with pytest.raises(ConfigError, match="other labels or other code"):
        kept_in(path, version=made_with(pool))

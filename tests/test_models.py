"""The coder: what it reads, how it learns from partial labels, how it is calibrated, and that it repeats itself."""

from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.codebook import Codebook, load_codebook, parse_codebook
from data_schemas.errors import ConfigError
from data_schemas.labels import Label
from data_schemas.pseudonyms import strip_codes
from models.calibration import calibrate
from models.decisions import Calibration, decide, probabilities, uncalibrated
from models.heads import Heads
from models.inputs import LENGTHS, CoderInput, tokenise
from models.lock import pinned
from models.metrics import brier, ece, f1, kappa
from models.numbers import resolve_number_format
from models.targets import check_learnable, shares_of, targets_of
from models.trunk import load_base

CORE = load_codebook()
TRUST = parse_codebook((Path(__file__).parent / "data" / "trust.yaml").read_text(), name="trust.yaml")


def label(**codes: list[str]) -> Label:
    complete = codes.pop("complete", [])
    return Label(id="1", interview="a", text="x", codes=codes, complete=complete)


def known(one: Label, codebook: Codebook = CORE) -> dict[str, float]:
    targets = targets_of([one], codebook=codebook)
    return {
        name: float(value)
        for name, value, sure in zip(codebook.columns, targets.values[0], targets.known[0], strict=True)
        if sure
    }


def test_what_a_coder_did_not_say_is_unknown() -> None:
    assert known(label(voice=["expert"])) == {
        "voice.non_professional": 0, "voice.expert": 1, "voice.rejected": 0, "voice.none": 0,
    }  # fmt: skip


def test_a_complete_dimension_without_codes_is_a_no() -> None:
    found = known(label(complete=["power_face", "voice", "stance"]))
    assert found["power_face.ideological"] == 0
    assert found["voice.none"] == 1
    assert not any(name.startswith("stance") for name in found)  # it did not apply: nothing to learn


def test_an_empty_list_means_none_of_its_codes() -> None:
    assert known(label(experience=[]))["experience.none"] == 1


def test_a_code_without_known_negatives_is_refused() -> None:
    labels = [label(trust=["given"]) for _ in range(3)]
    with pytest.raises(ConfigError, match=r"code trust.given: no passage is known to be without it|labelled passages"):
        check_learnable(labels, codebook=TRUST, min_positives=1, min_interviews=1)


def test_a_code_of_one_interview_is_refused_with_its_numbers() -> None:
    with pytest.raises(ConfigError, match=r"trust.given: 1 labelled passages from 1 interviews; at least 8 from 2"):
        check_learnable([label(trust=["given"])], codebook=TRUST, min_positives=8, min_interviews=2)


@given(st.lists(st.floats(-30, 30), min_size=19, max_size=19))
def test_probabilities_of_a_single_dimension_sum_to_one(scores: list[float]) -> None:
    chances = probabilities(np.array([scores]), codebook=CORE, calibration=uncalibrated(CORE))[0]
    assert ((chances >= 0) & (chances <= 1)).all()
    for name in ("stance", "voice", "experience", "identity", "about"):
        assert chances[CORE.slice_of(name)].sum() == pytest.approx(1)


def row(**chances: float) -> np.ndarray:
    return np.array([chances.get(name.replace(".", "__"), 0.01) for name in CORE.columns])


def test_a_conditional_dimension_is_decided_only_where_it_applies() -> None:
    calibration = uncalibrated(CORE)
    nothing = decide(row(stance__imposed=0.9), codebook=CORE, calibration=calibration)
    assert nothing.assigned["stance"] == ()
    face = row(power_face__ideological=0.8, stance__imposed=0.9, stance__leveraged=0.1)
    assert decide(face, codebook=CORE, calibration=calibration).assigned["stance"] == ("imposed",)


def test_between_threshold_and_sure_a_code_is_left_to_a_person() -> None:
    n = len(CORE.columns)
    calibration = Calibration(scale=(1.0,) * n, shift=(0.0,) * n, threshold=(0.3,) * n, sure=(0.6,) * n)
    decision = decide(
        row(power_face__ideological=0.5, stance__imposed=0.9, voice__expert=0.7), codebook=CORE, calibration=calibration
    )
    assert decision.abstained["power_face"] == ("ideological",)
    assert decision.assigned["power_face"] == ()
    assert decision.abstained["stance"] == ("imposed",)  # it rests on a face that is itself in doubt
    assert decision.assigned["voice"] == ("expert",)


def test_calibration_makes_overconfident_scores_honest() -> None:
    generator = np.random.default_rng(3)
    truth = generator.random(4000) < 0.2
    honest = np.where(truth, 1.0, -1.0) + generator.normal(0, 1.4, 4000)
    labels = [label(trust=["given"] if t else [], complete=["trust"]) for t in truth]
    scores = np.zeros((4000, 4))
    scores[:, 0], scores[:, 3] = 6 * honest, -6 * honest
    targets = targets_of(labels, codebook=TRUST)
    calibration = calibrate(scores, targets=targets, codebook=TRUST, calibrated_on="test")
    before = probabilities(scores, codebook=TRUST, calibration=uncalibrated(TRUST))[:, 0]
    after = probabilities(scores, codebook=TRUST, calibration=calibration)[:, 0]
    assert np.mean((after - truth) ** 2) < 0.8 * np.mean((before - truth) ** 2)
    for low in (0.1, 0.3, 0.5, 0.7):
        inside = (after >= low) & (after < low + 0.2)
        if inside.sum() > 100:
            assert truth[inside].mean() == pytest.approx(after[inside].mean(), abs=0.07)


def test_a_code_is_tagged_only_where_enough_right_tags_make_it_certain() -> None:
    def sure_after(right: int, wrong: int) -> float:
        truth = np.array([True] * right + [False] * wrong + [False] * 200)
        labels = [label(trust=["given"] if t else [], complete=["trust"]) for t in truth]
        scores = np.full((len(truth), 4), -3.0)
        scores[: right + wrong, 0] = 3.0
        scores[right + wrong :, 3] = 3.0
        found = calibrate(scores, targets=targets_of(labels, codebook=TRUST), codebook=TRUST, calibrated_on="test")
        chance = probabilities(scores, codebook=TRUST, calibration=found)[0, 0]
        return found.sure[0] - found.threshold[0] if found.threshold[0] <= chance else float("nan")

    assert sure_after(35, 5) == 0  # 35 of 40: at least .7 with a certainty of 95 %, so every tag stands
    assert sure_after(8, 2) > 0  # 8 of 10 are as many, and not certain


def test_kappa_and_f1_by_hand() -> None:
    truth = np.array([1, 1, 1, 0, 0, 0, 0, 0, 0, 0], dtype=bool)
    said = np.array([1, 1, 0, 1, 0, 0, 0, 0, 0, 0], dtype=bool)
    assert f1(truth, said) == pytest.approx(2 * 2 / (3 + 3))
    assert kappa(truth, said) == pytest.approx((0.8 - 0.58) / (1 - 0.58))


def test_training_begins_with_the_share_of_every_code() -> None:
    labels = [
        label(voice=["expert"], complete=["power_face"]),
        *(label(complete=["power_face", "voice"]) for _ in range(3)),
    ]
    labels[1] = label(power_face=["ideological"], voice=[])
    shares = shares_of(targets_of(labels, codebook=CORE), rows=np.arange(4))
    heads = Heads(8, columns=len(CORE.columns))
    torch.nn.init.zeros_(heads.linear.weight)
    heads.start_at(shares, codebook=CORE)
    said = probabilities(heads(torch.ones(1, 8)).detach().numpy(), codebook=CORE, calibration=uncalibrated(CORE))[0]
    assert said[CORE.slice_of("power_face")] == pytest.approx([0.001, 0.001, 0.25], abs=1e-4)
    assert said[CORE.slice_of("voice")] == pytest.approx([0.001, 0.25, 0.001, 0.75], abs=2e-3)


def test_calibration_error_by_hand() -> None:
    chances = np.array([0.05, 0.2, 0.2, 0.2, 0.2, 0.9, 0.9])
    truth = np.array([1, 1, 0, 0, 0, 1, 0], dtype=bool)  # a quarter where .2 was said, half where .9 was
    assert ece(chances, truth) == pytest.approx((4 * 0.05 + 2 * 0.4) / 6)  # the first is too small to count
    assert ece(np.array([0.01, 0.1]), np.array([True, True])) == 0
    assert brier(np.array([0.5, 1.0]), np.array([1, 1], dtype=bool)) == pytest.approx(0.125)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=30))
def test_calibration_error_is_a_share(pairs: list[tuple[float, bool]]) -> None:
    chances, truth = (np.array(column) for column in zip(*pairs, strict=True))
    assert 0 <= ece(chances, truth) <= 1


def test_codes_of_pseudonyms_are_hidden_and_their_words_kept() -> None:
    assert strip_codes("our [Name K7Q2M4] at [Hospital ABCDEF], [Postcode]") == "our [Name] at [Hospital], [Postcode]"


def test_every_input_fits_one_of_the_fixed_lengths() -> None:
    tokenizer = load_base("minilm").tokenizer
    texts = ["Mm.", "We were not asked. " * 8, "and then " * 400]
    tokens = tokenise([CoderInput(text=t, question="Why was that?") for t in texts], tokenizer=tokenizer)
    assert [t.length for t in tokens] == [32, 64, 192]
    assert all(t.length in LENGTHS for t in tokens)


def test_only_the_passages_own_tokens_are_pooled() -> None:
    tokenizer = load_base("minilm").tokenizer
    (tokens,) = tokenise([CoderInput(text="not asked", question="Were you asked?")], tokenizer=tokenizer)
    pooled = [i for i, keep in zip(tokens.ids, tokens.pooled, strict=True) if keep]
    assert tokenizer.decode(pooled) == "not asked"


def test_the_encoder_is_the_pinned_one() -> None:
    assert pinned("encoders", "minilm").sha256.startswith("53aa5117")
    with pytest.raises(ConfigError, match="no entry"):
        pinned("encoders", "another")


def test_an_encoder_that_is_not_here_is_named() -> None:
    with pytest.raises(ConfigError, match="encoder 'no/such-model'"):
        load_base("no/such-model")


def test_number_formats() -> None:
    assert resolve_number_format("fp32") == "fp32"
    assert resolve_number_format() in ("bf16", "fp32")
    with pytest.raises(ConfigError, match="number_format"):
        resolve_number_format("fp8")

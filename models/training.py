"""Labels go in, a trained delta and heads come out; the same seed, threads, machine and pins give the same weights."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
import torch

from data_schemas.codebook import Codebook
from data_schemas.labels import Label
from models.batching import batch_of, shuffled
from models.heads import Heads, loss_of
from models.inputs import CoderInput, tokenise
from models.numbers import resolve_number_format
from models.targets import Targets, targets_of
from models.trunk import DeltaShape, Trunk, load_base, pool, with_delta


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How to train; every field is part of what the model's card states."""

    base: str = "minilm"
    delta: DeltaShape = field(default_factory=DeltaShape)
    epochs: int = 3  # of about 5,000 passages; fewer passages want more
    rate: float = 1e-3  # of the delta; chosen on interviews held out
    head_rate: float = 2e-3
    warmup: float = 0.1  # share of all steps
    smoothing: float = 0.05
    dropout: float = 0.1
    weight_decay: float = 0.01
    seed: int = 7
    batch: int = 16  # passages a step
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Trained:
    """A trunk with its delta still separable, and heads."""

    model: object  # peft model
    tokenizer: object
    heads: Heads
    base_sha256: str
    delta: DeltaShape

    def score(self, inputs: Sequence[CoderInput]) -> np.ndarray:
        """Raw scores of shape (inputs, columns)."""
        trunk = Trunk(self.model, self.tokenizer, number_format="fp32")
        with torch.inference_mode():
            self.heads.eval()
            scores: np.ndarray = self.heads(torch.from_numpy(trunk.encode(inputs))).numpy()
        return scores


def inputs_of(labels: Sequence[Label]) -> list[CoderInput]:
    """What the coder reads of each label: never who spoke."""
    return [CoderInput(text=label.text, question=label.question, previous=label.previous) for label in labels]


def train(
    labels: Sequence[Label],
    *,
    codebook: Codebook,
    recipe: Recipe,
    advance: Callable[[float], None] | None = None,
) -> Trained:
    """Fine-tune delta and heads together; `advance` hears the share of steps done."""
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    generator = np.random.default_rng(recipe.seed)
    base = load_base(recipe.base)
    model = with_delta(base.model, shape=recipe.delta).train()
    heads = Heads(int(base.model.config.hidden_size), columns=len(codebook.columns), dropout=recipe.dropout)
    tokens = tokenise(inputs_of(labels), tokenizer=base.tokenizer)
    targets = targets_of(labels, codebook=codebook)
    optimiser = torch.optim.AdamW(
        [
            {"params": [p for p in model.parameters() if p.requires_grad], "lr": recipe.rate},
            {"params": list(heads.parameters()), "lr": recipe.head_rate},
        ],
        weight_decay=recipe.weight_decay,
    )
    steps = recipe.epochs * math.ceil(len(tokens) / recipe.batch)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step, steps=steps, warmup=recipe.warmup))
    native = resolve_number_format() == "bf16"
    done = 0
    for _ in range(recipe.epochs):
        heads.train()
        for rows in shuffled(tokens, rows=recipe.batch, generator=generator):
            batch = batch_of(tokens, rows=rows)
            with torch.autocast("cpu", torch.bfloat16, enabled=native):
                vectors = pool(model, batch)
            loss = _loss(heads(vectors)[: len(rows)], rows=rows, targets=targets, codebook=codebook, recipe=recipe)
            optimiser.zero_grad()
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_([p for g in optimiser.param_groups for p in g["params"]], 1.0)
            optimiser.step()
            schedule.step()
            done += 1
            if advance is not None:
                advance(done / steps)
    return Trained(model.eval(), base.tokenizer, heads.eval(), base.sha256, recipe.delta)


def _loss(
    scores: torch.Tensor, *, rows: list[int], targets: Targets, codebook: Codebook, recipe: Recipe
) -> torch.Tensor:
    values = torch.from_numpy(targets.values[rows])
    known = torch.from_numpy(targets.known[rows])
    return loss_of(scores, values=values, known=known, codebook=codebook, smoothing=recipe.smoothing)


def _rate(step: int, *, steps: int, warmup: float) -> float:
    rising = max(1, int(steps * warmup))
    return (step + 1) / rising if step < rising else max(0.0, (steps - step) / max(1, steps - rising))

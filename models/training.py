"""Labels go in, a trained delta and heads come out; the same seed, threads, machine and pins give the same weights."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

from data_schemas.codebook import Codebook
from data_schemas.labels import Label
from models.batching import shuffled, training_batch
from models.heads import Heads, loss_of
from models.inputs import CoderInput, tokenise
from models.loading import apart_delta, load_heads
from models.numbers import resolve_number_format
from models.recipe import Recipe
from models.release import Release
from models.sampling import readings, rows_read
from models.targets import shares_of, targets_of
from models.trunk import Base, DeltaShape, Trunk, in_format, load_base, pool, with_delta


@dataclass(frozen=True, slots=True)
class Start:
    """A trained model that learns on, and ids of labels that it has met: `again` are read beside the new, `left_out` are not."""

    release: Release
    again: frozenset[str] = frozenset()
    left_out: frozenset[str] = frozenset()

    def keeps_heads(self, codebook: Codebook) -> bool:
        """Whether its heads read the same codes, so that they learn on too."""
        return self.release.codebook.columns == codebook.columns


@dataclass(frozen=True, slots=True)
class Trained:
    """A trunk with its delta still separable, and heads."""

    model: Any  # the encoder
    tokenizer: Any
    heads: Heads
    base_sha256: str
    delta: DeltaShape

    def score(self, inputs: Sequence[CoderInput]) -> np.ndarray:
        """Raw scores of shape (inputs, columns), in the number format that the coder uses here."""
        trunk = Trunk(self.model, self.tokenizer, number_format=resolve_number_format())
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
    taught: np.ndarray | None = None,
    start: Start | None = None,
    advance: Callable[[float], None] | None = None,
    learning: "type[Learning] | None" = None,
) -> Trained:
    """Fine-tune delta and heads together, fresh ones or those of `start`; `advance` hears the share of steps done.

    `taught` holds a teacher's probabilities, (labels, columns): they weigh `recipe.teaching` against the labels' codes.
    `learning` may be a kind of `Learning` that does one thing otherwise, by which an idea is tried.
    """
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    generator = np.random.default_rng(recipe.seed)
    base = load_base(recipe.base)
    whole = tokenise(inputs_of(labels), tokenizer=base.tokenizer)
    bare = tokenise([CoderInput(text=label.text) for label in labels], tokenizer=base.tokenizer)
    learn = (learning or Learning)(labels, base=base, codebook=codebook, recipe=recipe, taught=taught, start=start)
    for reading in readings(
        labels,
        epochs=recipe.epochs,
        uncoded=recipe.uncoded,
        alone=recipe.alone,
        generator=generator,
        again=learn.again,
    ):
        if not learn.done:
            learn.begin(reading.rows)
        tokens = [bare[i] if i in reading.alone else whole[i] for i in range(len(labels))]
        for rows in shuffled(tokens, rows=reading.rows, size=recipe.batch, generator=generator):
            learn.step(rows, pool(learn.model, training_batch(tokens, rows=rows)))
            if advance is not None:
                advance(learn.done / learn.steps)
    learn.go_back()
    return Trained(learn.model, base.tokenizer, learn.finished().eval(), base.sha256, recipe.delta)


class Learning:
    """Encoder, heads, targets, optimiser and schedule of one training."""

    def __init__(
        self,
        labels: Sequence[Label],
        *,
        base: Base,
        codebook: Codebook,
        recipe: Recipe,
        taught: np.ndarray | None,
        start: Start | None = None,
    ) -> None:
        self.base, self.codebook, self.recipe, self.taught, self.start = base, codebook, recipe, taught, start
        self.again = start.again if start else frozenset()
        self.model = self.encoder(base.model).eval()
        self.model.set_attn_implementation("eager")  # on processors the fused kernels are slow backwards
        width = int(self.model.config.hidden_size)
        self.heads = Heads(width, columns=len(codebook.columns), dropout=recipe.dropout).train()
        self.targets = targets_of(labels, codebook=codebook)
        own = [p for p in self.model.parameters() if p.requires_grad]
        beside = self.beside()
        groups = [{"params": own, "lr": recipe.rate}, {"params": beside, "lr": recipe.head_rate}]
        self.parameters = [*own, *beside]
        self.before: list[torch.Tensor] = []  # what these were before the first step, where some of it is kept
        self.optimiser = torch.optim.AdamW(groups, weight_decay=recipe.weight_decay)
        self.steps = recipe.epochs * math.ceil(
            rows_read(labels, uncoded=recipe.uncoded, again=self.again) / recipe.batch
        )
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimiser, lambda step: _rate(step, steps=self.steps, warmup=recipe.warmup)
        )
        self.done = 0

    def encoder(self, model: Any) -> Any:
        """The base encoder with what of it shall learn: here a low-rank delta, fresh or that of the model to start from."""
        with_own = (
            apart_delta(model, release=self.start.release) if self.start else with_delta(model, shape=self.recipe.delta)
        )
        return in_format(with_own, resolve_number_format())

    def begin(self, rows: np.ndarray) -> None:
        """Heads before the first step, which reads the named rows: those of the start, or each value's share."""
        if self.start and self.start.keeps_heads(self.codebook):
            known = load_heads(self.start.release, width=self.heads.linear.in_features)
            self.heads.linear.load_state_dict(known.linear.state_dict())
            if self.recipe.kept:
                self.before = [p.detach().clone() for p in self.parameters]
        else:
            self.heads.start_at(shares_of(self.targets, rows=rows), codebook=self.codebook)

    def go_back(self) -> None:
        """Delta and heads become a mean of before and after, where some is kept (after Wortsman et al. 2022)."""
        with torch.no_grad():
            for now, before in zip(self.parameters, self.before, strict=bool(self.before)):
                now.lerp_(before, self.recipe.kept)

    def beside(self) -> list[torch.nn.Parameter]:
        """What learns beside the encoder, at the heads' rate."""
        return list(self.heads.parameters())

    def step(self, rows: list[int], vectors: torch.Tensor) -> None:
        """One step on the named rows, from their vectors (padding rows may follow)."""
        loss = self.loss(rows, vectors)
        self.optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self.parameters, 1.0)
        self.optimiser.step()
        self.schedule.step()
        self.done += 1

    def loss(self, rows: list[int], vectors: torch.Tensor) -> torch.Tensor:
        """What the named rows, whose vectors come first among those of shape (rows or more, width), are wrong by."""
        return loss_of(
            self.scores(vectors)[: len(rows)],
            values=torch.from_numpy(self.targets.values[rows]),
            known=torch.from_numpy(self.targets.known[rows]),
            taught=None if self.taught is None else torch.from_numpy(self.taught[rows]).float(),
            codebook=self.codebook,
            smoothing=self.recipe.smoothing,
            teaching=self.recipe.teaching,
        )

    def scores(self, vectors: torch.Tensor) -> torch.Tensor:
        """Scores in training, shape (rows, columns)."""
        scores: torch.Tensor = self.heads(vectors)
        return scores

    def finished(self) -> Heads:
        """The heads that a coder takes along."""
        return self.heads


def _rate(step: int, *, steps: int, warmup: float) -> float:
    rising = max(1, int(steps * warmup))
    return (step + 1) / rising if step < rising else max(0.0, (steps - step) / max(1, steps - rising))

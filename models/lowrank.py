"""A frozen encoder goes in, the same encoder with a trainable low-rank delta comes out; and its tensors by name.

Written out rather than taken from peft: on one processor core most of a training step was spent on casts and copies
around the small matrices, and this takes half the time. Names and shapes are those of peft, so either reads the other's.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import torch
from torch import nn

PREFIX = "base_model.model."  # what peft writes before a module's name
DOWN, UP = ".lora_A.weight", ".lora_B.weight"


class LowRankLinear(nn.Module):
    """``x W' + b + scale (x down') up'``: W and b frozen, *down* (rank, in) and *up* (out, rank) trained (Hu et al. 2021)."""

    def __init__(self, linear: nn.Linear, *, rank: int, alpha: int) -> None:
        super().__init__()
        self.linear = linear.requires_grad_(False)
        self.scale = alpha / rank
        self.down = nn.Parameter(torch.empty(rank, linear.in_features))
        self.up = nn.Parameter(torch.zeros(linear.out_features, rank))
        nn.init.kaiming_uniform_(self.down, a=5**0.5)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Shape (..., in) to (..., out), in the number format of `x`."""
        flat = x.reshape(-1, x.shape[-1])
        down, up = self.down.to(x.dtype), self.up.to(x.dtype)
        weight, bias = self.linear.weight, self.linear.bias
        out: torch.Tensor = _Product.apply(flat, weight, bias, down, up, self.scale)  # type: ignore[no-untyped-call]
        return out.view(*x.shape[:-1], -1)

    def merged(self) -> nn.Linear:
        """One linear map that does the same."""
        with torch.no_grad():
            self.linear.weight += self.scale * (self.up @ self.down).to(self.linear.weight.dtype)
        return self.linear


class _Product(torch.autograd.Function):
    """The map with its gradients by hand: sums go into one buffer, and no gradient of frozen weights is made."""

    @staticmethod
    def forward(ctx: Any, *given: Any) -> torch.Tensor:
        x, weight, bias, down, up, scale = given
        inner = x @ down.t()
        out: torch.Tensor = torch.addmm(bias, x, weight.t()).addmm_(inner, up.t(), alpha=scale)
        ctx.save_for_backward(x, inner, weight, down, up)
        ctx.scale = scale
        return out

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> tuple[torch.Tensor | None, ...]:
        (given,) = gradients
        x, inner, weight, down, up = ctx.saved_tensors
        by_inner = (given @ up) * ctx.scale
        by_x = (given @ weight).addmm_(by_inner, down) if ctx.needs_input_grad[0] else None
        return by_x, None, None, by_inner.t() @ x, (given.t() @ inner) * ctx.scale, None


def add_delta(model: nn.Module, *, targets: tuple[str, ...], layers: range, rank: int, alpha: int) -> int:
    """Put a fresh delta on the linear maps whose names end so, in the given layers; returns how many there are."""
    model.requires_grad_(False)
    found = [
        name
        for name, module in model.named_modules()
        if isinstance(module, nn.Linear) and name.endswith(targets) and _layer(name) in layers
    ]
    for name in found:
        _replace(model, name, LowRankLinear(model.get_submodule(name), rank=rank, alpha=alpha))  # type: ignore[arg-type]
    return len(found)


def delta_of(model: nn.Module) -> dict[str, torch.Tensor]:
    """The delta's tensors by their names in a release."""
    out = {}
    for name, module in _maps(model):
        out[f"{PREFIX}{name}{DOWN}"], out[f"{PREFIX}{name}{UP}"] = module.down.data, module.up.data
    return out


def set_delta(model: nn.Module, tensors: Mapping[str, torch.Tensor]) -> bool:
    """Fill in a delta; False if names or shapes are others."""
    own = delta_of(model)
    if own.keys() != tensors.keys() or any(own[name].shape != tensors[name].shape for name in own):
        return False
    for name, value in own.items():
        value.copy_(tensors[name])
    return True


def merge_delta(model: nn.Module) -> nn.Module:
    """The same encoder with the delta added into its weights."""
    for name, module in list(_maps(model)):
        _replace(model, name, module.merged())
    return model


def is_delta(name: str) -> bool:
    """Whether a parameter's name in the encoder is one of a delta's."""
    return name.endswith((".down", ".up"))


def _maps(model: nn.Module) -> Iterator[tuple[str, LowRankLinear]]:
    for name, module in model.named_modules():
        if isinstance(module, LowRankLinear):
            yield name, module


def _layer(name: str) -> int:
    """The number of the layer that a module is in, -1 outside all."""
    return next((int(part) for part in name.split(".") if part.isdigit()), -1)


def _replace(model: nn.Module, name: str, new: nn.Module) -> None:
    parent, _, last = name.rpartition(".")
    setattr(model.get_submodule(parent), last, new)

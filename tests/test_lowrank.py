"""The low-rank delta: it starts as nothing, learns what plain algebra would, and merges into the weights it stands on."""

import torch
from torch import nn

from models.lowrank import LowRankLinear, add_delta, delta_of, merge_delta, set_delta


class Layered(nn.Module):
    """Two layers, each with one map called `q` and one called `other`."""

    def __init__(self) -> None:
        super().__init__()
        torch.manual_seed(3)
        self.layer = nn.ModuleList(nn.ModuleDict({"q": nn.Linear(6, 6), "other": nn.Linear(6, 6)}) for _ in range(2))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for one in self.layer:
            x = torch.tanh(one["other"](torch.tanh(one["q"](x))))
        return x


def with_delta(first: int = 0) -> Layered:
    model = Layered()
    add_delta(model, targets=("q",), layers=range(first, 2), rank=2, alpha=4)
    return model


def filled(model: Layered) -> Layered:
    generator = torch.Generator().manual_seed(5)
    for value in delta_of(model).values():
        value.copy_(torch.randn(value.shape, generator=generator))
    return model


X = torch.linspace(-1, 1, 3 * 4 * 6).reshape(3, 4, 6)


def test_a_fresh_delta_changes_nothing() -> None:
    assert torch.equal(with_delta()(X), Layered()(X))


def test_its_gradients_are_those_of_plain_algebra() -> None:
    model = filled(with_delta(first=1))
    (model(X) ** 2).sum().backward()
    own = model.layer[1]["q"]
    down, up = (value.detach().clone().requires_grad_() for value in (own.down, own.up))
    plain = Layered()
    below = torch.tanh(plain.layer[0]["other"](torch.tanh(plain.layer[0]["q"](X))))
    above = plain.layer[1]
    moved = below @ (above["q"].weight + 2 * up @ down).t() + above["q"].bias
    (torch.tanh(above["other"](torch.tanh(moved))) ** 2).sum().backward()
    assert own.down.grad is not None
    torch.testing.assert_close(own.down.grad, down.grad)
    torch.testing.assert_close(own.up.grad, up.grad)


def test_gradients_pass_through_it_to_the_layer_below() -> None:
    model = filled(with_delta())
    (model(X) ** 2).sum().backward()
    assert all(p.grad is not None and p.grad.abs().sum() > 0 for p in model.parameters() if p.requires_grad)


def test_only_the_delta_learns_and_only_in_its_layers() -> None:
    model = with_delta(first=1)
    assert {name for name, p in model.named_parameters() if p.requires_grad} == {"layer.1.q.down", "layer.1.q.up"}
    assert isinstance(model.layer[0]["q"], nn.Linear)


def test_merged_it_says_the_same_with_plain_maps() -> None:
    model = filled(with_delta())
    before = model(X)
    merged = merge_delta(model)
    torch.testing.assert_close(merged(X), before)
    assert not any(isinstance(module, LowRankLinear) for module in merged.modules())


def test_its_tensors_go_to_another_copy_and_no_other_model() -> None:
    given, taken = filled(with_delta()), with_delta()
    assert set_delta(taken, delta_of(given))
    assert torch.equal(taken(X), given(X))
    assert not set_delta(with_delta(first=1), delta_of(given))
    assert sorted(delta_of(with_delta(first=1))) == [
        "base_model.model.layer.1.q.lora_A.weight",
        "base_model.model.layer.1.q.lora_B.weight",
    ]


def test_half_precision_keeps_the_delta_itself_exact() -> None:
    from models.trunk import in_format

    model = in_format(filled(with_delta()), "bf16")
    assert {p.dtype for name, p in model.named_parameters() if not name.endswith(("down", "up"))} == {torch.bfloat16}
    assert {value.dtype for value in delta_of(model).values()} == {torch.float32}
    torch.testing.assert_close(model(X.bfloat16()).float(), filled(with_delta())(X), atol=0.05, rtol=0)

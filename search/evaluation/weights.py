"""The learnt weights as the TOML file that `search.fusion` reads."""

from typing import TYPE_CHECKING

from search.fusion import SIGNALS

if TYPE_CHECKING:
    from torch import Tensor

_HEAD = "# Learnt by search.evaluation.learning; see search/fusion.py for what each weight does."


def as_toml(weights: dict[str, "Tensor"], bias: "Tensor", telling: "Tensor", good: float) -> str:
    """Write ranking weights, then those of the chance that a passage answers."""
    lines = [
        _HEAD,
        f"base = {_list(weights['base'])}",
        f"sharpness = {float(weights['sharpness'].exp()):.4f}",
        f"bias = {float(bias):.4f}",
        f"good = {good:.4f}",
        "",
        "[slopes]",
        *(f"{name} = {_list(row)}" for name, row in zip(SIGNALS, weights["slopes"], strict=True)),
        "",
        "[between]",
        *_named(SIGNALS, weights["between"]),
        "",
        "[telling]",
        *_named(("odds", *SIGNALS), telling),
    ]
    return "\n".join(lines) + "\n"


def _named(names: tuple[str, ...], values: "Tensor") -> list[str]:
    return [f"{name} = {float(value):.4f}" for name, value in zip(names, values, strict=True)]


def _list(values: "Tensor") -> str:
    return "[" + ", ".join(f"{float(value):.4f}" for value in values) + "]"

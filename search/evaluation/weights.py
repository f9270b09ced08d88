"""The learnt weights as the TOML file that `search.fusion` reads."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from search.fusion import SIGNALS

if TYPE_CHECKING:
    from torch import Tensor

_HEAD = "# Learnt by search.evaluation.learning; see search/fusion.py for what each weight does."


def as_toml(meaning: float, weights: "Mapping[str, Tensor]") -> str:
    """Write the ranking weights."""
    slopes = zip(SIGNALS, weights["slopes"], strict=True)
    lines = [
        _HEAD,
        f"meaning = {meaning}",
        f"base = {float(weights['base']):.4f}",
        f"sharpness = {float(weights['sharpness'].exp()):.4f}",
        "",
        "[slopes]",
        *(f"{name} = {float(slope):.4f}" for name, slope in slopes),
    ]
    return "\n".join(lines) + "\n"

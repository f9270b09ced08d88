"""A student read back from the graph that ships."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from encoder.contextual.student import Student

_BOTH = ("weight", "bias")


def read_student(model: Path) -> "Student":
    """Read the student of an exported model, its weights those that the graph computes with."""
    import onnx
    import torch
    from onnx.numpy_helper import to_array

    from encoder.contextual.student import student_from

    constants = {each.name: to_array(each) for each in onnx.load(model).graph.initializer}
    state = {
        "emb.weight": constants["emb.int8"] * constants["emb.scale"],
        "pos": constants["pos"],
        **{f"n.{kind}": constants[f"n.{kind}"] for kind in _BOTH},
    }
    for name in sorted(constants):
        if name.startswith("layers.") and name.endswith(".q.int8"):
            state |= _read_layer(constants, name.removesuffix(".q.int8"))
    floats = {name: np.array(weight, np.float32) for name, weight in state.items()}
    return student_from({name: torch.from_numpy(weight) for name, weight in floats.items()})


def _read_layer(
    constants: Mapping[str, NDArray[Any]], prefix: str
) -> dict[str, NDArray[np.float32]]:
    parts = [_product(constants, f"{prefix}.{name}") for name in "qkv"]
    state = {
        f"{prefix}.qkv.{kind}": np.concatenate([part[kind] for part in parts]) for kind in _BOTH
    }
    for name in ("o", "w1", "w2"):
        part = _product(constants, f"{prefix}.{name}")
        state |= {f"{prefix}.{name}.{kind}": part[kind] for kind in _BOTH}
    for name in ("n1", "n2"):
        state |= {f"{prefix}.{name}.{kind}": constants[f"{prefix}.{name}.{kind}"] for kind in _BOTH}
    return state


def _product(constants: Mapping[str, NDArray[Any]], name: str) -> dict[str, NDArray[np.float32]]:
    weight = constants[f"{name}.int8"].astype(np.float32) * constants[f"{name}.scale"]
    return {"weight": weight.T, "bias": constants[f"{name}.bias"]}

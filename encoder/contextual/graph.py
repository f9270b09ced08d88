"""The ONNX graph of a student: int8 weights, one scale per token or per output number."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from encoder.contextual.config import HEAD_WIDTH, SMALL
from encoder.contextual.nodes import KEPT, MULTIPLIED, RUNTIME, Graph, quantise

State = Mapping[str, NDArray[np.float32]]
_FLOAT = 1
"""How ONNX numbers the type float32."""


@dataclass(frozen=True, slots=True)
class Residual:
    """Hold the static token vectors, (tokens, width), and their weight beside the student's."""

    vectors: NDArray[np.float32]
    beta: float


def build_graph(state: State, residual: Residual, places: int) -> bytes:
    """Write a student and the static vectors of the same tokens as one ONNX model.

    Its input `ids` has the shape (texts, tokens), all texts of one length of at most `places`
    and between marks; its output `vectors` has the shape (texts, width), rows of length 1:
    normalise(student + beta * normalise(sum of static vectors)).
    """
    graph = Graph()
    layers = len({name.split(".")[1] for name in state if name.startswith("layers.")})
    states = _add_places(graph, _add_table(graph, "emb", state["emb.weight"]), state, places)
    for layer in range(layers):
        states = _add_layer(graph, states, state, f"layers.{layer}")
    student = _add_sum(graph, states, "student")
    static = _add_sum(graph, _add_table(graph, "static", residual.vectors), "words")
    weighed = graph.node(
        "Mul", [static, graph.constant("beta", np.array([residual.beta], np.float32))]
    )
    both = graph.node("Add", [student, weighed])
    graph.node("LpNormalization", [both], "vectors", axis=-1, p=2)
    return graph.finish(width=state["emb.weight"].shape[1])


def _add_table(graph: Graph, name: str, table: NDArray[np.float32]) -> str:
    """Look up the vectors of tokens, kept as int8 with one scale each."""
    whole, scales = quantise(table, axis=1, most=KEPT)
    found = graph.node("Gather", [graph.constant(f"{name}.int8", whole), "ids"])
    scale = graph.node("Gather", [graph.constant(f"{name}.scale", scales), "ids"])
    return graph.node("Mul", [graph.node("Cast", [found], to=_FLOAT), scale])


def _add_places(graph: Graph, vectors: str, state: State, places: int) -> str:
    stop = graph.node("Shape", ["ids"], start=1, end=2)
    first = graph.constant("first", np.zeros(1, np.int64))
    table = graph.constant("pos", state["pos"][:places])
    used = graph.node("Slice", [table, first, stop])
    return _add_norm(graph, graph.node("Add", [vectors, used]), state, "n")


def _add_layer(graph: Graph, states: str, state: State, prefix: str) -> str:
    weights = np.split(state[f"{prefix}.qkv.weight"], 3)
    biases = np.split(state[f"{prefix}.qkv.bias"], 3)
    parts = [
        _add_product(graph, states, f"{prefix}.{name}", weight, bias)
        for name, weight, bias in zip("qkv", weights, biases, strict=True)
    ]
    heads = weights[0].shape[0] // HEAD_WIDTH
    mixed = graph.node("MultiHeadAttention", parts, domain=RUNTIME, num_heads=heads)
    joined = _add_linear(graph, mixed, state, f"{prefix}.o")
    states = _add_norm(graph, graph.node("Add", [joined, states]), state, f"{prefix}.n1")
    inner = graph.node(
        "FastGelu", [_add_linear(graph, states, state, f"{prefix}.w1")], domain=RUNTIME
    )
    changed = _add_linear(graph, inner, state, f"{prefix}.w2")
    return _add_norm(graph, graph.node("Add", [changed, states]), state, f"{prefix}.n2")


def _add_linear(graph: Graph, states: str, state: State, name: str) -> str:
    return _add_product(graph, states, name, state[f"{name}.weight"], state[f"{name}.bias"])


def _add_product(
    graph: Graph,
    states: str,
    name: str,
    weight: NDArray[np.float32],
    bias: NDArray[np.float32],
) -> str:
    """Multiply by int8 weights, one scale per output number; states get int8 as they come."""
    whole, scales = quantise(weight.T, axis=0, most=MULTIPLIED)
    inputs = [
        graph.constant(f"{name}.int8", whole),
        graph.constant(f"{name}.scale", scales[0]),
        graph.constant(f"{name}.zero", np.zeros(len(bias), np.int8)),
        graph.constant(f"{name}.bias", bias),
    ]
    return graph.node("DynamicQuantizeMatMul", [states, *inputs], domain=RUNTIME)


def _add_norm(graph: Graph, states: str, state: State, name: str) -> str:
    names = (f"{name}.weight", f"{name}.bias")
    inputs = [graph.constant(each, state[each]) for each in names]
    return graph.node("LayerNormalization", [states, *inputs], axis=-1, epsilon=SMALL)


def _add_sum(graph: Graph, states: str, name: str) -> str:
    """Add up over the tokens and bring to length 1 (zeros stay zeros)."""
    axis = graph.constant(f"{name}.axis", np.ones(1, np.int64))
    total = graph.node("ReduceSum", [states, axis], keepdims=0)
    return graph.node("LpNormalization", [total], axis=-1, p=2)

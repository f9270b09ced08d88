"""The ONNX graph of a student: int8 weights, one scale per token or per output number."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from encoder.contextual.config import HEAD_WIDTH, SMALL
from encoder.contextual.nodes import KEPT, MULTIPLIED, RUNTIME, Graph, quantise

State = Mapping[str, NDArray[np.float32]]
_FLOAT, _WHOLE = 1, 7
"""How ONNX numbers the types float32 and int64."""


@dataclass(frozen=True, slots=True)
class Skimming:
    """Hold layers that skim: their weights, and which tokens of a long text they follow.

    `weights` has one number per token: a text goes on with its `share` of heaviest tokens, and
    with `least` tokens at the least.
    """

    state: State
    weights: NDArray[np.float32]
    share: float
    least: int


@dataclass(frozen=True, slots=True)
class Residual:
    """Hold the static token vectors, (tokens, width), and their weight beside the student's."""

    vectors: NDArray[np.float32]
    beta: float


def build_graph(
    state: State, residual: Residual, places: int, skimming: Skimming | None = None
) -> bytes:
    """Write a student and the static vectors of the same tokens as one ONNX model.

    Its input `ids` has the shape (texts, tokens), all texts of one length of at most `places`
    and between marks; its output `vectors` has the shape (texts, width), rows of length 1:
    normalise(student + beta * normalise(sum of static vectors)). With `skimming`, texts longer
    than its `least` go through the layers that skim.
    """
    graph = Graph()
    states = _add_places(graph, _add_table(graph, "emb", state["emb.weight"]), state, places)
    if skimming is None:
        total = _add_reading(graph, states, state)
    else:
        total = _add_choice(graph, states, state, skimming)
    student = graph.node("LpNormalization", [total], axis=-1, p=2)
    static = _add_sum(graph, _add_table(graph, "static", residual.vectors), "words")
    static = graph.node("LpNormalization", [static], axis=-1, p=2)
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


def _add_choice(graph: Graph, states: str, state: State, skimming: Skimming) -> str:
    """Let the layers that skim read what is longer than their `least`, the others what is not."""
    tokens = graph.node("Shape", ["ids"], "tokens", start=1, end=2)
    least = graph.constant("least", np.array([skimming.least], np.int64))
    condition = graph.node("Greater", [tokens, least])
    skimmed, read = Graph(prefix="skim."), Graph(prefix="read.")
    parts = [
        (skimmed, _add_skimming(skimmed, states, tokens, skimming)),
        (read, _add_reading(read, states, state)),
    ]
    return graph.choose(condition, parts, "total")


def _add_reading(graph: Graph, states: str, state: State) -> str:
    for layer in _layers(state):
        states = _add_layer(graph, states, state, layer)
    return _add_sum(graph, states, "student")


def _add_skimming(graph: Graph, inputs: str, tokens: str, skimming: Skimming) -> str:
    """Follow the heaviest tokens, which hear all others in the first layer only."""
    state = {f"skim.{name}": weight for name, weight in skimming.state.items()}
    kept = _add_heaviest(graph, inputs, tokens, skimming)
    first, *others = _layers(state)
    states = _add_layer(graph, kept, state, first, heard=inputs)
    for layer in others:
        states = _add_layer(graph, states, state, layer)
    sums = [_add_sum(graph, each, f"skim.{each}") for each in (inputs, kept, states)]
    left_out = graph.node("Sub", sums[:2])
    return graph.node("Add", [sums[2], _add_linear(graph, left_out, state, "skim.left_out")])


def _add_heaviest(graph: Graph, inputs: str, tokens: str, skimming: Skimming) -> str:
    """Take the inputs of a text's heaviest tokens, each in its place: (texts, kept, width)."""
    share = graph.constant("skim.share", np.array([skimming.share], np.float32))
    least = graph.constant("skim.least", np.array([skimming.least], np.float32))
    wanted = graph.node("Mul", [graph.node("Cast", [tokens], to=_FLOAT), share])
    most = graph.node("Max", [graph.node("Ceil", [wanted]), least])
    count = graph.node("Cast", [most], to=_WHOLE)
    weights = graph.node("Gather", [graph.constant("skim.weights", skimming.weights), "ids"])
    heaviest = graph.pair("TopK", [weights, count])[1]
    places = graph.pair("TopK", [heaviest, count], largest=0)[0]
    axis = graph.constant("skim.axis", np.array([2], np.int64))
    rows = graph.node("Unsqueeze", [places, axis])
    return graph.node("GatherND", [inputs, rows], batch_dims=1)


def _layers(state: State) -> list[str]:
    """Name the layers of a state: what their weights' names begin with."""
    return sorted({name.partition(".qkv.")[0] for name in state if ".qkv." in name})


def _add_layer(
    graph: Graph, states: str, state: State, prefix: str, heard: str | None = None
) -> str:
    """Mix states by attention to themselves, or to what is `heard`, and change each alone."""
    weights = np.split(state[f"{prefix}.qkv.weight"], 3)
    biases = np.split(state[f"{prefix}.qkv.bias"], 3)
    sources = (states, heard or states, heard or states)
    parts = [
        _add_product(graph, source, f"{prefix}.{name}", weight, bias)
        for source, name, weight, bias in zip(sources, "qkv", weights, biases, strict=True)
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
    """Add up over the tokens."""
    axis = graph.constant(f"{name}.axis", np.ones(1, np.int64))
    return graph.node("ReduceSum", [states, axis], keepdims=0)

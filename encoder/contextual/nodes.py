"""An ONNX graph in the making: its operations, its constants, and int8 weights."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from onnx import NodeProto, TensorProto

RUNTIME = "com.microsoft"
"""The domain of the operations that onnxruntime adds to ONNX."""

KEPT, MULTIPLIED = 127, 63
"""Highest whole numbers of tables and of matrices: processors without VNNI add two products of
8 bits in 16, which larger numbers in a matrix would overflow."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Collect the nodes and the constants of a graph; `prefix` begins the names of its results."""

    nodes: list["NodeProto"] = field(default_factory=list)
    constants: list["TensorProto"] = field(default_factory=list)
    prefix: str = ""

    def constant(self, name: str, value: NDArray[Any]) -> str:
        """Add a constant and give its name."""
        from onnx.numpy_helper import from_array

        self.constants.append(from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, kind: str, inputs: Sequence[str], name: str = "", **settings: Any) -> str:
        """Add an operation and give the name of its result."""
        from onnx.helper import make_node

        result = name or f"{self.prefix}{kind}_{len(self.nodes)}"
        self.nodes.append(make_node(kind, inputs, [result], **settings))
        return result

    def pair(self, kind: str, inputs: Sequence[str], **settings: Any) -> tuple[str, str]:
        """Add an operation of two results and give their names."""
        from onnx.helper import make_node

        name = f"{self.prefix}{kind}_{len(self.nodes)}"
        results = (name, f"{name}.second")
        self.nodes.append(make_node(kind, inputs, results, **settings))
        return results

    def choose(self, condition: str, parts: Sequence[tuple["Graph", str]], name: str) -> str:
        """Compute the result of the first of two parts where a condition holds, else the other's.

        A part is a graph and the name of its result; constants of a part join this graph's.
        """
        from onnx import TensorProto, helper

        bodies = []
        for part, result in parts:
            self.constants.extend(part.constants)
            output = helper.make_tensor_value_info(result, TensorProto.FLOAT, None)
            bodies.append(helper.make_graph(part.nodes, result, [], [output]))
        then, otherwise = bodies
        return self.node("If", [condition], name, then_branch=then, else_branch=otherwise)

    def finish(self, width: int) -> bytes:
        """Close the graph."""
        from onnx import TensorProto, helper

        ids = helper.make_tensor_value_info("ids", TensorProto.INT64, ["texts", "tokens"])
        vectors = helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["texts", width])
        graph = helper.make_graph(self.nodes, "passerelle", [ids], [vectors], self.constants)
        versions = [helper.make_opsetid("", 17), helper.make_opsetid(RUNTIME, 1)]
        model: bytes = helper.make_model(
            graph, opset_imports=versions, ir_version=8
        ).SerializeToString()
        return model


def quantise(
    weights: NDArray[np.float32], axis: int, most: int
) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Round to whole numbers of -most to most and a scale for each index of the other axis."""
    scales = np.abs(weights).max(axis=axis, keepdims=True) / most
    scales[scales == 0] = 1
    whole = np.clip(np.rint(weights / scales), -most, most).astype(np.int8)
    return whole, scales.astype(np.float32)

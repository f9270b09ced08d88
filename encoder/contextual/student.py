"""The student: a few transformer layers whose states are added up over a text."""

from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn.functional import embedding, gelu, linear, normalize

from encoder.contextual.config import HEAD_WIDTH, SMALL


class Layer(nn.Module):
    """Mix the places of a text, then change each place alone (Vaswani et al., 2017)."""

    def __init__(self, width: int, inner: int) -> None:
        """Make a layer of states of `width` numbers."""
        super().__init__()
        self.qkv = nn.Linear(width, 3 * width)
        self.o = nn.Linear(width, width)
        self.n1 = nn.LayerNorm(width, eps=SMALL)
        self.w1 = nn.Linear(width, inner)
        self.w2 = nn.Linear(inner, width)
        self.n2 = nn.LayerNorm(width, eps=SMALL)

    def forward(self, states: Tensor, mask: Tensor, heard: Tensor | None = None) -> Tensor:
        """Change states of shape (texts, tokens, width), which attend to themselves.

        Or to what is `heard`, (texts, others, width), of which `mask` says where a token stands:
        (texts, 1, 1, tokens or others).
        """
        around = states if heard is None else heard
        states = self.n1(states + self.o(self._attend(states, around, mask)))
        changed: Tensor = self.n2(states + self.w2(gelu(self.w1(states), approximate="tanh")))
        return changed

    def _attend(self, states: Tensor, around: Tensor, mask: Tensor) -> Tensor:
        """Mix values by attention, in full precision.

        Written out because the fused operation took a third of a training step on a processor.
        """
        width = states.shape[2]
        weight, bias = self.qkv.weight, self.qkv.bias
        query = _heads(linear(states, weight[:width], bias[:width]))
        key, value = map(_heads, linear(around, weight[width:], bias[width:]).chunk(2, dim=2))
        with torch.autocast("cpu", enabled=False):
            likeness = query @ key.transpose(2, 3) * HEAD_WIDTH**-0.5
            shares = likeness.masked_fill(~mask, float("-inf")).softmax(dim=-1)
            mixed: Tensor = shares @ value
        return mixed.transpose(1, 2).flatten(2)


class Student(nn.Module):
    """Encode token numbers: input vectors, layers, sum over all tokens, length 1."""

    def __init__(self, tokens: int, places: int, width: int, inner: int, layers: int) -> None:
        """Make a student of random weights."""
        super().__init__()
        self.emb = nn.Embedding(tokens, width)
        self.pos = nn.Parameter(torch.zeros(places, width))
        self.n = nn.LayerNorm(width, eps=SMALL)
        self.layers = nn.ModuleList(Layer(width, inner) for _ in range(layers))

    def forward(self, ids: Tensor, mask: Tensor) -> Tensor:
        """Give unit vectors of shape (texts, width) for numbers of shape (texts, tokens).

        `mask` is true where a token stands, marks included.
        """
        return self.contextualise(self.emb.weight, ids, mask)

    def contextualise(self, inputs: Tensor, ids: Tensor, mask: Tensor) -> Tensor:
        """Give unit vectors as `forward` does, for numbers of the rows of `inputs`.

        Rows taken once for many batches spare a gradient of the whole vocabulary for each.
        """
        states = self.place(inputs, ids)
        for layer in self.layers:
            states = layer(states, mask[:, None, None, :])
        return normalize((states.float() * mask[:, :, None]).sum(dim=1), dim=-1)

    def place(self, inputs: Tensor, ids: Tensor) -> Tensor:
        """Give what the first layer reads: shape (texts, tokens, width)."""
        states: Tensor = self.n(embedding(ids, inputs) + self.pos[: ids.shape[1]])
        return states


def student_from(state: Mapping[str, Tensor]) -> Student:
    """Make a student of the sizes and the weights of a state."""
    tokens, width = state["emb.weight"].shape
    layers = {name.split(".")[1] for name in state if name.startswith("layers.")}
    inner = len(state["layers.0.w1.bias"])
    student = Student(tokens, len(state["pos"]), width, inner, len(layers))
    student.load_state_dict(dict(state))
    return student


def _heads(states: Tensor) -> Tensor:
    """Split states among heads, in full precision: (texts, heads, tokens, width of a head)."""
    return states.float().view(*states.shape[:2], -1, HEAD_WIDTH).transpose(1, 2)

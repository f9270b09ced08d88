"""Layers that skim: they follow the heaviest tokens of a text, and hear the others once."""

import copy

from torch import Tensor, nn
from torch.nn.functional import normalize

from encoder.contextual.student import Student


class Skimmer(nn.Module):
    """Give the vectors of long texts as a student gives them, for half of the work.

    Tokens are left out between layers as in PoWER-BERT (Goyal et al., 2020), by a weight that
    each token has before any layer. Those followed attend to all in the first layer, so their
    states after it are the student's; the inputs of those left out are added up and changed by
    one matrix, which stands for the sum of their last states.
    """

    def __init__(self, student: Student) -> None:
        """Begin with a student's layers."""
        super().__init__()
        width = student.emb.embedding_dim
        self.layers = copy.deepcopy(student.layers)
        self.left_out = nn.Linear(width, width)
        nn.init.zeros_(self.left_out.weight)
        nn.init.zeros_(self.left_out.bias)

    def forward(self, inputs: Tensor, mask: Tensor, places: Tensor, kept: Tensor) -> Tensor:
        """Give unit vectors of shape (texts, width) for inputs of shape (texts, tokens, width).

        `mask`, (texts, tokens), is true where a token stands; `places`, (texts, most), says
        which tokens are followed, where `kept`, of the same shape, is true.
        """
        states = inputs.gather(1, places[:, :, None].expand(-1, -1, inputs.shape[2]))
        left_out = _sum(inputs, mask) - _sum(states, kept)
        first, *others = self.layers
        states = first(states, mask[:, None, None, :], heard=inputs)
        for layer in others:
            states = layer(states, kept[:, None, None, :])
        return normalize(_sum(states, kept) + self.left_out(left_out).float(), dim=-1)


def _sum(states: Tensor, mask: Tensor) -> Tensor:
    return (states.float() * mask[:, :, None]).sum(dim=1)

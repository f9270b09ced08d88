"""The training loop: a student learnt by Adam, with checkpoints."""

import logging
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from torch import Tensor, nn
    from torch.optim import Optimizer

_log = logging.getLogger(__name__)
_REPORT_EVERY = 20
_STUDENT, _OPTIMIZER, _STEP = "m", "o", "step"

_Batch = TypeVar("_Batch")
_Asked = TypeVar("_Asked", contravariant=True)
_Drawn = TypeVar("_Drawn", covariant=True)


class Course(Protocol):
    """Say how long and how fast weights are learnt."""

    @property
    def steps(self) -> int: ...  # noqa: D102 - a number of the settings, as those below
    @property
    def warm_up(self) -> int: ...  # noqa: D102
    @property
    def last_factor(self) -> float: ...  # noqa: D102
    @property
    def momenta(self) -> tuple[float, float]: ...  # noqa: D102
    @property
    def clip(self) -> float: ...  # noqa: D102
    @property
    def checkpoint_every(self) -> int: ...  # noqa: D102


class Learning(Protocol[_Asked]):
    """Say what is learnt, and what a batch asks of it."""

    @property
    def student(self) -> "nn.Module":
        """Give the weights to learn."""

    @property
    def training(self) -> Course:
        """Say how long and how fast."""

    def groups(self) -> list[dict[str, Any]]:
        """Name the weights, with a rate `full`; gradients of the last group are clipped."""

    def loss(self, batch: _Asked) -> "Tensor":
        """Give the loss of a batch."""


class Drawing(Protocol[_Drawn]):
    """Draw batches; the same step always gives the same batch."""

    def draw(self, step: int) -> _Drawn:
        """Draw the batch of a step."""


def train_student(objective: Learning[_Batch], drawer: Drawing[_Batch], checkpoint: Path) -> None:
    """Train the objective's student in place.

    A run that was stopped goes on from its checkpoint and gives the same weights.
    """
    from torch.nn.utils import clip_grad_norm_
    from torch.optim import Adam

    student, config = objective.student, objective.training
    optimizer = Adam(objective.groups(), betas=config.momenta, fused=True)
    for step in range(_resume(checkpoint, student, optimizer), config.steps):
        _set_rates(optimizer, rate_factor(step, config))
        optimizer.zero_grad(set_to_none=True)
        loss = objective.loss(drawer.draw(step))
        loss.backward()  # type: ignore[no-untyped-call]
        clip_grad_norm_(optimizer.param_groups[-1]["params"], config.clip)
        optimizer.step()
        if (step + 1) % _REPORT_EVERY == 0:
            _log.info("step %d: loss %.4f", step + 1, float(loss.detach()))
        if (step + 1) % config.checkpoint_every == 0 or step + 1 == config.steps:
            _save(checkpoint, step + 1, student, optimizer)


def rate_factor(step: int, config: Course) -> float:
    """Raise the rates linearly over the warm-up while they fall linearly to the last factor."""
    rising = min(1.0, (step + 1) / config.warm_up)
    return rising * max(config.last_factor, (config.steps - step) / config.steps)


def read_checkpoint(path: Path) -> Mapping[str, "Tensor"]:
    """Read the student's weights that a training run kept."""
    state: Mapping[str, Tensor] = _load(path)[_STUDENT]
    return state


def _set_rates(optimizer: "Optimizer", factor: float) -> None:
    for group in optimizer.param_groups:
        group["lr"] = factor * group["full"]


def _save(path: Path, step: int, student: "nn.Module", optimizer: "Optimizer") -> None:
    import torch

    state = {_STUDENT: student.state_dict(), _OPTIMIZER: optimizer.state_dict(), _STEP: step}
    fresh = path.with_suffix(".new")
    torch.save(state, fresh)
    fresh.replace(path)


def _resume(path: Path, student: "nn.Module", optimizer: "Optimizer") -> int:
    if not path.exists():
        return 0
    state = _load(path)
    student.load_state_dict(state[_STUDENT])
    optimizer.load_state_dict(state[_OPTIMIZER])
    return int(state[_STEP])


def _load(path: Path) -> dict[str, Any]:
    """Read a checkpoint without running code from it."""
    import torch

    state: dict[str, Any] = torch.load(path, weights_only=True, mmap=True)
    return state

"""The training loop: token vectors learnt by Adam, with checkpoints."""

import logging
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from encoder.bags import Bags, drop_tokens
from encoder.config import TrainingConfig
from encoder.losses import contrast, distance, shape_gap
from encoder.sampling import LectureBatch, Lectures, Sampler, TwinBatch

if TYPE_CHECKING:
    from torch import Tensor
    from torch.nn import EmbeddingBag
    from torch.optim import Optimizer
    from torch.optim.lr_scheduler import LRScheduler

Encode = Callable[[Bags, NDArray[np.int64]], "Tensor"]
_log = logging.getLogger(__name__)
_REPORT_EVERY = 50


def train_vectors(sampler: Sampler, vocabulary: int, checkpoint: Path) -> NDArray[np.float32]:
    """Learn one vector per token: shape (vocabulary, dimension).

    A run that was stopped goes on from its checkpoint and gives the same vectors.
    """
    from torch.optim import Adam
    from torch.optim.lr_scheduler import LambdaLR

    config = sampler.training
    table = _new_table(vocabulary, config, sampler.seed)
    optimizer = Adam(table.parameters(), lr=config.rate, betas=config.momenta, fused=True)
    schedule = LambdaLR(optimizer, lambda step: rate_factor(step, config))
    start = _resume(checkpoint, table, optimizer, schedule)
    for step in range(start, config.steps):
        loss = _take_step(table, sampler, step, optimizer)
        schedule.step()
        _report(step, loss)
        if (step + 1) % config.checkpoint_every == 0:
            _save(checkpoint, step + 1, table, optimizer, schedule)
    return table.weight.detach().numpy()


def rate_factor(step: int, config: TrainingConfig) -> float:
    """Raise the learning rate linearly over the warm-up, then lower it linearly to nothing."""
    if step < config.warm_up:
        return (step + 1) / config.warm_up
    return max(0.0, (config.steps - step) / (config.steps - config.warm_up))


def _new_table(vocabulary: int, config: TrainingConfig, seed: int) -> "EmbeddingBag":
    import torch

    torch.manual_seed(seed)
    table = torch.nn.EmbeddingBag(vocabulary, config.dimension, mode="mean")
    torch.nn.init.normal_(table.weight, std=config.spread)
    return table


def _take_step(table: "EmbeddingBag", sampler: Sampler, step: int, optimizer: "Optimizer") -> float:
    batch, config = sampler.draw(step), sampler.training
    encode = partial(_encode, table, config, np.random.default_rng([sampler.seed, step, 1]))
    optimizer.zero_grad(set_to_none=True)
    if isinstance(batch, TwinBatch):
        loss = _twin_loss(encode, batch, config)
    else:
        loss = config.lesson_weight * _lecture_loss(encode, batch, sampler.lectures, config)
    loss.backward()  # type: ignore[no-untyped-call]
    optimizer.step()
    return float(loss.detach())


def _twin_loss(encode: Encode, batch: TwinBatch, config: TrainingConfig) -> "Tensor":
    import torch

    left, right = batch.twins.left, batch.twins.right
    return contrast(
        encode(left, batch.rows),
        encode(right, batch.rows),
        torch.from_numpy(left.keys[batch.rows]),
        torch.from_numpy(right.keys[batch.rows]),
        config.scale,
    )


def _lecture_loss(
    encode: Encode, batch: LectureBatch, lectures: Lectures, config: TrainingConfig
) -> "Tensor":
    import torch

    teacher = torch.from_numpy(lectures.vectors[batch.rows].astype(np.float32))
    english = encode(lectures.english, batch.rows)
    french = encode(lectures.french, batch.rows[batch.translated])
    wanted = teacher[torch.from_numpy(batch.translated)]
    most = config.matrix_rows // 2
    mixed = torch.cat([english[:most], french[-most:]])
    gap = shape_gap(mixed, torch.cat([teacher[:most], wanted[-most:]]))
    return distance(english, teacher) + distance(french, wanted) + config.matrix_weight * gap


def _encode(
    table: "EmbeddingBag",
    config: TrainingConfig,
    chance: np.random.Generator,
    bags: Bags,
    rows: NDArray[np.int64],
) -> "Tensor":
    import torch
    from torch.nn.functional import normalize

    ids, offsets = drop_tokens(*bags.gather(rows), config.token_dropout, chance)
    means: Tensor = table(torch.from_numpy(ids), torch.from_numpy(offsets))
    return normalize(means, dim=-1)


def _report(step: int, loss: float) -> None:
    if (step + 1) % _REPORT_EVERY == 0:
        _log.info("step %d: loss %.4f", step + 1, loss)


def _save(
    path: Path, step: int, table: "EmbeddingBag", optimizer: "Optimizer", schedule: "LRScheduler"
) -> None:
    import torch

    state = {
        "step": step,
        "table": table.state_dict(),
        "optimizer": optimizer.state_dict(),
        "schedule": schedule.state_dict(),
    }
    fresh = path.with_suffix(".new")
    torch.save(state, fresh)
    fresh.replace(path)


def _resume(
    path: Path, table: "EmbeddingBag", optimizer: "Optimizer", schedule: "LRScheduler"
) -> int:
    import torch

    if not path.exists():
        return 0
    state = torch.load(path, weights_only=True)
    table.load_state_dict(state["table"])
    optimizer.load_state_dict(state["optimizer"])
    schedule.load_state_dict(state["schedule"])
    return int(state["step"])

r"""Teach a contextual model to skim long texts, and write it with the layers that do.

python -m encoder.contextual.skimming --config encoder/contextual.toml --model FOLDER \
    --data DATA --work WORK --out OUT

The model's own layers and tables stay what they are, to the last bit, and short texts keep their
vectors.
"""

import argparse
import logging
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from encoder.contextual.batches import weigh_tokens
from encoder.contextual.config import ContextualConfig, SkimConfig, read_contextual
from encoder.contextual.export import export_contextual, static_table
from encoder.contextual.graph import Skimming
from encoder.contextual.long_texts import LongTexts, gather_long_texts
from encoder.contextual.reading import read_student
from encoder.contextual.skim_drawing import SkimDrawer, find_near
from encoder.contextual.skim_objective import Reading, SkimObjective, Wanted
from encoder.contextual.training import read_checkpoint, train_student
from encoder.contextual.vocabulary import add_marks, find_marks
from encoder.data import Sources, read_sources
from encoder.heldout import read_held_out
from encoder.reading import StaticModel, read_static

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from encoder.contextual.student import Student

_log = logging.getLogger(__name__)
_CHECKPOINT = "skimming.pt"


def teach_skimming(
    student: "Student",
    static: StaticModel,
    sources: Sources,
    config: ContextualConfig,
    work: Path,
) -> Skimming:
    """Teach layers to give, of half of a long text, the vectors that a student gives of all."""
    import torch

    from encoder.contextual.skimmer import Skimmer

    torch.manual_seed(config.seed)
    reading = _reading(student, static, config.shipped_beta)
    material = gather_long_texts(sources, config.skim, static.tokenizer, config.seed)
    _log.info("%d long texts", len(material.texts))
    wanted = _wanted(reading, material, config.skim)
    near = find_near(wanted.mixed, config.skim.near)
    objective = SkimObjective(Skimmer(student), reading, material, wanted, config.skim)
    drawer = SkimDrawer(material, near, config.skim, config.seed)
    train_student(objective, drawer, work / _CHECKPOINT)
    return read_skimming(work / _CHECKPOINT, reading.weights, config.skim)


def read_skimming(checkpoint: Path, weights: "NDArray[np.float32]", config: SkimConfig) -> Skimming:
    """Read the layers that a run kept; `weights` has one number per token."""
    state = {name: weight.float().numpy() for name, weight in read_checkpoint(checkpoint).items()}
    return Skimming(state, weights, config.share, config.least)


def _reading(student: "Student", static: StaticModel, beta: float) -> Reading:
    import torch

    marks = find_marks(add_marks(static.tokenizer))
    table = torch.from_numpy(static_table(static, student.emb.num_embeddings))
    return Reading(student, table, weigh_tokens(table.numpy(), marks), beta, marks)


def _wanted(reading: Reading, material: LongTexts, config: SkimConfig) -> Wanted:
    own = reading.encode(material.texts, config.tokens_at_once)
    asked = reading.encode(material.questions, config.tokens_at_once)
    return Wanted(
        own=own,
        mixed=reading.mix(own, material.texts, np.arange(len(own))),
        questions=reading.mix(asked, material.questions, np.arange(len(asked))),
    )


def main() -> None:
    """Teach the model that the command line names."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--config", type=Path, required=True, help="the settings of the run")
    parser.add_argument("--model", type=Path, required=True, help="the model folder to teach")
    parser.add_argument("--data", type=Path, required=True, help="the training data")
    parser.add_argument("--work", type=Path, required=True, help="where the checkpoint is kept")
    parser.add_argument("--out", type=Path, required=True, help="the model folder to write")
    chosen = parser.parse_args()
    config = read_contextual(chosen.config)
    held_out = read_held_out(chosen.data.parent / "eval", chosen.data.parent / "documents")
    sources = read_sources(chosen.data, held_out, config.may_quote)
    student, static = read_student(chosen.model / "model.onnx"), read_static(config.static)
    chosen.work.mkdir(parents=True, exist_ok=True)
    skimming = teach_skimming(student, static, sources, config, chosen.work)
    export_contextual(student.state_dict(), static, config.shipped_beta, chosen.out, skimming)
    _log.info("exported %s", chosen.out)


if __name__ == "__main__":
    main()

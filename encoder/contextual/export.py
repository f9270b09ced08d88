"""The contextual model folder that ships: one ONNX file and a tokenizer.

`python -m encoder.contextual.export` writes it from the checkpoint of a training run.
"""

import argparse
import json
import logging
import shutil
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from encoder.contextual.graph import Residual, Skimming, build_graph
from encoder.contextual.training import read_checkpoint
from encoder.contextual.vocabulary import add_marks
from encoder.export import write_json
from encoder.reading import StaticModel, read_static

if TYPE_CHECKING:
    from torch import Tensor

_log = logging.getLogger(__name__)
_PLACES = 512
_MODULE = "passerelle.py"


def export_checkpoint(checkpoint: Path, static: StaticModel, beta: float, folder: Path) -> None:
    """Write the model folder of a training run's checkpoint."""
    export_contextual(read_checkpoint(checkpoint), static, beta, folder)


def export_contextual(
    state: Mapping[str, "Tensor"],
    static: StaticModel,
    beta: float,
    folder: Path,
    skimming: Skimming | None = None,
) -> None:
    """Write a student's weights, the static vectors and their tokenizer as a model folder.

    With `skimming`, long texts go through its layers.

    Raises:
        ModuleNotFoundError: when the package `onnx` is not installed.
    """
    if find_spec("onnx") is None:
        raise ModuleNotFoundError("The exporter needs the package onnx: pip install onnx")
    folder.mkdir(parents=True, exist_ok=True)
    weights = {name: weight.float().numpy() for name, weight in state.items()}
    residual = Residual(static_table(static, len(weights["emb.weight"])), beta)
    (folder / "model.onnx").write_bytes(build_graph(weights, residual, _PLACES, skimming))
    tokenizer = json.loads(add_marks(static.tokenizer).to_str())
    write_json(folder / "tokenizer.json", tokenizer, indent=None)
    shutil.copyfile(Path(__file__).with_name("folder_module.py"), folder / _MODULE)
    module = {"idx": 0, "name": "0", "path": "", "type": "passerelle.OnnxText"}
    write_json(folder / "modules.json", [module])
    write_json(folder / "config_sentence_transformers.json", {"similarity_fn_name": "cosine"})


def static_table(static: StaticModel, tokens: int) -> NDArray[np.float32]:
    """Give the static vectors, and zeros for the marks: shape (tokens, width)."""
    table = np.zeros((tokens, static.vectors.shape[1]), np.float32)
    table[: len(static.vectors)] = static.vectors
    return table


def main() -> None:
    """Write the model folder that the command line describes."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--checkpoint", type=Path, required=True, help="what training kept")
    parser.add_argument("--static", type=Path, required=True, help="the static model's folder")
    parser.add_argument("--beta", type=float, required=True, help="the static vectors' weight")
    parser.add_argument("--out", type=Path, required=True, help="the model folder to write")
    chosen = parser.parse_args()
    export_checkpoint(chosen.checkpoint, read_static(chosen.static), chosen.beta, chosen.out)
    _log.info("exported %s", chosen.out)


if __name__ == "__main__":
    main()

"""The model folder that ships: readable by sentence-transformers and by numpy."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from encoder.reading import MODULE, TENSOR, unit_rows
from encoder.tokenizer import UNKNOWN
from kb.encoders.near import NEAR_FILE, write_neighbours

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_PACKAGE = "sentence_transformers.models"


def export_model(vectors: NDArray[np.float32], tokenizer: "Tokenizer", folder: Path) -> None:
    """Write token vectors of shape (vocabulary, dimension) as float16, and their tokenizer.

    Beside them stands which tokens are near each: it takes half a minute, once for all.
    The unknown token gets a vector of zeros: it never turns a text in a direction of chance.
    """
    from safetensors.numpy import save_file

    module = folder / MODULE
    module.mkdir(parents=True, exist_ok=True)
    (folder / "1_Normalize").mkdir(exist_ok=True)
    shipped = vectors.astype(np.float16)
    shipped[tokenizer.token_to_id(UNKNOWN)] = 0
    save_file({TENSOR: shipped}, module / "model.safetensors")
    write_neighbours(unit_rows(shipped), folder / NEAR_FILE)
    write_json(module / "tokenizer.json", json.loads(tokenizer.to_str()), indent=None)
    write_json(folder / "modules.json", [_entry(0, "StaticEmbedding"), _entry(1, "Normalize")])
    write_json(folder / "1_Normalize" / "config.json", {"module_input_name": "sentence_embedding"})
    write_json(folder / "config_sentence_transformers.json", {"similarity_fn_name": "cosine"})


def _entry(place: int, name: str) -> dict[str, int | str]:
    return {
        "idx": place,
        "name": str(place),
        "path": f"{place}_{name}",
        "type": f"{_PACKAGE}.{name}",
    }


def write_json(path: Path, value: object, indent: int | None = 2) -> None:
    """Write a value as JSON, on one line where the indent is None."""
    path.write_text(json.dumps(value, indent=indent, ensure_ascii=False) + "\n", "utf-8")

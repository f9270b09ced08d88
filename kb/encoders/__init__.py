"""Encoders: the two shipped models, read without torch, and any sentence-transformers model."""

import json
from pathlib import Path

from kb.errors import SettingsError
from kb.ports import Encoder
from kb.settings import MODELS


def open_encoder(model: str) -> Encoder:
    """Open the encoder that a setting names: a folder, one that ships, or an installed model.

    Raises:
        SettingsError: when a folder holds no model.
        MissingDependency: when sentence-transformers is needed and is not installed.
    """
    folder = _shipped(model) or Path(model)
    if folder.is_dir() and is_static(folder):
        from kb.encoders.static import StaticEncoder

        return StaticEncoder(folder)
    if folder.is_dir() and is_contextual(folder):
        from kb.encoders.contextual import ContextualEncoder

        return ContextualEncoder(folder)
    if folder.is_dir() and not (folder / "modules.json").exists():
        raise SettingsError("encoder.no_model", folder=str(folder))
    from kb.encoders.transformer import TransformerEncoder

    return TransformerEncoder(model)


def portable(model: str) -> str:
    """Name a model so that every process finds it, wherever the code lies and it was started."""
    folder = _shipped(model) or Path(model)
    if not folder.is_dir():
        return model
    return folder.name if folder.resolve().parent == MODELS.resolve() else str(folder.resolve())


def is_static(folder: Path) -> bool:
    """Tell whether a sentence-transformers folder holds a static model."""
    return _first_module(folder).endswith("StaticEmbedding")


def is_contextual(folder: Path) -> bool:
    """Tell whether a folder holds a model that `encoder/contextual` exported."""
    return _first_module(folder).endswith("OnnxText") and (folder / "model.onnx").exists()


def _shipped(model: str) -> Path | None:
    """Find a model that comes with the code by its name."""
    named = "/" not in model and (MODELS / model / "modules.json").exists()
    return MODELS / model if named else None


def _first_module(folder: Path) -> str:
    modules = folder / "modules.json"
    return str(json.loads(modules.read_text("utf-8"))[0]["type"]) if modules.exists() else ""

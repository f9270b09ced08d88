"""Encoders: a static model read without torch, and any sentence-transformers model."""

import json
from pathlib import Path

from kb.errors import SettingsError
from kb.ports import Encoder


def open_encoder(model: str) -> Encoder:
    """Open the encoder that a setting names: a folder, or the name of an installed model.

    Raises:
        SettingsError: when a folder holds no model.
        MissingDependency: when sentence-transformers is needed and is not installed.
    """
    folder = Path(model)
    if folder.is_dir() and is_static(folder):
        from kb.encoders.static import StaticEncoder

        return StaticEncoder(folder)
    if folder.is_dir() and not (folder / "modules.json").exists():
        raise SettingsError("encoder.no_model", folder=str(folder))
    from kb.encoders.transformer import TransformerEncoder

    return TransformerEncoder(model)


def is_static(folder: Path) -> bool:
    """Tell whether a sentence-transformers folder holds a static model."""
    modules = folder / "modules.json"
    if not modules.exists():
        return False
    first = json.loads(modules.read_text("utf-8"))[0]
    return str(first["type"]).endswith("StaticEmbedding")

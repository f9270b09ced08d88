"""Where a home's indexes stand: one made for another encoder stands elsewhere."""

import logging
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from kb.ports import Encoder, WordEncoder

_LOG = logging.getLogger(__name__)
Index = TypeVar("Index")

_VECTORS_FORMAT = 3
"""Part of the folder's name: collections by shelf and language, below a numbered folder."""


@dataclass(frozen=True, slots=True)
class IndexFolders:
    """Name the folder of each index below one root."""

    root: Path
    encoder: Encoder
    word_encoder: WordEncoder

    @property
    def vectors(self) -> Path:
        """Give the folder of vectors, where they are embedded."""
        return self.root / f"vectors-{_VECTORS_FORMAT}-{_folder_name(self.encoder.name)}"

    @property
    def words(self) -> Path:
        """Give the folder of words."""
        return self.root / "words"

    @property
    def tokens(self) -> Path:
        """Give the folder of tokens."""
        return self.root / f"tokens-{_folder_name(self.word_encoder.name)}"

    @property
    def facts(self) -> Path:
        """Give the folder of what candidates are weighed and filtered by."""
        return self.root / f"facts-{_folder_name(self.encoder.name)}"

    @property
    def cleaned(self) -> Path:
        """Give the folder that tells up to which change this home is free of what was erased."""
        return self.root / "cleaned"

    def sweep(self) -> None:
        """Remove what other encoders and earlier formats left."""
        for pattern in ("vectors-*", "tokens-*", "facts-*"):
            for other in self.root.glob(pattern):
                if other not in {self.vectors, self.tokens, self.facts}:
                    shutil.rmtree(other)


def opened_index(index: Callable[[Path], Index], folder: Path) -> Index:
    """Open an index; one that is damaged is thrown away, and followed again from the start."""
    try:
        return index(folder)
    except Exception:
        _LOG.exception("the index in %s cannot be opened; rebuilding it", folder)
        shutil.rmtree(folder)
        return index(folder)


def _folder_name(encoder: str) -> str:
    return re.sub(r"[^A-Za-z0-9.-]+", "-", encoder)

"""Texts as bags of token numbers, kept in flat arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_TEXTS_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Bags:
    """Hold the tokens of many texts: text i has `ids[starts[i]:starts[i + 1]]`.

    `ids` has one uint16 per token, `starts` one int64 per text and one more, and `keys` one
    int64 per text, equal for texts of equal tokens.
    """

    ids: NDArray[np.uint16]
    starts: NDArray[np.int64]
    keys: NDArray[np.int64]

    def __len__(self) -> int:
        """Count the texts."""
        return len(self.keys)

    def gather(self, rows: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Give the tokens of some texts end to end, and where each text starts: shape (rows,)."""
        starts = self.starts[rows]
        lengths = self.starts[rows + 1] - starts
        offsets = np.cumsum(lengths) - lengths
        places = np.repeat(starts - offsets, lengths) + np.arange(lengths.sum())
        return self.ids[places].astype(np.int64), offsets


def drop_tokens(
    ids: NDArray[np.int64],
    offsets: NDArray[np.int64],
    share: float,
    chance: np.random.Generator,
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Leave out a share of the tokens of gathered texts, never the first of a text.

    No text can then lean on one token alone: what training sees twice it sees differently.
    """
    kept = chance.random(len(ids)) >= share
    kept[offsets[offsets < len(ids)]] = True
    counts = np.concatenate([np.zeros(1, np.int64), np.cumsum(kept)])
    return ids[kept], counts[offsets]


def bag_texts(texts: Sequence[str], tokenizer: "Tokenizer", max_tokens: int) -> Bags:
    """Tokenise texts, each cut after `max_tokens` tokens."""
    parts: list[NDArray[np.uint16]] = []
    for start in range(0, len(texts), _TEXTS_AT_ONCE):
        encodings = tokenizer.encode_batch_fast(
            list(texts[start : start + _TEXTS_AT_ONCE]), add_special_tokens=False
        )
        parts.extend(np.array(encoding.ids[:max_tokens], np.uint16) for encoding in encodings)
    return _join(parts)


def _join(parts: list[NDArray[np.uint16]]) -> Bags:
    starts = np.zeros(len(parts) + 1, np.int64)
    np.cumsum([len(part) for part in parts], out=starts[1:])
    numbers: dict[bytes, int] = {}
    keys = [numbers.setdefault(part.tobytes(), len(numbers)) for part in parts]
    ids = np.concatenate([*parts, np.zeros(0, np.uint16)])
    return Bags(ids, starts, np.array(keys, np.int64))

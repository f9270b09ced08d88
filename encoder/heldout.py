"""The texts which may never be trained on, and the check of a text against them."""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from encoder.documents import read_document_texts

_WINDOW = 60
"""Letters in a row that two texts share by copying, not by chance."""

_OTHER_SIGNS = re.compile(r"[\W\d_]+")
_NO_LETTERS = bytes(code for code in range(128) if not chr(code).isalpha())


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Hold folded texts, and every run of 60 letters in them."""

    texts: frozenset[str]
    windows: frozenset[str]

    def equals(self, text: str) -> bool:
        """Tell whether a text has the same letters as a held-out one."""
        return fold(text) in self.texts

    def covers(self, text: str) -> bool:
        """Tell whether a text equals a held-out one, or shares 120 letters in a row with one.

        Runs are looked up at every 60th letter, so that overlaps from 60 to 119 letters may pass.
        """
        letters = fold(text)
        starts = range(0, len(letters) - _WINDOW + 1, _WINDOW)
        return letters in self.texts or any(
            letters[start : start + _WINDOW] in self.windows for start in starts
        )


def hold_out(texts: Iterable[str]) -> HeldOut:
    """Fold the texts that may not be trained on."""
    folded = frozenset(fold(text) for text in texts) - {""}
    windows = (
        letters[start : start + _WINDOW]
        for letters in folded
        for start in range(len(letters) - _WINDOW + 1)
    )
    return HeldOut(folded, frozenset(windows))


def read_evaluation_texts(evaluation: Path) -> Iterator[str]:
    """Read every question, passage and sentence of the evaluation sets."""
    for path in sorted(evaluation.glob("*/*.jsonl")):
        with path.open(encoding="utf-8") as file:
            yield from (json.loads(line)["text"] for line in file)
    for path in sorted(evaluation.glob("*/pairs_*.tsv")):
        for line in path.read_text("utf-8").splitlines()[1:]:
            yield from line.split("\t")[:2]


def read_held_out(evaluation: Path, documents: Path) -> HeldOut:
    """Hold out the evaluation sets and, where the folder exists, the sample documents."""
    return hold_out(chain(read_evaluation_texts(evaluation), read_document_texts(documents)))


def fold(text: str) -> str:
    """Reduce a text to its letters, without accents or capitals."""
    # Most of what goes is ASCII, of which bytes are rid ten times as fast as by a pattern.
    plain = unicodedata.normalize("NFKD", text.lower()).encode().translate(None, _NO_LETTERS)
    letters = plain.decode()
    return letters if letters.isascii() else _OTHER_SIGNS.sub("", letters)

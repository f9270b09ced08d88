"""The long texts that layers learn to skim by, and the questions asked of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from random import Random
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from encoder.bags import Bags, bag_texts
from encoder.contextual.config import SkimConfig
from encoder.data import Source, Sources

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Rows = NDArray[np.int64]
_MARKS = 2
_SHORT, _LONG = 600, 1200
"""Letters that passages are cut at, by turns: those of a knowledge base are of such lengths."""


@dataclass(frozen=True, slots=True)
class LongTexts:
    """Hold long texts and questions.

    Attributes:
        partners: the row of each text's translation, or -1.
        asked: the row of the question that each text answers, or -1.
        files: the number of each text's file.
    """

    texts: Bags
    questions: Bags
    partners: Rows
    asked: Rows
    files: Rows


@dataclass(frozen=True, slots=True)
class _Row:
    file: str
    text: str
    other: str
    translated: bool


def gather_long_texts(
    sources: Sources, config: SkimConfig, tokenizer: "Tokenizer", seed: int
) -> LongTexts:
    """Choose long texts of every source: translations of which both sides are long, passages."""
    chooser = Random(seed)  # noqa: S311 - a sample, not a secret
    rows = [
        *(row for each in sources.pairs for row in _pairs(each, config, tokenizer, chooser)),
        *(row for each in sources.questions for row in _answers(each, config, tokenizer, chooser)),
    ]
    pairs = [row for row in rows if row.translated]
    answers = [row for row in rows if not row.translated]
    texts = [text for row in pairs for text in (row.text, row.other)]
    texts += [row.text for row in answers]
    own = [row.file for row in pairs for _ in range(2)] + [row.file for row in answers]
    sides, nothing = np.arange(2 * len(pairs)), np.full(len(answers), -1)
    return LongTexts(
        texts=bag_texts(texts, tokenizer, config.max_tokens - _MARKS),
        questions=bag_texts([row.other for row in answers], tokenizer, config.max_tokens),
        partners=np.concatenate([sides ^ 1, nothing]),
        asked=np.concatenate([np.full(2 * len(pairs), -1), np.arange(len(answers))]),
        files=np.unique(np.array(own, dtype=str), return_inverse=True)[1],
    )


def _pairs(
    source: Source, config: SkimConfig, tokenizer: "Tokenizer", chooser: Random
) -> Iterator[_Row]:
    rows = list(zip(source.left, source.right, strict=True))
    chooser.shuffle(rows)
    fitting = (row for row in rows if all(_is_long(side, config, tokenizer) for side in row))
    most = config.pairs.get(source.name, config.others)
    for left, right in islice(fitting, most):
        yield _Row(source.name, left, right, translated=True)


def _answers(
    source: Source, config: SkimConfig, tokenizer: "Tokenizer", chooser: Random
) -> Iterator[_Row]:
    rows = list(zip(source.left, source.right, strict=True))
    chooser.shuffle(rows)
    cut = (
        (question, passage[: _SHORT if number % 2 else _LONG])
        for number, (question, passage) in enumerate(rows)
    )
    fitting = (row for row in cut if _is_long(row[1], config, tokenizer))
    most = config.questions.get(source.name, config.others)
    for question, passage in islice(fitting, most):
        yield _Row(source.name, passage, question, translated=False)


def _is_long(text: str, config: SkimConfig, tokenizer: "Tokenizer") -> bool:
    """Tell whether a text has more tokens than are followed at the least, and not too many."""
    if len(text) <= config.least:
        return False
    tokens = len(tokenizer.encode(text, add_special_tokens=False).ids) + _MARKS
    return config.least < tokens <= config.max_tokens

"""The static model's tokenizer with a mark before and one after each text."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

START = "[CLS]"
END = "[SEP]"


@dataclass(frozen=True, slots=True)
class Marks:
    """Number the tokens that stand before and after each text."""

    start: int
    end: int


def add_marks(tokenizer: "Tokenizer") -> "Tokenizer":
    """Give a copy that puts each text between two marks, numbered after all other tokens.

    The marks are entries of the vocabulary and no special tokens, so that a text in which
    `[SEP]` is written is cut into brackets and letters.
    """
    from tokenizers import Tokenizer
    from tokenizers.processors import TemplateProcessing

    settings = json.loads(tokenizer.to_str())
    vocabulary = settings["model"]["vocab"]
    for mark in (START, END):
        vocabulary[mark] = len(vocabulary)
    marked = Tokenizer.from_str(json.dumps(settings))
    marked.post_processor = TemplateProcessing(
        single=f"{START} $A {END}",
        special_tokens=[(mark, vocabulary[mark]) for mark in (START, END)],
    )
    return marked


def find_marks(tokenizer: "Tokenizer") -> Marks:
    """Look up the numbers of the marks."""
    numbers = tokenizer.get_vocab()
    return Marks(numbers[START], numbers[END])

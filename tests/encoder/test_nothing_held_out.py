"""No evaluation text and no sample document is trained on: reads all the data (about a minute)."""

import logging
from pathlib import Path

import pytest

import encoder
from encoder.contextual.config import read_contextual
from encoder.data import read_sources
from encoder.documents import read_document_texts
from encoder.heldout import read_evaluation_texts, read_held_out

ENCODER = Path(encoder.__file__).parent
_log = logging.getLogger(__name__)
SHARED = ENCODER.parents[1] / "shared"


@pytest.mark.skipif(not (SHARED / "train").exists(), reason="the training data is not here")
def test_no_training_row_equals_a_held_out_text() -> None:
    evaluation, documents = SHARED / "eval", SHARED / "documents"
    forbidden = {_plain(text) for text in read_evaluation_texts(evaluation)} - {""}
    forbidden |= {_plain(text) for text in read_document_texts(documents)}
    may_quote = read_contextual(ENCODER / "contextual.toml").may_quote
    held_out = read_held_out(evaluation, documents)
    read = read_sources(SHARED / "train", held_out, may_quote)
    sources = [*read.pairs, *read.questions]
    left_out = sum(source.held_out for source in sources)
    _log.info("%d rows, %d held out", sum(map(len, sources)), left_out)
    assert left_out > 0
    for source in sources:
        for text in (*source.left, *source.right):
            assert _plain(text) not in forbidden, (source.name, text)


def _plain(text: str) -> str:
    """Compare by capitals and spaces alone, not by the filter's own folding."""
    return " ".join(text.casefold().split())

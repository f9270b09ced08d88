"""The stock recipe over a benchmark home's passages: Chroma with texts and facts, one collection.

It is asked for 50 passages of one party by `where`, as its documentation says. The question is
encoded beforehand, so that only the search is timed; beside it stand whole answers.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.figures import milliseconds
from benchmarks.sides.race import PASSAGES_ASKED
from kb.index_nouns import Vectors

_AT_ONCE = 5_000
_PARTY = "qc"
_PASSAGES = (
    "select p.id, p.text, d.id, d.party, d.year, d.language, e.vector from passages p"
    " join documents d on d.id = p.document_id join embeddings e on e.passage_id = p.id"
    " where d.status = 'published'"
)


def stock_timings(home: Path, questions: Sequence[Vectors]) -> list[float]:
    """Fill the collection if it is not there yet, and time a search for each question."""
    import chromadb
    from chromadb.config import Settings

    folder = home / "stock"
    client = chromadb.PersistentClient(str(folder), Settings(anonymized_telemetry=False))
    passages = client.get_or_create_collection("passages", embedding_function=None)
    if not passages.count():
        for batch in _read(home / "catalogue.sqlite"):
            passages.add(**batch)

    def ask(question: Vectors) -> Any:
        vectors = question[np.newaxis]
        return passages.query(vectors, n_results=PASSAGES_ASKED, where={"party": _PARTY})

    ask(questions[0])
    return milliseconds(partial(ask, each) for each in questions)


def _read(catalogue: Path) -> Iterator[dict[str, Any]]:
    with closing(sqlite3.connect(catalogue)) as connection:
        rows = connection.execute(_PASSAGES)
        while batch := rows.fetchmany(_AT_ONCE):
            facts = [
                {"document": row[2], "party": row[3], "year": row[4] or 0, "language": row[5]}
                for row in batch
            ]
            yield {
                "ids": [str(row[0]) for row in batch],
                "documents": [row[1] for row in batch],
                "metadatas": facts,
                "embeddings": np.stack(
                    [np.frombuffer(row[6], np.float16).astype(np.float32) for row in batch]
                ),
            }

"""What every side is asked to do, and how it is timed: standard library only."""

import json
import resource
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

DEPTH = 10
PASSAGES_ASKED = 50
"""Passages that a side without documents is asked for, so that ten documents are among them."""

PARTY = "fr"
"""What the narrowed searches are narrowed to: somewhat less than half of the documents."""

_WARM_UP = 10


@dataclass(frozen=True, slots=True)
class Material:
    """Parsed passages, the same for every side: texts, and the facts of their documents."""

    texts: list[str]
    documents: list[str]
    parties: list[str]
    questions: list[str]


class Side(Protocol):
    """One way to search."""

    def ingest(self) -> int:
        """Encode, index and store everything; return the number of passages."""

    def search(self, text: str, party: str | None) -> Sequence[str]:
        """Give the names of the ten best documents, of one party if it is named."""


def read_material(path: Path) -> Material:
    """Read what `side_by_side` wrote down."""
    return Material(**json.loads(path.read_text("utf-8")))


def first_documents(names: Sequence[str]) -> list[str]:
    """Name each document once, where its best passage stands."""
    return list(dict.fromkeys(names))[:DEPTH]


def run(side: Side, questions: Sequence[str]) -> None:
    """Time one side and print what was found, as JSON on one line."""
    begun = time.perf_counter()
    passages = side.ingest()
    ingest = time.perf_counter() - begun
    for text in questions[:_WARM_UP]:
        side.search(text, None)
        side.search(text, PARTY)
    plain, rankings = _timed(side, questions, None)
    narrowed, _ = _timed(side, questions, PARTY)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    result = {
        "passages": passages,
        "ingest_s": ingest,
        "plain_ms": plain,
        "narrowed_ms": narrowed,
        "peak_mb": peak,
        "rankings": rankings,
    }
    sys.stdout.write(json.dumps(result) + "\n")


def _timed(
    side: Side, questions: Sequence[str], party: str | None
) -> tuple[list[float], list[list[str]]]:
    timings, rankings = [], []
    for text in questions:
        begun = time.perf_counter()
        found = side.search(text, party)
        timings.append(1000 * (time.perf_counter() - begun))
        rankings.append(list(found))
    return timings, rankings

"""Does the score tell answered questions from those that no document answers?

python -m benchmarks.answerable     area under the ROC curve, and what the app would say
"""

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.figures import CORPUS, loaded_corpus
from kb.access import AccessScope
from search.evaluation.judgements import read_judged
from search.nouns import Question
from search.retriever import Retriever


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of one question: its best score, and whether it was called unanswered."""

    kind: str
    score: float
    weak: bool


def main() -> None:
    """Ask all judged and all unanswerable questions and compare their best scores."""
    lines = (CORPUS / "unanswerable.jsonl").read_text("utf-8").splitlines()
    unanswerable = [(entry["text"], entry["kind"]) for entry in map(json.loads, lines)]
    with loaded_corpus() as (store, _):
        retriever, access = Retriever.over(store), store.catalogue.reader.every_scope()
        good = [_ask(retriever, each.text, "answered", access) for each in read_judged(CORPUS)]
        bad = [_ask(retriever, text, kind, access) for text, kind in unanswerable]
    for kinds in (("near", "far"), ("near",), ("far",)):
        own = [each for each in bad if each.kind in kinds]
        area = area_under_curve([each.score for each in good], [each.score for each in own])
        sys.stdout.write(f"answered against {' and '.join(kinds)}: area {area:.3f}\n")
    for name, asked in (("answered", good), ("unanswerable", bad)):
        turned = sum(each.weak for each in asked)
        sys.stdout.write(f"{name}: {turned} of {len(asked)} called without a good answer\n")


def area_under_curve(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Give the chance that a positive scores above a negative (Hanley and McNeil, 1982)."""
    differences = np.sign(np.subtract.outer(np.array(positive), np.array(negative)))
    return float((differences.mean() + 1) / 2)


def _ask(retriever: Retriever, text: str, kind: str, access: AccessScope) -> Asked:
    answer = retriever.answer(Question(text=text, limit=1), access=access)
    best = max((hit.score for hit in answer.hits), default=0.0)
    return Asked(kind, best, answer.weak)


if __name__ == "__main__":
    main()

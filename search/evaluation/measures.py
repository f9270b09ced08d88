"""Measures of one ranking, as trec_eval counts them: linear gains, unjudged is irrelevant."""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

Measure = Callable[[Sequence[str], Mapping[str, int]], float]


def ndcg(ranking: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Compute the normalised discounted cumulative gain (Järvelin and Kekäläinen, 2002)."""
    ideal = sorted(grades.values(), reverse=True)[:depth]
    return _discounted(grades.get(each, 0) for each in ranking[:depth]) / _discounted(ideal)


def recall(ranking: Sequence[str], grades: Mapping[str, int], depth: int) -> float:
    """Compute the share of the relevant documents that stand among the first `depth`."""
    relevant = {document for document, grade in grades.items() if grade > 0}
    return len(relevant.intersection(ranking[:depth])) / len(relevant)


def reciprocal_rank(ranking: Sequence[str], grades: Mapping[str, int], depth: int = 10) -> float:
    """Compute one over the rank of the first relevant document, 0 beyond `depth`."""
    for rank, document in enumerate(ranking[:depth], start=1):
        if grades.get(document, 0) > 0:
            return 1 / rank
    return 0.0


MAIN = "ndcg@10"
"""The measure that modes are compared by."""

MEASURES: Mapping[str, Measure] = {
    MAIN: ndcg,
    "recall@1": lambda ranking, grades: recall(ranking, grades, 1),
    "recall@10": lambda ranking, grades: recall(ranking, grades, 10),
    "recall@100": lambda ranking, grades: recall(ranking, grades, 100),
    "mrr@10": reciprocal_rank,
}


def per_question(
    rankings: Iterable[tuple[Sequence[str], Mapping[str, int]]],
) -> dict[str, list[float]]:
    """Compute every measure of each ranking against its grades."""
    judged = list(rankings)
    return {name: [measure(*each) for each in judged] for name, measure in MEASURES.items()}


def _discounted(gains: Iterable[float]) -> float:
    return sum(gain / math.log2(rank + 1) for rank, gain in enumerate(gains, start=1))

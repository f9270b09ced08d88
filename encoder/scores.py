"""The scores of a model folder on the evaluation sets: cosine alone."""

import argparse
import json
import logging
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from encoder.reading import TextModel, read_model

_log = logging.getLogger(__name__)
_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Ranking:
    """Hold the gains of the best ten passages of each question and the best gains possible.

    Both have the shape (questions, 10), 0 where nothing relevant stands.
    """

    gains: NDArray[np.float64]
    ideal: NDArray[np.float64]

    def accuracy(self) -> float:
        """Give the share of questions whose first passage is relevant."""
        return float((self.gains[:, 0] > 0).mean())

    def ndcg(self) -> float:
        """Give the mean nDCG@10 (Järvelin and Kekäläinen, 2002)."""
        discounts = 1 / np.log2(np.arange(2, _DEPTH + 2))
        return float(((self.gains @ discounts) / (self.ideal @ discounts)).mean())


def score_model(model: TextModel, evaluation: Path) -> dict[str, float]:
    """Score every set of the folder: accuracy@1 and nDCG@10, or Spearman's correlation."""
    scores: dict[str, float] = {}
    for folder in sorted(path.parent for path in evaluation.glob("*/qrels.tsv")):
        ranking = rank_set(model, folder)
        scores[f"{folder.name} accuracy@1"] = round(ranking.accuracy(), 4)
        scores[f"{folder.name} nDCG@10"] = round(ranking.ndcg(), 4)
    for path in sorted(evaluation.glob("*/pairs_*.tsv")):
        scores[f"{path.parent.name} {path.stem} Spearman"] = round(_correlate(model, path), 4)
    return scores


def rank_set(model: TextModel, folder: Path) -> Ranking:
    """Rank the corpus of a set in BEIR layout for each of its judged questions."""
    corpus = _read_texts(folder / "corpus.jsonl")
    questions = _read_texts(folder / "queries.jsonl")
    judged = _read_judgements(folder / "qrels.tsv")
    names = list(corpus)
    passages = model.encode(list(corpus.values()))
    found = model.encode([questions[question] for question in judged]) @ passages.T
    best = np.argsort(-found, axis=1, kind="stable")[:, :_DEPTH]
    gains = np.zeros((len(judged), _DEPTH))
    ideal = np.zeros((len(judged), _DEPTH))
    for row, grades in enumerate(judged.values()):
        gains[row, : best.shape[1]] = [grades.get(names[place], 0.0) for place in best[row]]
        top = sorted(grades.values(), reverse=True)[:_DEPTH]
        ideal[row, : len(top)] = top
    return Ranking(gains, ideal)


def _read_texts(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8") as file:
        rows = [json.loads(line) for line in file]
    return {row["id"]: row["text"] for row in rows}


def _read_judgements(path: Path) -> dict[str, dict[str, float]]:
    judged: dict[str, dict[str, float]] = {}
    for line in path.read_text("utf-8").splitlines()[1:]:
        question, passage, grade = line.split("\t")
        judged.setdefault(question, {})[passage] = float(grade)
    return judged


def _correlate(model: TextModel, path: Path) -> float:
    from scipy.stats import spearmanr

    rows = [line.split("\t") for line in path.read_text("utf-8").splitlines()[1:]]
    first = model.encode([row[0] for row in rows])
    second = model.encode([row[1] for row in rows])
    grades = [float(row[2]) for row in rows]
    return float(spearmanr((first * second).sum(axis=1), grades).statistic)


def main() -> None:
    """Score the model folder named on the command line and log the scores."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True, help="the model folder")
    parser.add_argument("--evaluation", type=Path, required=True, help="the evaluation sets")
    chosen = parser.parse_args()
    for name, score in score_model(read_model(chosen.model), chosen.evaluation).items():
        _log.info("%-45s %.4f", name, score)


if __name__ == "__main__":
    main()

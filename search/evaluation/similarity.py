"""Graded similarity of sentence pairs: `pairs_*.tsv` with two sentences and a score."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from kb.errors import InvalidEvaluation
from kb.ports import Encoder
from search.evaluation.intervals import Floats, statistic_interval
from search.evaluation.results import Results

MEASURE = "spearman"


@dataclass(frozen=True, slots=True)
class _Pairs:
    firsts: Sequence[str]
    seconds: Sequence[str]
    scores: Floats


def pair_files(folder: Path) -> list[Path]:
    """List the pair files of a folder."""
    return sorted(folder.glob("pairs_*.tsv"))


def similarity(name: str, encoder: Encoder, paths: Sequence[Path]) -> Results:
    """Correlate the ranks of cosines with those of the given scores, file by file.

    Raises:
        InvalidEvaluation: when a line is not two sentences and a number, or there is none.
    """
    figures, count = {}, 0
    for path in paths:
        pairs = _read(path)
        firsts, seconds = map(encoder.encode_passages, (pairs.firsts, pairs.seconds))
        cosines = np.sum(firsts * seconds, axis=1).astype(np.float64)
        figures[path.stem] = {MEASURE: statistic_interval(spearman, cosines, pairs.scores)}
        count = max(count, len(pairs.scores))
    return Results(name=name, questions=count, by_mode=figures)


def spearman(values: Floats, others: Floats) -> float:
    """Correlate the ranks of two columns; nothing can be said where one is constant."""
    first, second = _ranks(values), _ranks(others)
    if not np.ptp(first) or not np.ptp(second):
        return float("nan")
    return float(np.corrcoef(first, second)[0, 1])


def _read(path: Path) -> _Pairs:
    firsts, seconds, scores = [], [], []
    with path.open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        for row in rows:
            if len(row) != 3:
                raise InvalidEvaluation("evaluation.line", file=str(path), line=rows.line_num)
            if _is_number(row[2]):
                firsts.append(row[0])
                seconds.append(row[1])
                scores.append(float(row[2]))
    if not scores:
        raise InvalidEvaluation("evaluation.no_questions", folder=str(path))
    return _Pairs(firsts, seconds, np.array(scores))


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _ranks(values: Floats) -> Floats:
    """Rank values from 0, equal ones sharing the mean of their ranks."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    ranks: Floats = ((last - counts + last - 1) / 2)[inverse].astype(np.float64)
    return ranks

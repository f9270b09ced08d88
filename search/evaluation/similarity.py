"""Graded similarity of sentence pairs: `pairs_*.tsv` with two sentences and a score."""

import csv
from pathlib import Path

import numpy as np

from kb.errors import InvalidEvaluation
from kb.ports import Encoder, Vectors


def pair_files(folder: Path) -> list[Path]:
    """List the pair files of a folder."""
    return sorted(folder.glob("pairs_*.tsv"))


def spearman(encoder: Encoder, path: Path) -> float:
    """Correlate the ranks of cosines with those of the given scores.

    Raises:
        InvalidEvaluation: when a line is not two sentences and a number.
    """
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
    cosines = np.sum(encoder.encode_passages(firsts) * encoder.encode_passages(seconds), axis=1)
    ranks = np.corrcoef(_ranks(cosines), _ranks(np.array(scores, np.float32)))
    return round(float(ranks[0, 1]), 4)


def _is_number(text: str) -> bool:
    return text.replace(".", "", 1).isdigit()


def _ranks(values: Vectors) -> Vectors:
    """Rank values from 0, equal ones sharing the mean of their ranks."""
    _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    return ((last - counts + last - 1) / 2)[inverse].astype(np.float32)

"""Does the score tell answered questions from those that no document answers?

python -m benchmarks.answerable                 area under the curve, and what the app would say
python -m benchmarks.answerable --calibrate     fit search/chance.toml to every other question first
"""

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.figures import CORPUS, loaded_corpus
from search.evaluation.judgements import read_judged
from search.fusion import CHANCE, Fusion
from search.nouns import Question
from search.retriever import Retriever

_HEAD = "# Fitted by benchmarks.answerable --calibrate; see search/fusion.py for each number."
_KEPT = 0.97
"""Share of the answered questions whose best passage must count as good."""

_STEPS, _RATE = 5_000, 0.05


@dataclass(frozen=True, slots=True)
class Asked:
    """What became of one question: the odds of its best passage."""

    kind: str
    odds: float


def main() -> None:
    """Ask all judged and all unanswerable questions and compare the odds of their best hits."""
    asked = list(_ask_all())
    if "--calibrate" in sys.argv:
        CHANCE.write_text(calibrate(asked[::2]), "utf-8")
    good = [each.odds for each in asked if each.kind == "answered"]
    for kinds in (("near", "far"), ("near",), ("far",)):
        own = [each.odds for each in asked if each.kind in kinds]
        area = area_under_curve(good, own)
        sys.stdout.write(f"answered against {' and '.join(kinds)}: area {area:.3f}\n")
    fusion, apart = Fusion.learnt(), asked[1::2]
    for kind in ("answered", "near", "far"):
        own = [each.odds for each in apart if each.kind == kind]
        turned = sum(chance_of(odds, fusion.bias, fusion.slope) < fusion.good for odds in own)
        sys.stdout.write(f"{kind}, not calibrated on: {turned} of {len(own)} turned away\n")


def calibrate(asked: Sequence[Asked]) -> str:
    """Fit a logistic curve to the odds (Platt, 1999) and give it as TOML.

    Answered and unanswerable questions count the same, whatever their numbers.
    """
    odds = np.array([each.odds for each in asked])
    answered = np.array([each.kind == "answered" for each in asked], float)
    counted = np.where(answered > 0, 0.5 / answered.mean(), 0.5 / (1 - answered.mean()))
    middle, slope, bias = float(odds.mean()), 0.0, 0.0
    for _ in range(_STEPS):
        wrong = (1 / (1 + np.exp(-(bias + slope * (odds - middle)))) - answered) * counted
        slope -= _RATE * float((wrong * (odds - middle)).mean())
        bias -= _RATE * float(wrong.mean())
    least = float(np.quantile(odds[answered > 0], 1 - _KEPT))
    bias -= slope * middle
    good = chance_of(least, bias, slope)
    lines = [_HEAD, f"bias = {bias:.4f}", f"slope = {slope:.4f}", f"good = {good:.4f}"]
    return "\n".join(lines) + "\n"


def chance_of(odds: float, bias: float, slope: float) -> float:
    """Turn odds into a chance, as `search.fusion` does."""
    return float(1 / (1 + np.exp(-(bias + slope * odds))))


def area_under_curve(positive: Sequence[float], negative: Sequence[float]) -> float:
    """Give the chance that a positive scores above a negative (Hanley and McNeil, 1982)."""
    differences = np.sign(np.subtract.outer(np.array(positive), np.array(negative)))
    return float((differences.mean() + 1) / 2)


def _ask_all() -> Iterator[Asked]:
    """Ask answered and unanswerable questions, each kind in its own order."""
    lines = (CORPUS / "unanswerable.jsonl").read_text("utf-8").splitlines()
    questions = [(each.text, "answered") for each in read_judged(CORPUS)]
    questions += [(entry["text"], entry["kind"]) for entry in map(json.loads, lines)]
    fusion = Fusion.learnt()
    with loaded_corpus() as (store, _):
        retriever, access = Retriever.over(store), store.catalogue.reader.every_scope()
        for text, kind in questions:
            evidence = retriever.evidence(Question(text=text), access=access)
            yield Asked(kind, float(fusion.odds(evidence).max(initial=0.0)))


if __name__ == "__main__":
    main()

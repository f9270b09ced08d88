"""What was measured on one set, with intervals, as data that any face can lay out."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import numpy as np

from search.evaluation.groups import group
from search.evaluation.intervals import Estimate, paired_interval
from search.evaluation.measures import MAIN
from search.evaluation.runner import Ranking, measure, scores
from search.nouns import Mode

Figures = dict[str, dict[str, Estimate]]
"""Mode -> measure -> figure."""


@dataclass(frozen=True, slots=True)
class Group:
    """Figures of the questions of one direction or tag."""

    questions: int
    by_mode: Figures


@dataclass(frozen=True, slots=True)
class Gain:
    """How far hybrid is above the best other mode, question by question, in nDCG@10."""

    over: str
    difference: Estimate


@dataclass(frozen=True, slots=True)
class Results:
    """Figures of one set.

    Attributes:
        name: of the set: that of its folder.
        questions: how many were asked, or how many pairs each file has.
        by_mode: figures of all questions; of sentence pairs, of each file.
        by_group: figures of each direction and tag.
        gain: of hybrid over the best other mode, where both were measured.
        passage_accuracy: mode -> share of judged documents cited at an answering passage.
        absent: judged documents that could not be read, which nobody can find.
    """

    name: str
    questions: int
    by_mode: Figures
    by_group: dict[str, Group] = field(default_factory=dict)
    gain: Gain | None = None
    passage_accuracy: dict[str, float] = field(default_factory=dict)
    absent: tuple[str, ...] = ()

    def figure(self, mode: str, name: str, group: str = "") -> Estimate | None:
        """Give one figure, of one group or of all questions, if it was measured."""
        known = self.by_group[group].by_mode if group in self.by_group else {}
        return (known if group else self.by_mode).get(mode, {}).get(name)

    def values(self) -> dict[str, dict[str, float]]:
        """Give the figures of all questions, mode -> measure -> figure, without intervals."""
        return {
            mode: {name: estimate.value for name, estimate in figures.items()}
            for mode, figures in self.by_mode.items()
        }

    def as_json(self) -> dict[str, object]:
        """Lay all figures out for programs."""
        return asdict(self)


def summarise(
    name: str, rankings: Mapping[Mode, Sequence[Ranking]], languages: Mapping[str, str]
) -> Results:
    """Measure the rankings of every mode, overall, by group, and against one another.

    Args:
        name: of the set.
        rankings: what each question found, by mode, the questions in the same order.
        languages: language of each document, by the corpus' own id.
    """
    judged = [ranking.judged for ranking in next(iter(rankings.values()))]
    relevant = {document for each in judged for document, grade in each.grades.items() if grade > 0}
    groups: dict[str, Group] = {}
    for mode, ranked in rankings.items():
        for key, own in group(ranked, languages).items():
            known = groups.setdefault(key, Group(len(own), {}))
            known.by_mode[mode.value] = measure(own)
    return Results(
        name=name,
        questions=len(judged),
        by_mode={mode.value: measure(ranked) for mode, ranked in rankings.items()},
        by_group=groups,
        gain=_gain(rankings),
        absent=tuple(sorted(relevant - languages.keys())),
    )


def _gain(rankings: Mapping[Mode, Sequence[Ranking]]) -> Gain | None:
    columns = {mode: np.array(scores(ranked)[MAIN]) for mode, ranked in rankings.items()}
    others = [mode for mode in columns if mode is not Mode.HYBRID]
    if Mode.HYBRID not in columns or not others:
        return None
    best = max(others, key=lambda mode: float(columns[mode].mean()))
    return Gain(best.value, paired_interval(columns[Mode.HYBRID], columns[best]))

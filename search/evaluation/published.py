"""Figures that others published for the same data, from a table of tasks by models."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from kb.errors import InvalidEvaluation, NotFound
from search.evaluation.requirements import find_value
from search.evaluation.results import Results
from search.evaluation.tables import table

_KEYS = ("task", "subset", "split")


@dataclass(frozen=True, slots=True)
class Task:
    """Name a published task: the task, its subset and its split."""

    task: str
    subset: str
    split: str


def read_published(path: Path) -> dict[Task, dict[str, float]]:
    """Read a table whose figures are given x 100: task -> model -> figure from 0 to 1.

    Raises:
        NotFound: when the file is missing.
        InvalidEvaluation: when a line cannot be understood.
    """
    published = {}
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
            for row in rows:
                task = Task(*(row.pop(key) for key in _KEYS))
                published[task] = {
                    model: round(float(figure) / 100, 4) for model, figure in row.items() if figure
                }
    except FileNotFoundError as error:
        raise NotFound("file.not_found", file=str(path)) from error
    except (ValueError, KeyError, TypeError) as error:
        raise InvalidEvaluation("evaluation.line", file=str(path), line=rows.line_num) from error
    return published


def beside(
    tasks: Mapping[str, Task],
    sets: Mapping[str, Results],
    published: Mapping[Task, Mapping[str, float]],
) -> str:
    """Lay the published figures out under ours, a column for each figure of the same data.

    Args:
        tasks: the published task of each of our figures, by the figure's reference.
        sets: what was measured here, by name.
        published: what others published.
    """
    own = {reference: find_value(reference, sets) for reference in tasks}
    columns = {reference: published.get(task, {}) for reference, task in tasks.items()}
    models = dict.fromkeys(model for column in columns.values() for model in column)
    rows = [["**Passerelle**", *(_written(value) for value in own.values())]]
    rows += [[model, *(_written(each.get(model)) for each in columns.values())] for model in models]
    return table(["model", *tasks], rows)


def _written(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"

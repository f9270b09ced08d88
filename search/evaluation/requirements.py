"""What must be reached, against what was measured."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from search.evaluation.results import Results
from search.evaluation.tables import table


@dataclass(frozen=True, slots=True)
class Requirement:
    """What the lowest of some figures must reach.

    Attributes:
        measure: what is measured, in words.
        figures: each `SET MODE MEASURE`, or `SET:GROUP MODE MEASURE`.
        must: what must be reached.
        moonshot: what would be better still.
    """

    measure: str
    figures: tuple[str, ...]
    must: float
    moonshot: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A requirement's figures as measured; none where a set was not there."""

    requirement: Requirement
    values: tuple[float, ...]

    @property
    def verdict(self) -> str:
        """Say how far the lowest figure came."""
        if not self.values:
            return "not measured"
        lowest, moonshot = min(self.values), self.requirement.moonshot
        if moonshot is not None and lowest >= moonshot:
            return "moonshot"
        return "reached" if lowest >= self.requirement.must else "**missed**"


def look_up(requirement: Requirement, sets: Mapping[str, Results]) -> Outcome:
    """Find the figures that a requirement asks for."""
    values = [find_value(reference, sets) for reference in requirement.figures]
    known = tuple(value for value in values if value is not None)
    return Outcome(requirement, known if len(known) == len(values) else ())


def find_value(reference: str, sets: Mapping[str, Results]) -> float | None:
    """Find one figure by its reference."""
    place, mode, measure = reference.split()
    name, _, group = place.partition(":")
    estimate = sets[name].figure(mode, measure, group) if name in sets else None
    return estimate.value if estimate else None


def as_table(outcomes: Iterable[Outcome]) -> str:
    """Lay requirements out with what was measured."""
    rows = (
        [
            each.requirement.measure,
            " / ".join(f"{value:.3f}" for value in each.values) or "–",
            f"{each.requirement.must:.3f}",
            "–" if each.requirement.moonshot is None else f"{each.requirement.moonshot:.3f}",
            each.verdict,
        ]
        for each in outcomes
    )
    return table(["measure", "value", "must reach", "moonshot", "verdict"], rows)

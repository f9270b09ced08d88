"""Practices with counterparts judged by hand, and the places at which these come."""

import json
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from benchmarks.figures import CORPUS

JUDGED = CORPUS / "twins.jsonl"
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Judged:
    """One practice with its true counterparts, the truest first, by their names in the manifest.

    `across` are those of them that share no language with the practice.
    """

    practice: str
    counterparts: tuple[str, ...]
    across: frozenset[str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """At which place each judged counterpart of a practice came.

    A place is counted without the other judged counterparts before it, since these are no errors
    (the "filtered" ranks of Bordes et al., 2013).
    """

    judged: Judged
    places: Mapping[str, int]


def read_judged(path: Path = JUDGED) -> list[Judged]:
    """Read the judged practices."""
    return [
        Judged(entry["practice"], tuple(entry["counterparts"]), frozenset(entry["across"]))
        for entry in map(json.loads, path.read_text("utf-8").splitlines())
    ]


def those_across(every: Iterable[Judged]) -> list[Judged]:
    """Give the practices that have counterparts in the other language, with these alone."""
    return [each for own in every if (each := _with(own, is_across)).counterparts]


def those_alike(every: Iterable[Judged]) -> list[Judged]:
    """Give the practices that have counterparts in a language of theirs, with these alone."""
    return [each for own in every if (each := _with(own, is_alike)).counterparts]


def apart(
    pairs: Mapping[tuple[str, str], Value],
) -> tuple[dict[tuple[str, str], Value], dict[tuple[str, str], Value]]:
    """Part pairs by whether they share a language, as pages do: those that do first."""
    spoken = _spoken()
    across = {pair for pair in pairs if spoken[pair[0]].isdisjoint(spoken[pair[1]])}
    return (
        {pair: value for pair, value in pairs.items() if pair not in across},
        {pair: value for pair, value in pairs.items() if pair in across},
    )


def in_lists(every: Sequence[Judged], scores: Mapping[tuple[str, str], float]) -> list[Ranked]:
    """Rank each judged counterpart in the list it stands in: of one's language, or of the other."""
    alike, across = apart(scores)
    places: dict[str, dict[str, int]] = {each.practice: {} for each in every}
    for judged, own in ((those_alike(every), alike), (those_across(every), across)):
        for ranked in ranks(judged, own):
            places[ranked.judged.practice] |= ranked.places
    return [Ranked(each, places[each.practice]) for each in every]


def groups(every: Sequence[Judged]) -> list[list[Judged]]:
    """Part the practices into groups that share no document."""
    left = list(every)
    found: list[list[Judged]] = []
    while left:
        group = [left.pop(0)]
        while more := [each for each in left if _names(group) & _names([each])]:
            group += more
            left = [each for each in left if each not in more]
        found.append(group)
    return found


def ranks(every: Iterable[Judged], scores: Mapping[tuple[str, str], float]) -> list[Ranked]:
    """Rank the counterparts of each judged practice; what was not compared comes last."""
    found = []
    for judged in every:
        others = [other for practice, other in scores if practice == judged.practice]
        wrong = [other for other in others if other not in judged.counterparts]
        places = {
            true: 1
            + sum(
                scores[judged.practice, other] > scores.get((judged.practice, true), -math.inf)
                for other in wrong
            )
            for true in judged.counterparts
        }
        found.append(Ranked(judged, places))
    return found


def share(places: Sequence[int], first: int) -> float:
    """Tell which share of places is among the first."""
    return sum(place <= first for place in places) / max(len(places), 1)


def best_places(
    ranked: Iterable[Ranked], wanted: Callable[[Judged, str], bool] = lambda judged, name: True
) -> list[int]:
    """Give for each practice the place of the counterpart that came first, of those wanted."""
    every = [
        [place for name, place in each.places.items() if wanted(each.judged, name)]
        for each in ranked
    ]
    return [min(places) for places in every if places]


def is_across(judged: Judged, name: str) -> bool:
    """Tell whether a counterpart shares no language with its practice."""
    return name in judged.across


def is_alike(judged: Judged, name: str) -> bool:
    """Tell whether a counterpart shares a language with its practice."""
    return not is_across(judged, name)


@lru_cache(maxsize=1)
def _spoken() -> Mapping[str, set[str]]:
    """Read in which languages each document stands, its translations counted."""
    lines = (CORPUS / "manifest.jsonl").read_text("utf-8").splitlines()
    spoken: dict[str, set[str]] = {}
    for entry in map(json.loads, lines):
        spoken.setdefault(entry["translation_of"] or entry["id"], set()).add(entry["language"])
    return spoken


def _with(judged: Judged, wanted: Callable[[Judged, str], bool]) -> Judged:
    names = tuple(name for name in judged.counterparts if wanted(judged, name))
    return Judged(judged.practice, names, judged.across)


def _names(group: Iterable[Judged]) -> set[str]:
    return {name for each in group for name in (each.practice, *each.counterparts)}

"""Are the counterparts that were judged by hand among the first? corpus/twins.jsonl against us.

python -m benchmarks.twins            shares of practices and pairs, as Markdown
python -m benchmarks.twins --tune     look for weights on the judged pairs first

Pages show two lists: of what shares a language with a practice, and of what shares none. “All”
ranks both in one. What is called cross-validated ranks each practice by weights that were chosen
without it, and without any other that shares a document with it.
"""

import json
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path

import numpy as np

from benchmarks.figures import CORPUS, loaded_corpus
from benchmarks.judged_twins import (
    Judged,
    Ranked,
    best_places,
    groups,
    in_lists,
    is_across,
    is_alike,
    ranks,
    read_judged,
    share,
)
from kb.nouns import Filters
from kb.store import Store
from search.twins.finding import TwinFinder
from search.twins.likeness import Features, Weights

_FIRST = (1, 3, 5)


def main() -> None:
    """Rank the counterparts of all judged practices by us and by plain cosines."""
    every = read_judged()
    with loaded_corpus() as (store, _):
        pairs = dict(compared(store, every))
        plain = dict(plain_cosines(store, every))
    trials = tried(pairs, every)
    weights = best(trials, every) if "--tune" in sys.argv else Weights()
    sys.stdout.write(f"{weights}\n\n")
    _say("all", ranks(every, scored(pairs, weights)))
    _say("cross-validated", cross_validated(trials, every))
    _say("cosine of centroids", ranks(every, plain))
    listed = [(weights, in_lists(every, scored(pairs, weights))) for weights, _ in trials]
    _say("in the two lists of pages", in_lists(every, scored(pairs, weights)))
    _say("two lists, cross-validated", cross_validated(listed, every))
    _say("two lists, cosine of centroids", in_lists(every, plain))


def compared(store: Store, every: Iterable[Judged]) -> Iterator[tuple[tuple[str, str], Features]]:
    """Compare each judged practice with all that may be proposed to it."""
    finder = TwinFinder.over(store)
    finder.catch_up()
    heads = {name: head for name, (head, _) in _heads(store, finder)}
    names = {head: name for name, head in heads.items()}
    own = [heads[judged.practice] for judged in every]
    for head, others in finder.compared(own).items():
        for other, features in others.items():
            yield (names[head], names[other]), features


def plain_cosines(store: Store, every: Iterable[Judged]) -> Iterator[tuple[tuple[str, str], float]]:
    """Compare by the cosine of the means of passages, the nearest two translations counting."""
    finder = TwinFinder.over(store)
    heads = dict(_heads(store, finder))
    members: dict[str, list[np.ndarray]] = {}
    for end in finder.ends.placed():
        members.setdefault(end.head, []).append(
            np.frombuffer(end.centroid, np.float16).astype(np.float32)
        )
    for judged in every:
        own, party = heads[judged.practice]
        for name, (head, other_party) in heads.items():
            if other_party != party:
                yield (
                    (judged.practice, name),
                    max(float(one @ two) for one in members[own] for two in members[head]),
                )


def scored(
    pairs: Mapping[tuple[str, str], Features], weights: Weights
) -> dict[tuple[str, str], float]:
    """Score all pairs."""
    return {pair: weights.score(features) for pair, features in pairs.items()}


def tried(
    pairs: Mapping[tuple[str, str], Features], every: Sequence[Judged]
) -> list[tuple[Weights, list[Ranked]]]:
    """Rank all practices by all weights of a grid."""
    steps = [0.02 * step for step in range(2, 10)]
    grid = [Weights(*values) for values in product(steps, steps, (0.0, 0.02, 0.04, 0.06, 0.08))]
    return [(weights, ranks(every, scored(pairs, weights))) for weights in grid]


def best(trials: Iterable[tuple[Weights, list[Ranked]]], chosen: Sequence[Judged]) -> Weights:
    """Find the weights that rank some practices best."""
    names = {judged.practice for judged in chosen}
    return max(
        trials, key=lambda trial: _worth([e for e in trial[1] if e.judged.practice in names])
    )[0]


def cross_validated(
    trials: Sequence[tuple[Weights, list[Ranked]]], every: Sequence[Judged]
) -> list[Ranked]:
    """Rank each group of practices by the weights that are best for the others."""
    found: list[Ranked] = []
    for group in groups(every):
        weights = best(trials, [each for each in every if each not in group])
        ranked = next(ranked for each, ranked in trials if each == weights)
        found += [each for each in ranked if each.judged in group]
    return found


def _worth(ranked: Sequence[Ranked]) -> float:
    """Add up the shares of practices, of those across languages, and of pairs; and how far on."""
    every = [place for each in ranked for place in each.places.values()]
    shares = [share(places, 3) for places in (best_places(ranked), best_places(ranked, is_across))]
    return sum(shares) + share(every, 3) + sum(1 / place for place in every) / max(len(every), 1)


def _say(title: str, ranked: Sequence[Ranked]) -> None:
    pairs = [place for each in ranked for place in each.places.values()]
    rows = {
        "practices": best_places(ranked),
        "practices with a counterpart in their language": best_places(ranked, is_alike),
        "practices with a counterpart in the other language": best_places(ranked, is_across),
        "the truest counterpart": [each.places[each.judged.counterparts[0]] for each in ranked],
        "all pairs": pairs,
    }
    sys.stdout.write(f"| {title} | n | first | first three | first five |\n|---|---|---|---|---|\n")
    for name, places in rows.items():
        shares = " | ".join(f"{share(places, first):.1%}" for first in _FIRST)
        sys.stdout.write(f"| {name} | {len(places)} | {shares} |\n")
    sys.stdout.write("\n")


def _heads(store: Store, finder: TwinFinder) -> Iterator[tuple[str, tuple[str, str]]]:
    """Give head and party of everything that may be an end, by its original's name."""
    lines = (CORPUS / "manifest.jsonl").read_text("utf-8").splitlines()
    originals = {entry["id"] for entry in map(json.loads, lines) if not entry["translation_of"]}
    reader = store.catalogue.reader
    documents = reader.browse(Filters(), access=reader.every_scope())
    named = {document.id: Path(document.file_name).stem for document in documents}
    for end in finder.ends.placed():
        if named[end.document_id] in originals:
            yield named[end.document_id], (end.head, end.party)


if __name__ == "__main__":
    main()

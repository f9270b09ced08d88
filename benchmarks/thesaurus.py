"""What the thesaurus does to answers: every set asked with it and without, question by question.

python -m benchmarks.thesaurus                     the sample corpus and its wordings
python -m benchmarks.thesaurus --evaluation DIR    and the sets of a folder
"""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.fairness import compare
from benchmarks.figures import CORPUS
from benchmarks.quality import take_folder
from kb.settings import EMBEDDED_ENCODER, Settings
from search.evaluation.groups import group
from search.evaluation.intervals import mean_interval, paired_interval
from search.evaluation.judgements import Judged, read_judged, read_questions
from search.evaluation.measures import MAIN
from search.evaluation.runner import Ranking, run, scores
from search.evaluation.sets import LoadedSet, find_sets, loaded_set
from search.evaluation.similarity import pair_files
from search.evaluation.tables import plain, signed, table
from search.nouns import Mode, Question

WORDINGS = CORPUS / "wordings.jsonl"
HELD_OUT, TUNING = "held_out", "tuning"
_HALVES = (TUNING, HELD_OUT)
_HEADS = ("set", "questions", "without", "with", "difference")
_FIRST = 10

Row = tuple[str, ...]


def main() -> None:
    """Ask everything twice and print one table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--evaluation", type=Path, help="folder of further sets")
    chosen = parser.parse_args()
    rows = list(_corpus())
    for folder in find_sets([chosen.evaluation]) if chosen.evaluation else ():
        if not pair_files(folder):
            rows += _others(folder)
    sys.stdout.write(table(_HEADS, rows) + "\n")


def _corpus() -> Iterator[Row]:
    with _loaded(CORPUS) as loaded:
        wordings = read_questions(WORDINGS)
        for name in (*_HALVES, "words_of_france", "words_of_quebec"):
            yield _row(f"wordings, {name}", _twice(loaded, _tagged(wordings, name)))
        yield _row("wordings, all", _twice(loaded, wordings))
        yield from _by_group(loaded)
        yield _pairs(loaded)


def _others(folder: Path) -> Iterator[Row]:
    with _loaded(folder) as loaded:
        yield _row(loaded.name, _twice(loaded, read_judged(folder)))
    sys.stderr.write(f"{folder.name}: measured\n")


def _by_group(loaded: LoadedSet) -> Iterator[Row]:
    languages = loaded.languages()
    without, with_it = _twice(loaded, read_judged(CORPUS))
    yield _row("corpus, all", (without, with_it))
    groups = [group(each, languages) for each in (without, with_it)]
    for name in groups[0]:
        yield _row(f"corpus, {name}", (groups[0][name], groups[1][name]))


def _pairs(loaded: LoadedSet) -> Row:
    """Tell how often both wordings of one question find the same sheet first."""
    lines = map(json.loads, (CORPUS / "fairness.jsonl").read_text("utf-8").splitlines())
    pairs = [line["texts"] for line in lines if line["kind"] == "region"]
    same = [
        np.array([_likeness(loaded, pair, thesaurus=wanted) for pair in pairs], float)
        for wanted in (False, True)
    ]
    return (
        "same first sheet for both wordings",
        str(len(pairs)),
        *(plain(mean_interval(each)) for each in same),
        signed(paired_interval(same[1], same[0])),
    )


def _likeness(loaded: LoadedSet, pair: Sequence[str], *, thesaurus: bool) -> bool:
    found = []
    for text in pair:
        question = Question(text=text, thesaurus=thesaurus)
        ranked = loaded.retriever.rank(question, access=loaded.access)
        found.append(list(dict.fromkeys(each.document_id for each in ranked))[:_FIRST])
    return compare(*found).same_first


def _twice(loaded: LoadedSet, judged: Sequence[Judged]) -> tuple[list[Ranking], list[Ranking]]:
    """Rank every question without the thesaurus, then with it."""
    ranked_only = [replace(each, quotes={}) for each in judged]
    asked: list[Mapping[Mode, list[Ranking]]] = [
        run(
            loaded.retriever,
            ranked_only,
            loaded.own_ids,
            [Mode.HYBRID],
            access=loaded.access,
            thesaurus=wanted,
        )
        for wanted in (False, True)
    ]
    return asked[0][Mode.HYBRID], asked[1][Mode.HYBRID]


def _row(name: str, twice: tuple[Sequence[Ranking], Sequence[Ranking]]) -> Row:
    without, with_it = (np.array(scores(each)[MAIN]) for each in twice)
    return (
        name,
        str(len(without)),
        plain(mean_interval(without)),
        plain(mean_interval(with_it)),
        signed(paired_interval(with_it, without)),
    )


def _tagged(judged: Sequence[Judged], tag: str) -> list[Judged]:
    return [each for each in judged if tag in each.tags]


def _loaded(folder: Path) -> AbstractContextManager[LoadedSet]:
    settings = Settings(encoder=str(EMBEDDED_ENCODER), party="qc", audience="partners")
    return loaded_set(folder, settings=settings, take_folder=take_folder)


if __name__ == "__main__":
    main()

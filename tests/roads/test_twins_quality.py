"""The counterparts that were judged by hand are among the first, as well as recorded."""

import json
from pathlib import Path

import pytest

from benchmarks.figures import CORPUS
from benchmarks.twins import (
    Judged,
    best_places,
    compared,
    halves,
    is_across,
    plain_cosines,
    ranks,
    read_judged,
    scored,
    share,
)
from kb.settings import Settings
from kb.store import open_store
from search.twins.likeness import Weights

FLOOR, FLOOR_ACROSS = 0.86, 0.72
"""A little below what docs/twins.md records: 46 of 51 practices, 23 of 29 across languages."""


def test_judged_counterparts_are_among_the_first_three(loaded_home: Path) -> None:
    every = read_judged()
    with open_store(Settings(home=loaded_home, database_url=""), own=False) as store:
        pairs = dict(compared(store, every))
        plain = ranks(every, dict(plain_cosines(store, every)))
    ranked = ranks(every, scored(pairs, Weights()))
    assert share(best_places(ranked), 3) >= FLOOR
    assert share(best_places(ranked, is_across), 3) >= FLOOR_ACROSS
    assert share(best_places(ranked), 3) > share(best_places(plain), 3)


def test_the_halves_share_no_practice() -> None:
    tuned, held_out = (
        {name for each in half for name in (each.practice, *each.counterparts)}
        for half in halves(read_judged())
    )
    assert not tuned & held_out


@pytest.mark.parametrize("judged", read_judged(), ids=lambda judged: judged.practice)
def test_judged_pairs_stand_in_the_corpus_and_are_marked(judged: Judged) -> None:
    lines = (CORPUS / "manifest.jsonl").read_text("utf-8").splitlines()
    known = {entry["id"]: entry for entry in map(json.loads, lines)}

    def languages(name: str) -> set[str]:
        own = (each for each in known.values() if name in (each["id"], each["translation_of"]))
        return {each["language"] for each in own}

    practice = judged.practice
    assert known[practice]["kind"] == "practice_sheet" and not known[practice]["translation_of"]
    for other in judged.counterparts:
        assert known[other]["party"] != known[practice]["party"]
        crossing = not languages(other) & languages(practice)
        assert crossing == (other in judged.across)

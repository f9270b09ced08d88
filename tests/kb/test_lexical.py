"""The word index, beyond what the roads of search ask of it."""

import json
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from hypothesis import given
from hypothesis import settings as checks
from hypothesis import strategies as st

from kb.access import AccessScope
from kb.index_nouns import IndexEntry, WordQuery
from kb.lexical import TantivyWords
from kb.store import Store
from tests.shelf import Shelf


def test_the_nearest_spelling_counts_and_not_those_further_away(store: Store) -> None:
    shelf = Shelf(store)
    for number in range(12):
        shelf.put(f"Les contrats {number} sont signés.")
    shelf.put("The contract is signed.", language="en")
    scope = AccessScope(frozenset({"public"}))
    assert store.words.spelt_like("contarct", 2, access=scope) == {"contract": 1}
    assert store.words.spelt_like("contrts", 1, access=scope) == {"contrats": 12}
    assert store.words.spelt_like("xontract", 2, access=scope) == {}


def test_a_deletion_that_was_killed_before_its_commit_is_done_again(tmp_path: Path) -> None:
    words = TantivyWords(tmp_path)
    words.apply([_entry(number) for number in range(3)], [], position=1)
    (meta,) = tmp_path.rglob("meta.json")
    committed = meta.read_bytes()
    words.apply([], ["document-1"], position=2)
    # As if the process had died after the file of deletions was written, before the commit.
    meta.write_bytes(committed)
    again = TantivyWords(tmp_path)
    assert again.count() == 6
    again.apply([], ["document-1"], position=2)
    assert again.count() == 4


def test_a_commit_that_was_not_recorded_any_more_is_not_done_again(tmp_path: Path) -> None:
    words = TantivyWords(tmp_path)
    words.apply([_entry(0)], [], position=1)
    (record,) = tmp_path.rglob("position.json")
    words.apply([_entry(1)], [], position=2)
    later = record.read_bytes()
    # As if the process had died between the commit and the record of it.
    intended = {"position": 1, "intended": {"position": 2, "stamp": _stamp(tmp_path) - 3}}
    record.write_text(json.dumps(intended), "utf-8")
    assert TantivyWords(tmp_path).position == 2
    # As if it had died before the commit.
    intended["intended"] = {"position": 3, "stamp": _stamp(tmp_path)}
    record.write_text(json.dumps(intended), "utf-8")
    assert TantivyWords(tmp_path).position == 1
    assert json.loads(later)["position"] == 2


@given(
    shelves=st.lists(st.sampled_from(["public", "party:qc", "party:fr"]), min_size=1, max_size=6),
    allowed=st.sets(st.sampled_from(["public", "party:qc", "elsewhere"])),
)
@checks(max_examples=15, deadline=None)
def test_what_is_counted_and_found_stands_on_readable_shelves(
    shelves: list[str], allowed: set[str]
) -> None:
    access = AccessScope(frozenset(allowed))
    expected = {2 * n for n, shelf in enumerate(shelves) if shelf in allowed}
    with TemporaryDirectory() as folder:
        words = TantivyWords(Path(folder))
        words.apply([_entry(n, shelf) for n, shelf in enumerate(shelves)], [], position=1)
        hits = words.search(WordQuery({"carnet": 1.0}), access=access, limit=20)
        assert {hit.passage_id for hit in hits} == expected
        assert words.frequencies(["carnet"], access=access)["fr"]["carnet"] == len(expected)
        assert words.holding([(("carnet", "fiche"), "fr")], access=access) == [len(expected)]
        assert words.readable(access=access)["fr"] == 2 * len(expected)
        said = {"carnet": len(expected)} if expected else {}
        assert words.spelt_like("carmet", 1, access=access) == said


def test_the_better_match_of_a_passage_of_a_third_language_counts(tmp_path: Path) -> None:
    words, access = TantivyWords(tmp_path), AccessScope(frozenset({"public"}))
    query = WordQuery({"forge": 1.0})

    def scores() -> dict[int, float]:
        hits = words.search(query, access=access, limit=9)
        return {hit.passage_id: hit.score for hit in hits}

    words.apply([_entry(0)], [], position=1)
    assert set(scores()) == {1}
    words.apply([replace(_entry(1), languages=("es", "es"))], [], position=2)
    assert scores()[3] < 1.5 * scores()[1]


def _stamp(folder: Path) -> int:
    (meta,) = folder.rglob("meta.json")
    return int(json.loads(meta.read_text("utf-8"))["opstamp"])


def _entry(number: int, shelf: str = "public") -> IndexEntry:
    return IndexEntry(
        document_id=f"document-{number}",
        shelf=shelf,
        passage_ids=(2 * number, 2 * number + 1),
        texts=("Un carnet.", "Une forge."),
        headings=("Fiche", "Fiche"),
        languages=("fr", "fr"),
        vectors=np.zeros((2, 3), np.float32),
    )

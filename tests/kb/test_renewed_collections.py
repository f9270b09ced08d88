"""A collection whose passages are replaced again and again: each can still be found by meaning."""

import shutil
import threading
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from kb.access import AccessScope
from kb.index_nouns import IndexEntry
from kb.ports import VectorSearch
from kb.vector_collections import Collections
from kb.vectors import ChromaVectors
from tests.indexed import indexed

PUBLIC = AccessScope(frozenset({"public"}))
SIZE = 150
"""Passages of a document of which a graph lost a third, replaced eight times over."""


def test_what_is_replaced_again_and_again_is_found_each_time(tmp_path: Path) -> None:
    with closing(ChromaVectors(tmp_path)) as vectors:
        for version in range(9):
            vectors.apply([entry("alone", version)], [], version + 1)
            assert all_found(vectors, [entry("alone", version)])


def test_one_of_several_replaced_again_and_again_leaves_all_to_be_found(tmp_path: Path) -> None:
    held = {name: entry(name, 0, size=15) for name in "abcdefghij"}
    with closing(ChromaVectors(tmp_path)) as vectors:
        vectors.apply(list(held.values()), [], 1)
        for version, name in enumerate("abcdefghij" * 12, 1):
            held[name] = entry(name, version, size=15)
            vectors.apply([held[name]], [], version + 1)
        assert all_found(vectors, list(held.values()))
        assert vectors.count() == 150


def test_searches_go_on_while_a_collection_is_made_anew(tmp_path: Path) -> None:
    stays, done, failures = entry("stays", 0), threading.Event(), []
    with closing(ChromaVectors(tmp_path)) as vectors:
        vectors.apply([stays], [], 1)

        def search() -> None:
            while not done.is_set():
                found = vectors.search(stays.vectors[3], access=PUBLIC, limit=5)
                if found[0].passage_id != stays.passage_ids[3]:
                    failures.append(found)

        readers = [threading.Thread(target=search) for _ in range(2)]
        for reader in readers:
            reader.start()
        for version in range(1, 12):
            vectors.apply([entry("comes", version, size=30)], [], version + 1)
        done.set()
        for reader in readers:
            reader.join()
    assert not failures


def test_an_emptied_collection_goes_and_comes_back(tmp_path: Path) -> None:
    with closing(ChromaVectors(tmp_path)) as vectors:
        vectors.apply([entry("one", 0)], [], 1)
        vectors.apply([], ["one"], 2)
        assert vectors.count() == 0
        assert vectors.search(entry("one", 0).vectors[0], access=PUBLIC, limit=5) == []
        vectors.apply([entry("one", 1)], [], 3)
        assert all_found(vectors, [entry("one", 1)])


def test_a_copy_that_was_not_finished_is_begun_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = entry("kept", 0, size=100)
    with closing(killed_copying(kept, tmp_path, monkeypatch)) as vectors:
        assert vectors.position == 1
        assert vectors.count() == 100
        assert all_found(vectors, [kept])
        for version in range(1, 4):
            turned = entry("turned", version, size=30)
            vectors.apply([turned], [], version + 1)
            assert vectors.count() == 130
            assert all_found(vectors, [kept, turned])


def test_a_copy_that_was_not_finished_goes_with_what_it_was_of(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = entry("kept", 0, size=100)
    with closing(killed_copying(kept, tmp_path, monkeypatch)) as vectors:
        vectors.apply([], ["kept", "turned"], 2)
        assert vectors.count() == 0
    shutil.copytree(tmp_path / "again", tmp_path / "later")
    with closing(ChromaVectors(tmp_path / "later")) as vectors:
        assert vectors.count() == 0
        assert vectors.search(kept.vectors[0], access=PUBLIC, limit=5) == []


def killed_copying(
    kept: IndexEntry, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> ChromaVectors:
    """Open an index that was killed when a copy was made, before the old one went."""
    with closing(ChromaVectors(folder / "home")) as vectors:
        vectors.apply([kept, entry("turned", 0, size=30)], [], 1)
        with monkeypatch.context() as killed:
            killed.setattr(Collections, "_copy_of", dying(Collections._copy_of))
            with pytest.raises(KeyboardInterrupt):
                vectors.apply([entry("turned", 1, size=30)], [], 2)
    shutil.copytree(folder / "home", folder / "again")
    return ChromaVectors(folder / "again")


def dying(made: object) -> object:
    def die(self: Collections, name: str) -> None:
        assert callable(made)
        made(self, name)
        raise KeyboardInterrupt

    return die


def entry(name: str, version: int, size: int = SIZE) -> IndexEntry:
    """Give a version of a document, with vectors that resemble each other as texts do."""
    number = 1_000 * ord(name[0]) + version
    random = np.random.default_rng(number)
    rows = np.random.default_rng(0).standard_normal(128) + random.standard_normal((size, 128))
    return indexed(name, 1_000 * number, rows)


def all_found(vectors: VectorSearch, entries: Sequence[IndexEntry]) -> bool:
    """Tell whether each passage is the nearest to its own vector."""
    return all(
        vectors.search(vector, access=PUBLIC, limit=20)[0].passage_id == passage_id
        for each in entries
        for passage_id, vector in zip(each.passage_ids, each.vectors, strict=True)
    )

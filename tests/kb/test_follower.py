"""The follower: indexes hold what the catalogue does, whatever happened to them."""

import shutil
import threading
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as checks
from hypothesis import strategies as st

from kb.access import AccessScope
from kb.catalogue.feed import ChangeFeed
from kb.errors import IndexInUse
from kb.exact import ExactVectors
from kb.facts import PassageFacts
from kb.index_nouns import IndexEntry, WordQuery
from kb.nouns import Status
from kb.ownership import Ownership
from kb.settings import Settings
from kb.store import Store, open_store
from tests.shelf import Shelf

PUBLIC = AccessScope(frozenset({"public"}))


def vectors_hit(store: Store, text: str) -> list[int]:
    question = store.encoder.encode_question(text)
    return [hit.passage_id for hit in store.vectors.search(question, access=PUBLIC, limit=10)]


def words_hit(store: Store, *words: str, access: AccessScope = PUBLIC) -> list[int]:
    query = WordQuery(dict.fromkeys(words, 1.0))
    return [hit.passage_id for hit in store.words.search(query, access=access, limit=10)]


def test_both_indexes_find_what_was_stored(shelf: Shelf) -> None:
    shelf.put("Le chômage des jeunes recule.")
    shelf.put("Les navettes relient la gare au parc industriel.", title="Navettes")
    assert len(vectors_hit(shelf.store, "chômage")) == 2
    assert len(words_hit(shelf.store, "navettes")) == 1
    assert words_hit(shelf.store, "chomages") != []


@pytest.mark.parametrize("name", ["words", "vectors-*", "tokens-*"])
def test_a_lost_index_is_rebuilt(settings: Settings, name: str) -> None:
    with open_store(settings) as store:
        Shelf(store).put("Le chômage des jeunes recule.")
    for folder in (settings.home / "indexes").glob(name):
        shutil.rmtree(folder)
    with open_store(settings) as store:
        assert vectors_hit(store, "chômage") and words_hit(store, "chomage")
        assert store.tokens.spread([], access=PUBLIC).passages == 1


def test_an_index_that_lost_a_write_is_mended(settings: Settings) -> None:
    with open_store(settings) as store:
        shelf = Shelf(store)
        document_id = shelf.put("Le chômage des jeunes recule.")
        assert store.follower is not None
        for index in store.follower.indexes:
            index.apply([], [document_id], index.position)
        assert words_hit(store, "chomage") == []
    with open_store(settings) as store:
        assert vectors_hit(store, "chômage") and words_hit(store, "chomage")
        assert store.tokens.spread([], access=PUBLIC).passages == 1


@pytest.mark.parametrize("damage", ["garbage", "truncated"])
def test_a_damaged_lexical_index_is_rebuilt(settings: Settings, damage: str) -> None:
    with open_store(settings) as store:
        Shelf(store).put("Le chômage des jeunes recule.")
    (meta,) = (settings.home / "indexes" / "words").glob("*/meta.json")
    meta.write_text("{" if damage == "garbage" else "", "utf-8")
    with open_store(settings) as store:
        assert words_hit(store, "chomage")


def test_withdrawing_takes_a_document_out_of_both_indexes(shelf: Shelf) -> None:
    store = shelf.store
    document_id = shelf.put("Le chômage des jeunes recule.")
    fields = store.catalogue.reader.document(document_id, access=PUBLIC).fields
    store.catalogue.writer.revise(
        document_id, fields.model_copy(update={"status": Status.WITHDRAWN})
    )
    store.catch_up()
    assert vectors_hit(store, "chômage") == words_hit(store, "chomage") == []


def test_replaying_changes_is_harmless(shelf: Shelf) -> None:
    store = shelf.store
    shelf.put("Le chômage des jeunes recule.")
    assert store.follower is not None
    entries = store.catalogue.feed.entries(
        [known.document_id for known in store.catalogue.feed.known_texts()], store.encoder.name
    )
    for index in store.follower.indexes:
        index.apply(entries, [], index.position)
        assert index.count() == 1


def test_only_one_process_owns_the_indexes(tmp_path: Path) -> None:
    with Ownership(tmp_path), pytest.raises(IndexInUse):
        Ownership(tmp_path)
    Ownership(tmp_path).close()


def test_beside_an_owner_questions_are_answered_from_the_catalogue(settings: Settings) -> None:
    with open_store(settings) as owner:
        Shelf(owner).put("Le chômage des jeunes recule.")
        with open_store(settings) as beside:
            assert isinstance(beside.vectors, ExactVectors)
            assert vectors_hit(beside, "chômage") == vectors_hit(owner, "chômage") != []
            assert words_hit(beside, "chomage") != []


def test_a_patient_opener_says_who_owns_the_indexes(settings: Settings) -> None:
    with open_store(settings), pytest.raises(IndexInUse, match=r"process \d+"):
        with open_store(settings, patience=0.0):
            pass


@checks(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    steps=st.lists(
        st.tuples(st.integers(0, 3), st.sampled_from(["put", "hide", "remove"])), max_size=8
    )
)
def test_indexes_follow_any_history(shelf: Shelf, steps: list[tuple[int, str]]) -> None:
    """After any puts, withdrawals and removals, each index holds the published passages."""
    store = shelf.store
    for known in store.catalogue.feed.known_texts():
        store.catalogue.writer.remove(known.document_id)
    ids: dict[int, str] = {}
    for step, (number, action) in enumerate(steps):
        if action == "put":
            ids[number] = shelf.put(
                f"Texte {number}, état {step}.", title=f"T{number}", replaces=ids.get(number)
            )
        elif number in ids and action == "remove":
            store.catalogue.writer.remove(ids.pop(number))
        elif number in ids:
            hide(store, ids[number])
    store.catch_up()
    assert store.follower is not None
    expected = store.catalogue.feed.published_passages()
    assert [index.count() for index in store.follower.indexes] == [expected] * 4


def hide(store: Store, document_id: str) -> None:
    found = store.catalogue.reader.documents([document_id], access=PUBLIC)
    if found:
        fields = found[document_id].fields.model_copy(update={"status": Status.WITHDRAWN})
        store.catalogue.writer.revise(document_id, fields)


def test_what_earlier_formats_left_is_removed(settings: Settings) -> None:
    left = [
        settings.home / "indexes" / name for name in ("words/format-1", "vectors-x", "tokens-x")
    ]
    for folder in left:
        folder.mkdir(parents=True)
    with open_store(settings):
        assert not any(folder.exists() for folder in left)


def test_what_fails_after_the_indexes_keeps_nothing_else_from_its_turn(store: Store) -> None:
    stop, done = threading.Event(), []

    def fail() -> None:
        raise OSError("no mail today")

    def finish() -> None:
        done.append(True)
        stop.set()

    assert store.follower is not None
    store.follower.after.extend([fail, finish])
    store.follower.run(stop, pause=0.01)
    assert done == [True]


def test_what_took_long_is_followed_by_a_long_rest(store: Store) -> None:
    class Rounds(threading.Event):
        waits: list[float]

        def wait(self, timeout: float | None = None) -> bool:
            self.waits.append(timeout or 0.0)
            return len(self.waits) > 2

    assert store.follower is not None
    rounds, work = Rounds(), iter((0.0, 0.3))
    rounds.waits = []
    store.follower.after[:] = [lambda: time.sleep(next(work))]
    store.follower.run(rounds, pause=0.0)
    assert rounds.waits[0] == 0.0
    assert rounds.waits[2] >= 0.3, "it rests longer than it worked"


def test_catching_up_ends_although_documents_keep_coming(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Beside an ingest it would else go on, document by document, for as long as that does."""
    coming, apply = count(), PassageFacts.apply

    def apply_and_store(
        self: PassageFacts, put: Sequence[IndexEntry], removed: Sequence[str], position: int
    ) -> None:
        apply(self, put, removed, position)
        shelf.put(f"Fiche numéro {next(coming)}.", follow=False)

    follower = shelf.store.follower
    assert follower is not None
    shelf.put("Le chômage des jeunes recule.", follow=False)
    monkeypatch.setattr(PassageFacts, "apply", apply_and_store)
    assert follower.catch_up() == 1
    assert follower.behind() == 1, "what came meanwhile comes with the next call"
    assert follower.catch_up() == 1


def test_a_document_that_comes_before_passages_are_counted_is_no_fault(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted, published = count(), ChangeFeed.published_passages

    def store_and_count(self: ChangeFeed) -> int:
        if next(counted) == 0:
            shelf.put("Les navettes relient la gare au parc.", follow=False)
        return published(self)

    follower = shelf.store.follower
    assert follower is not None
    shelf.put("Le chômage des jeunes recule.")
    monkeypatch.setattr(ChangeFeed, "published_passages", store_and_count)
    assert not follower.mend()
    assert [index.count() for index in follower.indexes] == [2] * len(follower.indexes)
    assert next(counted) == 2, "counted once more, nothing made anew"

"""What answers keep is what its reader may read now: no more, and nothing of before."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as checks
from hypothesis import strategies as st

from kb.access import AccessScope
from kb.encoders.static import StaticEncoder
from kb.errors import NotFound
from kb.lexical import TantivyWords
from kb.nouns import Status
from kb.settings import STATIC_ENCODER
from kb.tokens import TokenBags
from search.counted import CountedWords
from search.kept_rows import KeptRows
from search.kept_tokens import KeptTokens
from search.nouns import Question
from search.retriever import Retriever
from tests.kb.test_tokens import STEP, entry
from tests.shelf import Shelf

GUEST = AccessScope(frozenset({"public"}))
MEMBER = AccessScope(frozenset({"public", "party:qc"}))
SCOPES = (GUEST, MEMBER)


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder(STATIC_ENCODER)


@pytest.fixture
def index(tmp_path: Path, encoder: StaticEncoder) -> Iterator[TokenBags]:
    index = TokenBags(tmp_path / "tokens", encoder)
    yield index
    index.close()


@checks(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.tuples(STEP, st.sampled_from(["apply", "rebuild", "clear"])), max_size=8))
def test_kept_tokens_are_those_of_the_index_for_every_reader(
    index: TokenBags, encoder: StaticEncoder, steps: list[tuple[tuple[str, str, str], str]]
) -> None:
    index.clear()
    kept, ids = KeptTokens(index), [ord(name) for name in "abc"]
    tokens = sorted({*encoder.tokens(["Titre emploi stage"])[0].tolist()})
    for position, ((name, text, shelf), how) in enumerate(steps, start=1):
        put = [entry(name, text, first=ord(name), shelf=shelf)] if text else []
        if how == "apply":
            index.apply(put, [] if text else [name], position)
        elif how == "rebuild":
            index.rebuild([put], position)
        else:
            index.clear()
        for access in SCOPES:
            assert kept.spread(tokens, access=access) == index.spread(tokens, access=access)
            now, own = (each.bags(ids, access=access) for each in (kept, index))
            assert {id_: bag.tolist() for id_, bag in now.items()} == {
                id_: bag.tolist() for id_, bag in own.items()
            }


def test_kept_tokens_follow_what_another_process_writes(
    index: TokenBags, tmp_path: Path, encoder: StaticEncoder
) -> None:
    index.apply([entry("a", "emploi")], [], 1)
    kept, beside = KeptTokens(index), TokenBags(tmp_path / "tokens", encoder)
    assert set(kept.bags([1], access=GUEST)) == {1}
    beside.apply([entry("a", "emploi", shelf="party:qc")], [], 2)
    beside.close()
    assert kept.bags([1], access=GUEST) == {}
    assert set(kept.bags([1], access=MEMBER)) == {1}


class LookedAt(TantivyWords):
    """A word index that counts how often it is asked where it stands."""

    looks = 0

    @property
    def position(self) -> int:
        self.looks += 1
        return super().position


def test_words_are_counted_anew_once_the_index_is_looked_at_again(tmp_path: Path) -> None:
    index, now = LookedAt(tmp_path), [5.0]
    counted = CountedWords(index, clock=lambda: now[0])
    for number in range(1, 4):
        index.apply([entry(chr(number), "Des navettes relient la gare.")], [], number)
        index.looks = 0
        now[0] += 0.5
        for word in ("navettes", "gare"):
            assert counted.frequencies([word], access=GUEST)["fr"][word] == number
            assert counted.readable(access=GUEST)["fr"] == number
        assert index.looks == 1


def test_rows_kept_for_a_member_are_not_given_to_a_guest(shelf: Shelf) -> None:
    reader, feed = shelf.store.catalogue.reader, shelf.store.catalogue.feed
    document = shelf.put("Un dossier confidentiel.", audience="party")
    kept, change = KeptRows(reader), feed.latest()
    (passage,) = reader.passages_of(document, access=MEMBER)
    for access, found in ((MEMBER, [passage.id]), (GUEST, []), (MEMBER, [passage.id])):
        assert list(kept.passages([passage.id], change=change, access=access)) == found
        assert len(kept.documents([document], change=change, access=access)) == len(found)


def test_rows_are_read_once_until_something_changes(shelf: Shelf) -> None:
    reader, feed = shelf.store.catalogue.reader, shelf.store.catalogue.feed
    document = shelf.put("Des navettes relient la gare.", title="Navettes")
    kept = KeptRows(reader)
    first = kept.documents([document], change=feed.latest(), access=GUEST)[document]
    again = kept.documents([document], change=feed.latest(), access=GUEST)[document]
    assert again is first
    fields = first.fields.model_copy(update={"title": "Autobus"})
    shelf.store.catalogue.writer.revise(document, fields)
    after = kept.documents([document], change=feed.latest(), access=GUEST)[document]
    assert after.fields.title == "Autobus"


def test_of_too_many_rows_the_newer_half_is_kept(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("search.kept_rows._MOST", 4)
    ids = [shelf.put(f"Fiche numéro {number}.", title=f"Fiche {number}") for number in range(5)]
    kept, change = KeptRows(shelf.store.catalogue.reader), shelf.store.catalogue.feed.latest()
    rows = {id_: kept.documents([id_], change=change, access=GUEST)[id_] for id_ in ids}
    again = {id_: kept.documents([id_], change=change, access=GUEST)[id_] for id_ in ids[::-1]}
    assert again == rows
    assert [again[id_] is rows[id_] for id_ in ids] == [False, False, True, True, True]


@pytest.mark.parametrize("change", ["audience", "status", "removed"])
def test_an_answer_shows_nothing_that_was_taken_away_since_the_last(
    shelf: Shelf, change: str
) -> None:
    document = shelf.put("Des navettes relient la gare.", title="Navettes")
    retriever, question = Retriever.over(shelf.store), Question(text="navettes gare")
    assert [hit.document.id for hit in retriever.answer(question, access=GUEST).hits] == [document]
    writer, reader = shelf.store.catalogue.writer, shelf.store.catalogue.reader
    if change == "removed":
        writer.remove(document)
    else:
        fields = reader.document(document, access=GUEST).fields
        other = {"audience": "party"} if change == "audience" else {"status": Status.WITHDRAWN}
        writer.revise(document, fields.model_copy(update=other))
    answer = retriever.answer(question, access=GUEST)
    assert (answer.hits, answer.total) == ((), 0)
    with pytest.raises(NotFound):
        reader.document(document, access=GUEST)


def test_an_answer_shows_a_corrected_title_before_any_index_does(shelf: Shelf) -> None:
    document = shelf.put("Des navettes relient la gare.", title="Navettes")
    retriever, question = Retriever.over(shelf.store), Question(text="navettes gare")
    (hit,) = retriever.answer(question, access=GUEST).hits
    fields = hit.document.fields.model_copy(update={"title": "Autobus"})
    shelf.store.catalogue.writer.revise(document, fields)
    (hit,) = retriever.answer(question, access=GUEST).hits
    assert hit.document.fields.title == "Autobus"

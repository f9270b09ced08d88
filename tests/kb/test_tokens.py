"""The token index: what it counts is what its reader may read, whatever happened before."""

import sqlite3
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as checks
from hypothesis import strategies as st

from kb.access import AccessScope
from kb.encoders.static import StaticEncoder
from kb.index_nouns import IndexEntry
from kb.settings import STATIC_ENCODER
from kb.tokens import TokenBags

PUBLIC = AccessScope(frozenset({"public"}))
EVERYBODY = AccessScope(frozenset({"public", "party:qc"}))
STEP = st.tuples(
    st.sampled_from("abc"),
    st.sampled_from(["", "emploi", "emploi stage", "stage stage stage"]),
    st.sampled_from(["public", "party:qc"]),
)
"""A document, its text if it stays, and where it stands."""


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder(STATIC_ENCODER)


@pytest.fixture
def index(tmp_path: Path, encoder: StaticEncoder) -> TokenBags:
    return TokenBags(tmp_path / "tokens", encoder)


def entry(document_id: str, *texts: str, first: int = 1, shelf: str = "public") -> IndexEntry:
    return IndexEntry(
        document_id=document_id,
        shelf=shelf,
        passage_ids=tuple(range(first, first + len(texts))),
        texts=texts,
        headings=("Titre",) * len(texts),
        languages=("fr",) * len(texts),
        vectors=np.zeros((len(texts), 384), np.float32),
    )


def token(encoder: StaticEncoder, word: str) -> int:
    (number,) = encoder.tokens([word])[0].tolist()
    return int(number)


def test_passages_come_back_as_tokens_under_their_title(
    index: TokenBags, encoder: StaticEncoder
) -> None:
    index.apply([entry("a", "Le chômage recule.")], [], position=7)
    (bag,) = index.bags([1, 99], access=PUBLIC).values()
    assert bag.tolist() == encoder.tokens(["Titre\nLe chômage recule."])[0].tolist()
    assert index.position == 7


def test_counts_and_passages_stop_at_the_shelves_of_the_reader(
    index: TokenBags, encoder: StaticEncoder
) -> None:
    unemployment = token(encoder, "chomage")
    index.apply([entry("a", "Le chômage recule."), entry("b", "Rien.", first=5)], [], 1)
    index.apply([entry("c", "Chômage partiel.", first=9, shelf="party:qc")], [], 2)
    assert index.spread([unemployment], access=PUBLIC).counts == {unemployment: 1}
    assert index.spread([unemployment], access=EVERYBODY).counts == {unemployment: 2}
    assert index.spread([], access=PUBLIC).passages == 2
    assert set(index.bags([1, 5, 9], access=PUBLIC)) == {1, 5}


def test_a_second_process_reads_what_the_first_wrote(
    tmp_path: Path, encoder: StaticEncoder
) -> None:
    writer = TokenBags(tmp_path, encoder)
    writer.apply([entry("a", "Le chômage recule.")], [], 3)
    beside = TokenBags(tmp_path, encoder)
    assert beside.count() == 1 and beside.position == 3


def test_a_forgotten_document_leaves_no_count_behind(
    index: TokenBags, encoder: StaticEncoder, tmp_path: Path
) -> None:
    index.apply([entry("a", "Le chômage recule."), entry("b", "Rien.", first=5)], [], 1)
    index.apply([], ["a"], 2)
    with closing(sqlite3.connect(tmp_path / "tokens" / "tokens.sqlite")) as connection:
        left = {row[0] for row in connection.execute("select token from counts")}
    assert left == set(encoder.tokens(["Titre\nRien."])[0].tolist())


def test_clearing_forgets_files_too(index: TokenBags, tmp_path: Path) -> None:
    index.apply([entry("a", "Dossier Zéphyrine.")], [], 3)
    index.clear()
    assert (index.count(), index.position) == (0, 0)
    assert index.spread([], access=EVERYBODY).passages == 0


@checks(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(STEP, max_size=8))
def test_counts_are_those_of_the_passages_held(
    index: TokenBags, encoder: StaticEncoder, steps: list[tuple[str, str, str]]
) -> None:
    index.clear()
    held: dict[str, tuple[str, str]] = {}
    for position, (name, text, shelf) in enumerate(steps, start=1):
        put = [entry(name, text, first=ord(name), shelf=shelf)] if text else []
        index.apply(put, [] if text else [name], position)
        held.pop(name, None)
        if text:
            held[name] = (text, shelf)
    readable = [text for text, shelf in held.values() if shelf == "public"]
    words = {word: token(encoder, word) for word in ("emploi", "stage")}
    spread = index.spread(words.values(), access=PUBLIC)
    assert spread.passages == len(readable)
    assert spread.tokens == sum(map(len, encoder.tokens([f"Titre\n{text}" for text in readable])))
    for word, number in words.items():
        assert spread.counts.get(number, 0) == sum(word in text.split() for text in readable)

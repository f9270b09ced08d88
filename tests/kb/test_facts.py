"""The facts index: filtered search is what reading every passage gives, whatever happened."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as checks
from hypothesis import strategies as st

from kb.access import AccessScope
from kb.encoders.static import StaticEncoder
from kb.facts import PassageFacts
from kb.index_nouns import IndexEntry, Vectors
from kb.nouns import Filters
from kb.settings import STATIC_ENCODER

PUBLIC = AccessScope(frozenset({"public"}))
SHELVES = ("public", "party:qc")
MEMBER = AccessScope(frozenset(SHELVES))
LIMIT = 3


@pytest.fixture(scope="module")
def encoder() -> StaticEncoder:
    return StaticEncoder(STATIC_ENCODER)


def entry(number: int, seed: int, dimension: int) -> IndexEntry:
    random = np.random.default_rng(seed)
    count = int(random.integers(1, 5))
    normal = random.standard_normal((count, dimension)).astype(np.float16)
    vectors = normal.astype(np.float32) / np.float32(64)
    return IndexEntry(
        document_id=f"d{number}",
        shelf=SHELVES[seed % 2],
        passage_ids=tuple(range(100 * seed, 100 * seed + count)),
        texts=("Texte.",) * count,
        headings=("Titre",) * count,
        languages=tuple(random.choice(["fr", "en"], count).tolist()),
        vectors=vectors,
        facets=(("parties", "qc" if seed % 3 else "fr"), ("years", str(2020 + seed % 2))),
    )


def passes(each: IndexEntry, filters: Filters) -> bool:
    facets = dict(each.facets)
    return (not filters.parties or facets["parties"] in filters.parties) and (
        not filters.years or int(facets["years"]) in filters.years
    )


def readable(held: dict[str, IndexEntry], filters: Filters, access: AccessScope) -> set[int]:
    own = (each for each in held.values() if access.allows(each.shelf) and passes(each, filters))
    return {passage_id for each in own for passage_id in each.passage_ids}


def brute(held: dict[str, IndexEntry], filters: Filters, vector: Vectors) -> set[int]:
    """Give the nearest `LIMIT` passages of each language by reading all."""
    found: dict[str, list[tuple[float, int]]] = {}
    for each in held.values():
        if each.shelf == "public" and passes(each, filters):
            rows = zip(each.passage_ids, each.languages, each.vectors @ vector, strict=True)
            for passage_id, language, score in rows:
                found.setdefault(language, []).append((float(score), passage_id))
    return {each for own in found.values() for _, each in sorted(own, reverse=True)[:LIMIT]}


FILTERS = st.builds(
    Filters,
    parties=st.sampled_from([(), ("qc",), ("fr",), ("qc", "fr")]),
    years=st.sampled_from([(), (2020,), (2021,), (1999,)]),
)
STEPS = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 40), st.booleans()), max_size=12)


@checks(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS, filters=FILTERS, seed=st.integers(0, 99))
def test_filtered_search_equals_reading_every_passage(
    encoder: StaticEncoder,
    steps: list[tuple[int, int, bool]],
    filters: Filters,
    seed: int,
) -> None:
    held: dict[str, IndexEntry] = {}
    with TemporaryDirectory() as folder:
        facts = PassageFacts(Path(folder), encoder)
        for position, (number, version, kept) in enumerate(steps, 1):
            new = entry(number, 41 * number + version, encoder.dimension)
            facts.apply([new] if kept else [], [] if kept else [new.document_id], position)
            held.pop(new.document_id, None)
            held |= {new.document_id: new} if kept else {}
            for access in (MEMBER, PUBLIC, MEMBER):
                chosen = facts.within(filters, access=access)
                assert chosen.passage_ids == readable(held, filters, access)
                assert chosen.of_all == len(readable(held, Filters(), access))
        vector = np.random.default_rng(seed).standard_normal(encoder.dimension).astype(np.float32)
        chosen = facts.within(filters, access=PUBLIC)
        expected = brute(held, filters, vector)
        assert chosen.nearest(vector, LIMIT) == expected
        with_all = chosen.nearest(vector, LIMIT, of_all=True)
        assert with_all == expected | brute(held, Filters(), vector)
        assert chosen.of_all == sum(
            len(each.passage_ids) for each in held.values() if each.shelf == "public"
        )
        assert facts.count() == sum(len(each.passage_ids) for each in held.values())
        again = PassageFacts(Path(folder), encoder)
        assert sorted(again.within(filters, access=PUBLIC).passage_ids) == sorted(
            chosen.passage_ids
        )
        again.close()
        facts.close()


def test_what_another_process_writes_is_read_at_the_next_question(
    tmp_path: Path, encoder: StaticEncoder
) -> None:
    owner, beside = PassageFacts(tmp_path, encoder), PassageFacts(tmp_path, encoder)
    owner.apply([entry(1, 2, encoder.dimension)], [], 1)
    assert beside.count() == owner.count() > 0
    owner.apply([], ["d1"], 2)
    assert beside.count() == 0
    beside.close()
    owner.close()


def test_a_rebuilt_file_holds_nothing_of_what_was_removed(
    tmp_path: Path, encoder: StaticEncoder
) -> None:
    facts = PassageFacts(tmp_path, encoder)
    facts.apply([entry(77, 2, encoder.dimension), entry(88, 4, encoder.dimension)], [], 1)
    facts.apply([], ["d77"], 2)
    facts.rebuild([[entry(88, 4, encoder.dimension)]], 2)
    left = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"d77" not in left
    assert b"d88" in left
    assert facts.position == 2
    facts.close()


def test_facts_of_other_shelves_are_given_to_nobody(tmp_path: Path, encoder: StaticEncoder) -> None:
    facts = PassageFacts(tmp_path, encoder)
    hidden = entry(1, 3, encoder.dimension)
    facts.apply([hidden], [], 1)
    assert hidden.shelf not in PUBLIC.shelves
    assert facts.placed(hidden.passage_ids, access=PUBLIC).passage_ids == []
    assert facts.marked(["d1"], access=PUBLIC).document_ids == ()
    assert len(facts.within(Filters(documents=("d1",)), access=PUBLIC)) == 0
    facts.close()

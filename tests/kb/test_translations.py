"""Translations of documents: with their languages, and never one that the reader may not open."""

from kb.access import PUBLIC, AccessScope
from kb.catalogue.sisters import Sister
from kb.nouns import Link, Relation, Status
from kb.store import Store
from tests.shelf import Shelf

GUEST = AccessScope(frozenset({PUBLIC}))
MEMBER = AccessScope(frozenset({PUBLIC, "party:qc"}))


def bind(store: Store, one: str, other: str, relation: Relation = Relation.TRANSLATION) -> None:
    store.catalogue.writer.link(Link(document_id=one, other_id=other, relation=relation, score=1))


def test_a_translation_is_found_from_either_side_with_its_language(
    store: Store, shelf: Shelf
) -> None:
    french = shelf.put("La navette.", title="Navette")
    english = shelf.put("The shuttle.", title="Shuttle", language="en")
    alone = shelf.put("Le train.", title="Train")
    bind(store, french, english)
    found = store.catalogue.sisters.translations([french, english, alone], access=GUEST)
    assert found == {french: [Sister(english, "en")], english: [Sister(french, "fr")]}
    assert store.catalogue.sisters.translations([], access=GUEST) == {}


def test_a_duplicate_is_no_translation(store: Store, shelf: Shelf) -> None:
    one = shelf.put("La navette.", title="Navette")
    other = shelf.put("La navette roule.", title="Navette du matin")
    bind(store, one, other, Relation.DUPLICATE)
    assert store.catalogue.sisters.translations([one], access=GUEST) == {}


def test_what_the_reader_may_not_open_is_no_sister(store: Store, shelf: Shelf) -> None:
    open_one = shelf.put("La navette.", title="Navette")
    closed = shelf.put("The shuttle.", title="Shuttle", language="en", audience="party")
    draft = shelf.put("El bus.", title="Bus", language="es", status=Status.DRAFT, follow=False)
    bind(store, open_one, closed)
    bind(store, open_one, draft)
    sisters = store.catalogue.sisters
    assert sisters.translations([open_one], access=GUEST) == {}
    assert sisters.translations([open_one], access=MEMBER) == {open_one: [Sister(closed, "en")]}

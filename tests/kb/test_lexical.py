"""The word index, beyond what the roads of search ask of it."""

from kb.access import AccessScope
from kb.store import Store
from tests.shelf import Shelf


def test_the_nearest_misspellings_come_first_however_many_others_there_are(store: Store) -> None:
    shelf = Shelf(store)
    for number in range(12):
        shelf.put(f"Le contrat {number} est signé.")
    nearest = shelf.put("The contract is signed.", language="en")
    scope = AccessScope(frozenset({"public"}))
    (found,) = store.words.near_misses("contarct", access=scope, limit=1)
    passage = store.catalogue.reader.passages([found], access=scope)[found]
    assert passage.document_id == nearest

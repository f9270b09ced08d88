"""Gaps: what is missing is counted of what a reader may read, translations once."""

import csv
import io
from collections.abc import Mapping
from datetime import date

import pytest

from kb.access import AccessScope
from kb.catalogue.gaps import Lack
from kb.entente import DOMAIN, PARTY, TARGET_GROUP, Term
from kb.interest import UnansweredQuestion
from kb.nouns import DocumentFields, Link, Relation
from kb.store import Store
from search.gaps import Gaps
from tests.shelf import Shelf
from ui.gap_table import GapTable
from ui.texts import Texts

PUBLIC = AccessScope(frozenset({"public"}))
QUEBEC = AccessScope(frozenset({"public", "partners", "party:qc"}))


class Asked:
    """Questions that found nothing."""

    def unanswered(self, limit: int, *, access: AccessScope) -> list[UnansweredQuestion]:
        """Give one question that a spreadsheet would take for a formula."""
        return [UnansweredQuestion(question="=cmd()", language="fr", times=3)][:limit]


def gaps(store: Store) -> Gaps:
    return Gaps(store.catalogue.reader, store.catalogue.gaps)


def change(store: Store, document_id: str, **changes: object) -> None:
    every = store.catalogue.reader.every_scope()
    fields = store.catalogue.reader.document(document_id, access=every).fields
    revised = DocumentFields.model_validate({**fields.model_dump(), **changes})
    store.catalogue.writer.revise(document_id, revised)


def titles(service: Gaps, lack: Lack, access: AccessScope) -> list[str]:
    found = service.lacking(lack, access=access, limit=50)
    assert len(found) == service.count(lack, access=access)
    return sorted(document.fields.title for document in found)


def test_cells_count_each_practice_once_and_only_the_readable(shelf: Shelf) -> None:
    store = shelf.store
    first = shelf.put("Des ateliers.", title="Un", domains=("digital", "journeys"))
    second = shelf.put("Workshops.", title="One", language="en", domains=("digital",))
    hidden = shelf.put(
        "Un camion.", title="Deux", party="fr", audience="party", domains=("digital",)
    )
    for each in (first, second, hidden):
        change(store, each, target_groups=("seniors",))
    bond = Link(document_id=first, other_id=second, relation=Relation.TRANSLATION, score=1)
    store.catalogue.writer.link(bond)
    cells = gaps(store).cells(access=PUBLIC)
    assert cells[("digital", "seniors", "qc")] == 1
    assert not any(party == "fr" for _, _, party in cells)
    assert {(each.domain, each.party) for each in gaps(store).one_sided(access=PUBLIC)} >= {
        ("digital", "qc")
    }
    both = AccessScope(frozenset({"public", "party:fr"}))
    assert "digital" not in {each.domain for each in gaps(store).one_sided(access=both)}


@pytest.mark.parametrize("access", [PUBLIC, QUEBEC])
def test_lists_hold_what_lacks_something_and_may_be_read(shelf: Shelf, access: AccessScope) -> None:
    store = shelf.store
    for audience in ("public", "party"):
        late = shelf.put(f"Passé {audience}.", title=f"Passée {audience}", audience=audience)
        change(store, late, review_due=date(2020, 1, 1), sheet={"evidence": "Un essai."})
        shelf.put(f"Avec 41 % {audience}.", title=f"Chiffrée {audience}", audience=audience)
        shelf.put(f"Sans rien {audience}.", title=f"Nue {audience}", audience=audience)
    coming = shelf.put("À venir, 3 %.", title="À venir")
    change(store, coming, review_due=date(2090, 1, 1))
    seen = ["party", "public"] if access is QUEBEC else ["public"]
    service = gaps(store)
    assert titles(service, Lack.REVIEW, access) == [f"Passée {each}" for each in seen]
    assert titles(service, Lack.EVIDENCE, access) == [f"Nue {each}" for each in seen]
    assert len(titles(service, Lack.SISTER, access)) == 3 * len(seen) + 1


def test_a_hidden_translation_is_none(shelf: Shelf) -> None:
    store = shelf.store
    first = shelf.put("Des ateliers.", title="Un")
    second = shelf.put("Workshops.", title="One", language="en", audience="party")
    bond = Link(document_id=first, other_id=second, relation=Relation.TRANSLATION, score=1)
    store.catalogue.writer.link(bond)
    assert titles(gaps(store), Lack.SISTER, PUBLIC) == ["Un"]
    assert titles(gaps(store), Lack.SISTER, QUEBEC) == []


def test_the_table_holds_texts_and_never_formulas(shelf: Shelf) -> None:
    store = shelf.store
    shelf.put("Sans rien.", title="=1+1")
    terms = {
        name: {term.key: term for term in store.catalogue.vocabulary.terms(name)}
        for name in (PARTY, DOMAIN, TARGET_GROUP)
    }
    table = _table(store, terms).write(PUBLIC)
    rows = list(csv.reader(io.StringIO(table.decode("utf-8-sig"))))
    assert rows[0][0] == "Lacune" and {"'=1+1", "'=cmd()"} <= {row[4] for row in rows}


def _table(store: Store, terms: Mapping[str, Mapping[str, Term]]) -> GapTable:
    return GapTable(
        gaps=Gaps(store.catalogue.reader, store.catalogue.gaps, Asked()),
        texts=Texts("fr"),
        parties=terms[PARTY],
        domains=terms[DOMAIN],
        groups=terms[TARGET_GROUP],
        address="https://example.org",
    )

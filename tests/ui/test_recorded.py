"""What the page of the audit says of a record: in words, and no name that is not the reader's."""

import pytest

from kb.access import scope_of
from kb.audit import OPERATOR, Action
from kb.people import Role, User
from kb.store import Store
from tests.people import Crowd
from tests.plans import PlanMaker
from tests.shelf import Shelf
from ui.recorded import Names
from ui.texts import Texts

FR = Texts("fr")


@pytest.fixture
def chief(store: Store) -> User:
    return Crowd(store).add("chef", Role.ADMINISTRATOR, "qc")


def said(store: Store, reader: User, texts: Texts = FR) -> list[str]:
    """Say what the records are about, the latest first."""
    records = store.audit.records()
    names = Names.of(records, store.catalogue, scope_of(reader, frozenset()))
    return [names.about(texts, record) for record in records]


def last(store: Store, reader: User, texts: Texts = FR) -> str:
    return said(store, reader, texts)[0]


def test_documents_people_and_the_plan_are_named(store: Store, shelf: Shelf, chief: User) -> None:
    one = shelf.put("La navette.", title="Navette")
    other = shelf.put("Le train.", title="Train")
    store.audit.record(chief.id, Action.LINKED, one, other=other)
    assert last(store, chief) == "Navette – avec\u00a0: Train"
    store.audit.record(chief.id, Action.SESSIONS_REVOKED, chief.id)
    assert last(store, chief) == "Chef"
    maker = PlanMaker(store, Crowd(store).coordinator("qc"))
    activity = maker.activity(maker.plan())
    assert f"{activity.title} – nature\u00a0: activité" in said(store, chief)


def test_what_was_erased_or_is_not_open_is_not_named(
    store: Store, shelf: Shelf, chief: User
) -> None:
    gone = shelf.put("La navette.", title="Navette")
    closed = shelf.put("Le train.", title="Train", party="fr", audience="party")
    store.eraser.erase(gone, actor=OPERATOR)
    store.audit.record(OPERATOR, Action.READ, closed)
    store.audit.record(OPERATOR, Action.TWIN_NOTED, closed, other=gone)
    assert said(store, chief)[:2] == [
        f"no {closed[:12]} – avec\u00a0: no {gone[:12]}",
        f"no {closed[:12]}",
    ]
    assert not {"Navette", "Train"} & set(" ".join(said(store, chief)).split())


@pytest.mark.parametrize(
    ("details", "french", "english"),
    [
        ({"role": "agent"}, "rôle\u00a0: Agent", "role: Agent"),
        ({"kind": "nas"}, "nature\u00a0: Numéro d’assurance sociale", None),
        ({"state": "considered"}, "état\u00a0: à l’étude", "state: considered"),
        ({"scopes": "search read"}, "usages\u00a0: Rechercher, Lire les documents", None),
        ({"starts": "2026-01-01"}, "du 2026-01-01", "from 2026-01-01"),
        ({"kind": "unheard_of"}, "nature\u00a0: unheard_of", "kind: unheard_of"),
        ({"unheard": "of"}, "unheard of", "unheard of"),
    ],
)  # fmt: skip
def test_details_are_said_in_the_readers_language(
    store: Store, chief: User, details: dict[str, str], french: str, english: str | None
) -> None:
    store.audit.record(OPERATOR, Action.PLANNED, "", **details)
    assert last(store, chief) == french
    assert english is None or last(store, chief, Texts("en")) == english


def test_a_table_that_was_taken_is_named(store: Store, chief: User) -> None:
    store.audit.record(chief.id, Action.EXPORTED, "gaps")
    assert last(store, chief) == "lacunes"

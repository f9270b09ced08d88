"""The catalogue: one transaction a document, versions, fields, and who may read what."""

import threading

import pytest

from kb.access import AccessScope
from kb.entente import DOMAIN, read_entente
from kb.errors import AlreadyStored, InvalidDocument, NotFound
from kb.nouns import DocumentFields, Filters, Kind, Link, Relation, Status
from kb.store import Store
from search.facets import count_facets
from tests.shelf import Shelf, make_submission

pytestmark = pytest.mark.both_databases

FIELDS = DocumentFields(
    title="Mentorat",
    party="fr",
    kind=Kind.DEBRIEF,
    language="fr",
    audience="partners",
    year=2021,
    domains=("twinning", "digital"),
    target_groups=("youth",),
    sheet={"mission": "Observer le mentorat."},
)


def keep(store: Store, fields: DocumentFields, text: str = "Un texte.") -> str:
    submission = make_submission(text, fields)
    vectors = store.encoder.encode_passages([each.text for each in submission.passages])
    return store.catalogue.writer.store(submission, vectors, store.encoder.name)


def scope(*shelves: str) -> AccessScope:
    return AccessScope(frozenset(shelves))


def test_a_document_comes_back_as_it_was_stored(store: Store) -> None:
    document_id = keep(store, FIELDS, "Premier.\n\nSecond.")
    reader = store.catalogue.reader
    document = reader.document(document_id, access=scope("partners"))
    assert document.fields == FIELDS
    assert document.passage_count == 2
    assert document.created_at.utcoffset() is not None
    passages = reader.passages_of(document_id, access=scope("partners"))
    assert [each.passage.text for each in passages] == ["Premier.", "Second."]
    page = reader.page(document_id, 1, access=scope("partners"))
    assert all(
        page.text[each.passage.start : each.passage.end] == each.passage.text for each in passages
    )


@pytest.mark.parametrize(
    ("audience", "shelf"),
    [("public", "public"), ("partners", "partners"), ("party", "party:fr"), ("group:a", "group:a")],
)
def test_only_the_shelf_of_its_audience_gives_a_document(
    store: Store, audience: str, shelf: str
) -> None:
    document_id = keep(store, FIELDS.model_copy(update={"audience": audience}))
    reader = store.catalogue.reader
    others = {"public", "partners", "party:fr", "party:qc", "group:a", "group:b"} - {shelf}
    assert reader.documents([document_id], access=scope(shelf))
    passage = reader.passages_of(document_id, access=scope(shelf))[0]
    denied = scope(*others)
    assert reader.documents([document_id], access=denied) == {}
    assert reader.browse(Filters(), access=denied) == []
    assert reader.passages([passage.id], access=denied) == {}
    assert reader.passages_of(document_id, access=denied) == []
    assert reader.vectors(store.encoder.name, access=denied).passage_ids == []
    assert reader.passage_ids(Filters(), access=denied, limit=10) == []
    with pytest.raises(NotFound):
        reader.document(document_id, access=denied)
    with pytest.raises(NotFound):
        reader.page(document_id, 1, access=denied)


@pytest.mark.parametrize("status", [Status.DRAFT, Status.IN_REVIEW, Status.WITHDRAWN])
def test_what_is_not_published_is_not_read(store: Store, status: Status) -> None:
    document_id = keep(store, FIELDS.model_copy(update={"status": status}))
    assert store.catalogue.reader.documents([document_id], access=scope("partners")) == {}


def test_a_link_shows_only_where_both_ends_may_be_read(store: Store) -> None:
    one = keep(store, FIELDS)
    other = keep(store, FIELDS.model_copy(update={"audience": "party", "title": "Mentoring"}))
    store.catalogue.writer.link(
        Link(document_id=one, other_id=other, relation=Relation.TRANSLATION, score=0.9)
    )
    links = store.catalogue.reader.links
    assert [each.id for _, each in links(one, access=scope("partners", "party:fr"))] == [other]
    assert [each.id for _, each in links(other, access=scope("partners", "party:fr"))] == [one]
    assert links(one, access=scope("partners")) == []
    assert links(other, access=scope("partners")) == []


def test_a_new_version_takes_the_place_of_the_old_one(shelf: Shelf) -> None:
    reader = shelf.store.catalogue.reader
    first = shelf.put("Ancien texte.", title="Guide")
    second = shelf.put("Nouveau texte.\n\nUne suite.", title="Guide", replaces=first)
    assert first == second
    document = reader.document(first, access=scope("public"))
    assert (document.version, document.passage_count) == (2, 2)
    texts = [each.passage.text for each in reader.passages_of(first, access=scope("public"))]
    assert texts == ["Nouveau texte.", "Une suite."]


def test_the_same_content_is_stored_once_even_by_two_at_a_time(store: Store) -> None:
    outcomes: list[str] = []

    def try_to_keep() -> None:
        try:
            keep(store, FIELDS)
            outcomes.append("stored")
        except AlreadyStored:
            outcomes.append("refused")

    threads = [threading.Thread(target=try_to_keep) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["refused", "refused", "refused", "stored"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"party": "be"},
        {"domains": ("astrology",)},
        {"target_groups": ("cats",)},
        {"audience": "everybody"},
        {"audience": "group:"},
    ],
)
def test_words_outside_the_agreement_are_refused_and_nothing_is_stored(
    store: Store, wrong: dict[str, object]
) -> None:
    with pytest.raises(InvalidDocument):
        keep(store, FIELDS.model_copy(update=wrong))
    assert store.catalogue.feed.latest() == 0


def test_revising_fields_moves_a_document_to_its_new_shelf(store: Store) -> None:
    document_id = keep(store, FIELDS)
    store.catalogue.writer.revise(document_id, FIELDS.model_copy(update={"audience": "party"}))
    assert store.catalogue.reader.documents([document_id], access=scope("partners")) == {}
    assert store.catalogue.reader.documents([document_id], access=scope("party:fr"))
    assert store.catalogue.feed.latest() == 2


def test_revising_or_replacing_what_is_not_there_fails(store: Store) -> None:
    with pytest.raises(NotFound):
        store.catalogue.writer.revise("0" * 32, FIELDS)
    with pytest.raises(NotFound):
        store.catalogue.writer.store(
            make_submission("Texte.", FIELDS),
            store.encoder.encode_passages(["Texte."]),
            store.encoder.name,
            replaces="0" * 32,
        )


def test_removing_leaves_nothing_of_a_document(store: Store) -> None:
    document_id = keep(store, FIELDS)
    store.catalogue.writer.remove(document_id)
    assert store.catalogue.feed.known_texts() == []
    assert store.catalogue.feed.published_passages() == 0
    assert store.catalogue.feed.content_hashes() == set()


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        (Filters(), 2),
        (Filters(parties=("fr",)), 1),
        (Filters(domains=("digital",)), 1),
        (Filters(domains=("digital", "retention")), 2),
        (Filters(kinds=("publication",)), 0),
        (Filters(languages=("fr",), years=(2021,)), 1),
        (Filters(target_groups=("youth",)), 1),
    ],
)
def test_browsing_narrows_by_every_filter(shelf: Shelf, filters: Filters, found: int) -> None:
    keep(shelf.store, FIELDS)
    shelf.put("Autre texte.", title="Autre")
    access = scope("public", "partners")
    catalogue = shelf.store.catalogue
    listed = catalogue.reader.browse(filters, access=access)
    assert len(listed) == catalogue.counting.total(filters, access=access) == found
    parts = [
        catalogue.reader.browse(filters, access=access, limit=1, offset=at) for at in range(found)
    ]
    assert [part[0] for part in parts] == listed
    everything = catalogue.reader.browse(Filters(), access=access)
    marked = shelf.store.facts.marked([each.id for each in everything], access=access)
    assert catalogue.counting.facets(filters, access=access) == count_facets(marked, filters)
    assert catalogue.counting.total(filters, access=scope("party:fr")) == 0
    nothing = catalogue.counting.facets(filters, access=scope("party:fr"))
    assert not any(nothing.values())


def test_the_agreement_has_its_seven_domains_in_both_languages(store: Store) -> None:
    domains = store.catalogue.vocabulary.terms(DOMAIN)
    assert len(domains) == 7
    assert all(term.fr and term.en and term.fr != term.en for term in domains)
    assert {term.vocabulary for term in read_entente()} == {
        "party", "domain", "means", "kind", "target_group",
    }  # fmt: skip

"""What was published is withdrawn with a reason, and comes back by the same door."""

import pytest

from kb.access import AccessScope
from kb.audit import Action
from kb.desk import Verdict
from kb.errors import Forbidden, NotFound, Unresolved
from kb.nouns import DocumentFields, Kind, Status
from kb.people import Role, User
from kb.store import Store
from tests.people import Crowd
from tests.shelf import Shelf, make_submission
from ui.services import Services, services_over

PUBLIC = AccessScope(frozenset({"public"}))
REASON = "Les coordonnées ne sont plus bonnes."


@pytest.fixture
def services(store: Store) -> Services:
    return services_over(store)


@pytest.fixture
def crowd(store: Store) -> Crowd:
    return Crowd(store)


@pytest.fixture
def ours(crowd: Crowd) -> User:
    return crowd.coordinator("qc")


def publish(store: Store, owner: str = "", **more: str) -> str:
    """Put a document in as an installation that published it holds it."""
    fields = DocumentFields(
        title="Navette", party="qc", kind=Kind.DEBRIEF, language="fr", audience="public"
    ).model_copy(update={"rights_owner": "Ministère", "licence": "CC BY 4.0", **more})
    submission = make_submission("La navette part de la gare.", fields)
    submission = submission.model_copy(update={"owner": owner})
    vectors = store.encoder.encode_passages([each.text for each in submission.passages])
    document_id = store.catalogue.writer.store(submission, vectors, store.encoder.name)
    store.catch_up()
    return document_id


def read(store: Store, document_id: str) -> bool:
    return bool(store.catalogue.reader.documents([document_id], access=PUBLIC))


def test_a_withdrawal_says_why_to_whom_it_concerns_and_to_no_audit(
    services: Services, crowd: Crowd, ours: User
) -> None:
    store, expert = services.store, crowd.expert()
    document_id = publish(store, expert.id)
    with pytest.raises(Unresolved):
        services.removals.withdraw(document_id, "  ", ours)
    assert read(store, document_id)
    services.removals.withdraw(document_id, f" {REASON} ", ours)
    assert not read(store, document_id)
    (decision,) = services.reviews.decisions(document_id, ours)
    assert (decision.verdict, decision.comment) == (Verdict.WITHDRAW, REASON)
    (letter,) = store.catalogue.desk.letters(expert.id)
    assert (letter.code, letter.comment) == ("withdrawn", REASON)
    (record,) = store.audit.records(actions=[Action.WITHDRAWN])
    assert (record.actor, record.subject, record.details) == (ours.id, document_id, {})


def test_what_comes_back_is_decided_on_anew(services: Services, crowd: Crowd, ours: User) -> None:
    store, expert = services.store, crowd.expert()
    colleague = crowd.add("bea", Role.COORDINATOR, "qc")
    document_id = publish(store, expert.id, licence="")
    services.removals.withdraw(document_id, REASON, ours)
    services.removals.reopen(document_id, ours)
    assert not read(store, document_id)
    assert [each.id for each in services.reviews.queue(ours)] == [document_id]
    assert [each.code for each in store.catalogue.desk.letters(colleague.id)] == ["submitted"]
    assert store.catalogue.desk.letters(expert.id)[0].code == "reopened"
    with pytest.raises(Unresolved):
        services.reviews.decide(document_id, Verdict.ACCEPT, "", ours)
    fields = services.works.document(document_id, ours).fields
    wanted = fields.model_copy(update={"licence": "CC BY 4.0"})
    services.contributions.save(document_id, wanted, {}, ours)
    services.reviews.decide(document_id, Verdict.ACCEPT, "", ours)
    assert read(store, document_id)
    recorded = {each.action for each in store.audit.records(subject=document_id)}
    assert {Action.WITHDRAWN, Action.REOPENED, Action.PUBLISHED} <= recorded
    assert store.audit.verify() is None
    with pytest.raises(NotFound):
        services.removals.reopen(document_id, ours)


def test_only_coordinators_of_its_party_take_a_document_away_or_back(
    services: Services, crowd: Crowd, ours: User
) -> None:
    expert = crowd.expert()
    document_id = publish(services.store, expert.id)
    others = (crowd.coordinator("fr"), crowd.add("chef", Role.ADMINISTRATOR), expert)
    for user in others:
        with pytest.raises((NotFound, Forbidden)):
            services.removals.withdraw(document_id, REASON, user)
    services.removals.withdraw(document_id, REASON, ours)
    for user in others:
        with pytest.raises((NotFound, Forbidden)):
            services.removals.reopen(document_id, user)
    assert services.works.document(document_id, ours).fields.status is Status.WITHDRAWN


def test_what_was_refused_and_never_published_is_not_put_back(
    services: Services, shelf: Shelf, ours: User
) -> None:
    document_id = shelf.put("La navette part de la gare.", party="qc", status=Status.IN_REVIEW)
    services.reviews.decide(document_id, Verdict.REJECT, "Ce n’est pas une fiche.", ours)
    assert [each.id for each in services.reviews.withdrawn(ours)] == [document_id]
    with pytest.raises(Forbidden):
        services.removals.reopen(document_id, ours)


def test_nobody_is_asked_for_changes_where_nobody_could_make_them(
    services: Services, ours: User
) -> None:
    """A draft without an owner would lie on no desk."""
    document_id = publish(services.store)
    services.removals.withdraw(document_id, REASON, ours)
    services.removals.reopen(document_id, ours)
    with pytest.raises(Unresolved):
        services.reviews.decide(document_id, Verdict.CHANGES, "Une date manque.", ours)
    assert services.works.document(document_id, ours).fields.status is Status.IN_REVIEW

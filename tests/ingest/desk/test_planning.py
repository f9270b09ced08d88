"""Who may read and write the plan, what is refused, and what goes with a document."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from ingest.desk.planning import Planning
from ingest.desk.sample_plan import bring_plan
from ingest.reports import FileReport, Outcome
from kb.access import AccessScope, scope_of
from kb.audit import OPERATOR, Action
from kb.errors import Forbidden, InvalidDocument, NotFound, Overtaken, PasserelleError
from kb.people import Role, User
from kb.plan import Activity, ActivityState, Attachment, Decision, Group, Plan
from kb.settings import STATIC_ENCODER, Settings
from kb.store import Store, open_store
from tests.people import Crowd
from tests.plans import PlanMaker
from tests.shelf import Shelf

ROOT = Path(__file__).resolve().parents[3]
NOBODY = AccessScope(frozenset({"public"}))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Open one store for all tests here: each makes plans of its own."""
    home = tmp_path_factory.mktemp("plans") / "home"
    with open_store(Settings(home=home, database_url="", encoder=str(STATIC_ENCODER))) as opened:
        yield opened


@pytest.fixture(scope="module")
def qc(store: Store) -> User:
    return Crowd(store).coordinator("qc")


@pytest.fixture(scope="module")
def fr(store: Store) -> User:
    return Crowd(store).coordinator("fr")


@pytest.fixture
def maker(store: Store, qc: User) -> PlanMaker:
    return PlanMaker(store, qc)


def scope(user: User) -> AccessScope:
    return scope_of(user, frozenset({"public"}))


def forget_plans(store: Store, user: User) -> None:
    for plan in store.catalogue.plan.plans(access=scope(user)):
        Planning(store).remove(Plan, plan.id, user)


def test_coordinators_of_both_parties_write_and_the_audit_says_so(
    store: Store, maker: PlanMaker, fr: User
) -> None:
    activity = maker.activity(maker.plan(), note="Entre nous")
    changed = activity.model_copy(update={"state": ActivityState.DONE})
    saved = Planning(store).save(changed, fr)
    found = store.catalogue.plan.item(Activity, activity.id, access=scope(fr))
    assert found == saved and found.note == "Entre nous"
    Planning(store).remove(Activity, activity.id, fr)
    actions = [each.action for each in store.audit.records(subject=activity.id)]
    assert actions == [Action.UNPLANNED, Action.REPLANNED, Action.PLANNED]
    assert store.audit.verify() is None


@pytest.mark.parametrize("role", [Role.AGENT, Role.EXPERT, Role.ADMINISTRATOR])
def test_other_members_read_the_plan_without_notes_and_write_nothing(
    store: Store, maker: PlanMaker, role: Role
) -> None:
    plan = maker.plan()
    activity = maker.activity(plan, note="Entre nous", mandate="Comparer les enquêtes")
    member = Crowd(store).add(f"membre-{role}", role, "fr")
    (seen,) = store.catalogue.plan.programme(plan.id, access=scope(member)).activities
    assert (seen.mandate, seen.note) == ("Comparer les enquêtes", "")
    for write in (
        lambda: Planning(store).save(activity, member),
        lambda: Planning(store).remove(Activity, activity.id, member),
        lambda: Planning(store).attach(
            Attachment(document_id="x", activity_id=activity.id), member
        ),
    ):
        with pytest.raises(Forbidden):
            write()


def test_guests_see_nothing_of_the_plan(store: Store, maker: PlanMaker) -> None:
    plan = maker.plan()
    for read in (
        lambda: store.catalogue.plan.plans(access=NOBODY),
        lambda: store.catalogue.plan.programme(plan.id, access=NOBODY),
        lambda: store.catalogue.plan.item(Plan, plan.id, access=NOBODY),
        lambda: store.catalogue.plan.attachments(plan.id, access=NOBODY),
    ):
        with pytest.raises(Forbidden):
            read()


def test_a_document_hangs_on_an_activity_only_for_those_who_may_read_it(
    store: Store, shelf: Shelf, maker: PlanMaker, fr: User
) -> None:
    plan = maker.plan()
    activity = maker.activity(plan)
    own = shelf.put("Une note du Québec.", party="qc", audience="party")
    shared = shelf.put("Une fiche pour tous.", audience="partners")
    for document_id in (own, shared, shared):
        maker.attach(activity, document_id)
    seen = store.catalogue.plan.attachments(plan.id, access=scope(fr))
    assert [each.document_id for each in seen] == [shared]
    assert len(store.catalogue.plan.attachments(plan.id, access=scope(maker.user))) == 2
    with pytest.raises(NotFound):
        PlanMaker(store, fr).attach(activity, own)


def test_an_erased_document_hangs_nowhere(store: Store, shelf: Shelf, maker: PlanMaker) -> None:
    plan = maker.plan()
    document_id = shelf.put("Une fiche.", audience="partners")
    maker.attach(maker.activity(plan), document_id)
    store.eraser.erase(document_id, actor=OPERATOR)
    assert not store.catalogue.plan.attachments(plan.id, access=scope(maker.user))
    assert not store.catalogue.plan.programme(plan.id, access=scope(maker.user)).attachments


def test_what_somebody_else_changed_meanwhile_is_not_overwritten(
    store: Store, maker: PlanMaker
) -> None:
    activity = maker.activity(maker.plan())
    Planning(store).save(activity.model_copy(update={"title": "Mesurer"}), maker.user)
    with pytest.raises(Overtaken):
        Planning(store).save(activity.model_copy(update={"title": "Peser"}), maker.user)


def test_what_does_not_go_together_is_refused(store: Store, maker: PlanMaker) -> None:
    first, second = maker.plan(), maker.plan("Plan 2027-2028", 2027)
    group = Planning(store).save(Group(plan_id=second.id, name="Groupe"), maker.user)
    wrong: list[object] = [
        lambda: maker.activity(first, ""),
        lambda: maker.activity(first, domains=("cuisine",)),
        lambda: maker.activity(first, starts=date(2025, 5, 1), ends=date(2025, 4, 1)),
        lambda: maker.meeting(first, date(2025, 5, 1), group_id=group.id),
        lambda: maker.activity(Plan(id="0", title="x", starts=first.starts, ends=first.ends)),
    ]
    for write in wrong:
        with pytest.raises(PasserelleError):
            write()  # type: ignore[operator]


def test_the_sample_plan_comes_once_with_the_documents_that_are_there(
    store: Store, shelf: Shelf, qc: User
) -> None:
    forget_plans(store, qc)
    document_id = shelf.put("Compte rendu.", title="Strasbourg", audience="partners")
    report = FileReport(
        file="documents/qc-mission-strasbourg-jumelage.docx",
        outcome=Outcome.READ,
        document_id=document_id,
    )
    plan = bring_plan(store, ROOT / "corpus", [report])
    assert plan is not None and bring_plan(store, ROOT / "corpus", [report]) is None
    member = scope(Crowd(store).agent())
    programme = store.catalogue.plan.programme(plan.id, access=member)
    assert len(programme.activities) >= 10 and len(programme.groups) == 3
    assert len(programme.decisions) == 5 and all(each.text for each in programme.decisions)
    (attachment,) = programme.attachments
    assert attachment.document_id == document_id


def test_a_sample_plan_that_cannot_be_read_says_why(store: Store, qc: User, tmp_path: Path) -> None:
    forget_plans(store, qc)
    (tmp_path / "plan.toml").write_text("[plan]\ntitle = 'Plan'\n", "utf-8")
    with pytest.raises(InvalidDocument) as failure:
        bring_plan(store, tmp_path, [])
    assert "plan.toml" in str(failure.value)


def test_removing_a_plan_takes_all_that_belongs_to_it(store: Store, maker: PlanMaker) -> None:
    plan = maker.plan()
    activity = maker.activity(plan)
    decision = Decision(plan_id=plan.id, day=date(2025, 2, 1), text="Adopter")
    Planning(store).save(decision, maker.user)
    Planning(store).remove(Plan, plan.id, maker.user)
    assert plan not in store.catalogue.plan.plans(access=scope(maker.user))
    with pytest.raises(NotFound):
        store.catalogue.plan.item(Activity, activity.id, access=scope(maker.user))

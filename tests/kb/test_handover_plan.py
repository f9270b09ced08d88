"""What a party has in the joint plan goes with it, and comes back."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from kb.access import scope_of
from kb.audit import OPERATOR
from kb.handover.export import export_party
from kb.handover.restore import import_package
from kb.plan import Attachment
from kb.settings import Settings
from kb.store import Store, open_store
from tests.people import Crowd
from tests.plans import PlanMaker
from tests.shelf import Shelf


def test_a_partys_activities_leave_with_it_and_are_restored(
    store: Store, shelf: Shelf, tmp_path: Path
) -> None:
    colette = Crowd(store).coordinator("qc")
    maker = PlanMaker(store, colette)
    plan = maker.plan()
    own = maker.activity(plan, "À nous", parties=("qc", "fr"), owner=colette.id)
    other = maker.activity(plan, "À eux", parties=("fr",))
    meeting = maker.meeting(plan, date(2025, 3, 1), activity_id=other.id)
    ours = shelf.put("Une fiche du Québec.", party="qc", audience="partners")
    theirs = shelf.put("Une fiche de France.", party="fr", audience="partners")
    for document_id in (ours, theirs):
        maker.attach(own, document_id)
    package = export_party(store, "qc", tmp_path / "package", by=OPERATOR)
    lines = (package.path / "data" / "plan.jsonl").read_text("utf-8")
    assert "À eux" not in lines and theirs not in lines
    with open_store(Settings(home=tmp_path / "new", database_url="")) as restored:
        import_package(restored, package.path, by=OPERATOR)
        user = restored.catalogue.people.by_login(colette.login)
        assert user is not None
        access = replace(scope_of(user, frozenset()), decides_for="")
        found = restored.catalogue.plan.programme(plan.id, access=access)
    assert found.plan == plan
    assert [(each.title, each.owner) for each in found.activities] == [("À nous", user.id)]
    assert found.meetings == (meeting.model_copy(update={"activity_id": None}),)
    assert found.attachments == (Attachment(document_id=ours, activity_id=own.id),)

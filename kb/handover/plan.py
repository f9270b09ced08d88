"""The part of the joint plan that goes with a party, and back again."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, select

from kb.catalogue.engine import insert_ignoring
from kb.catalogue.plan import TABLES, row_of
from kb.catalogue.rows import as_utc
from kb.catalogue.schema import documents
from kb.catalogue.tables import plan as tables
from kb.handover.layout import PackedThing
from kb.handover.package import Package
from kb.plan import Activity, Attachment, Decision, Group, Meeting, OfPlan, Plan, Planned
from kb.store import Store

_ORDER: tuple[type[Planned], ...] = (Plan, Group, Activity, Meeting, Decision)
"""What is named before what names it."""

_PLACES = ("group_id", "activity_id", "meeting_id")


def packed_plan(connection: Connection, party: str) -> Iterator[PackedThing]:
    """Read the plans, which are both parties', but for the activities of the other one alone.

    Of the documents that hang on activities and meetings, those of the party are named.
    """
    for kind in _ORDER:
        table = TABLES[kind]
        for row in connection.execute(select(table).order_by(table.c.id)).mappings():
            item = kind.model_validate({**row, "updated_at": as_utc(row["updated_at"])})
            if not isinstance(item, Activity) or _concerns(item, party):
                yield PackedThing.model_validate({kind.__name__.lower(): item})
    attached = tables.attachments
    query = (
        select(attached.c.document_id, attached.c.activity_id, attached.c.meeting_id)
        .join(documents, documents.c.id == attached.c.document_id)
        .where(documents.c.party == party)
        .order_by(attached.c.id)
    )
    for row in connection.execute(query).mappings():
        yield PackedThing(attachment=Attachment.model_validate(dict(row)))


def bring_plan(store: Store, package: Package, people: Mapping[str, str]) -> None:
    """Add what is not here yet; what is here already stays as it is."""
    own = {document.id for document in package.documents()}
    with store.catalogue.plan.writing.begin() as connection:
        for thing in package.plan():
            if thing.attachment and thing.attachment.document_id in own:
                _attach(connection, store, thing.attachment)
            elif item := thing.item:
                row = _placed(connection, item, people)
                if row is not None:
                    insert = insert_ignoring(store.catalogue.engine, TABLES[type(item)])
                    connection.execute(insert, [row])


def _concerns(activity: Activity, party: str) -> bool:
    named = {*activity.parties, *filter(None, [activity.owner_party])}
    return not named or party in named


def _placed(
    connection: Connection, item: Planned, people: Mapping[str, str]
) -> dict[str, Any] | None:
    """Give an item's row, without what is not here; nothing where its plan is not."""
    row = row_of(item)
    if isinstance(item, OfPlan) and not _is_here(connection, "plan_id", item.plan_id):
        return None
    for name in _PLACES:
        if row.get(name) and not _is_here(connection, name, row[name]):
            row[name] = None
    if "owner" in row:
        row["owner"] = people.get(row["owner"], "")
    return row


def _attach(connection: Connection, store: Store, attachment: Attachment) -> None:
    place = attachment.activity_id or attachment.meeting_id or ""
    name = "activity_id" if attachment.activity_id else "meeting_id"
    if _is_here(connection, name, place):
        store.catalogue.plan.attach(connection, attachment)


def _is_here(connection: Connection, name: str, item_id: str) -> bool:
    table = {
        "plan_id": tables.plans,
        "group_id": tables.groups,
        "activity_id": tables.activities,
        "meeting_id": tables.meetings,
    }[name]
    return connection.execute(select(table.c.id).where(table.c.id == item_id)).first() is not None

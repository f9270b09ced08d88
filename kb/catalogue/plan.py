"""The plan as rows: read for members only, its documents for those who may read them."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any, TypeVar
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, Engine, Table, delete, func, insert, or_, select
from sqlalchemy import update as change

from kb.access import AccessScope
from kb.catalogue.conditions import readable
from kb.catalogue.rows import as_utc
from kb.catalogue.schema import documents
from kb.catalogue.tables import plan as tables
from kb.errors import Forbidden, NotFound, Overtaken
from kb.plan import Activity, Attachment, Decision, Group, Meeting, Plan, Planned, Programme

Item = TypeVar("Item", bound=Planned)

TABLES: dict[type[Planned], Table] = {
    Plan: tables.plans,
    Activity: tables.activities,
    Group: tables.groups,
    Meeting: tables.meetings,
    Decision: tables.decisions,
}


class PlanStore:
    """Keep plans; who may change them is decided elsewhere."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self.writing = engine.execution_options(writes=True)

    def plans(self, *, access: AccessScope) -> list[Plan]:
        """List all plans, the latest first.

        Raises:
            Forbidden: for guests.
        """
        found = self._items(Plan, access=access)
        return sorted(found, key=lambda plan: (plan.starts, plan.title), reverse=True)

    def programme(self, plan_id: str, *, access: AccessScope) -> Programme:
        """Read a plan with all that belongs to it.

        Raises:
            Forbidden: for guests.
            NotFound: when there is no such plan.
        """
        plan = self.item(Plan, plan_id, access=access)
        return Programme(
            plan=plan,
            activities=tuple(self._of(Activity, plan_id, access=access)),
            groups=tuple(self._of(Group, plan_id, access=access)),
            meetings=tuple(self._of(Meeting, plan_id, access=access)),
            decisions=tuple(self._of(Decision, plan_id, access=access)),
            attachments=tuple(self.attachments(plan_id, access=access)),
        )

    def item(self, kind: type[Item], item_id: str, *, access: AccessScope) -> Item:
        """Read one thing of a plan.

        Raises:
            Forbidden: for guests.
            NotFound: when there is none.
        """
        for found in self._items(kind, TABLES[kind].c.id == item_id, access=access):
            return found
        raise NotFound("plan.not_found")

    def attachments(self, plan_id: str, *, access: AccessScope) -> list[Attachment]:
        """List the readable documents that hang on a plan's activities and meetings."""
        _members_only(access)
        table = tables.attachments
        owners = [
            column.in_(select(owner.c.id).where(owner.c.plan_id == plan_id))
            for column, owner in (
                (table.c.activity_id, tables.activities),
                (table.c.meeting_id, tables.meetings),
            )
        ]
        query = (
            select(table.c.document_id, table.c.activity_id, table.c.meeting_id)
            .join(documents, documents.c.id == table.c.document_id)
            .where(readable(access), or_(*owners))
            .order_by(table.c.id)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings()
            return [Attachment.model_validate(dict(row)) for row in rows]

    def stamp(self) -> str:
        """Name the state of all plans: caches of an earlier one are not asked."""
        counted = [*TABLES.values(), tables.attachments]
        with self._engine.connect() as connection:
            return " ".join(str(connection.execute(_state(table)).one()) for table in counted)

    def save(self, connection: Connection, item: Item) -> Item:
        """Add something new, or write what was changed.

        Raises:
            NotFound: when it was removed meanwhile.
            Overtaken: when somebody else changed it meanwhile.
        """
        table = TABLES[type(item)]
        saved = item.model_copy(
            update={"id": item.id or uuid4().hex, "updated_at": datetime.now(UTC)}
        )
        row = row_of(saved)
        if not item.id:
            connection.execute(insert(table).values(**row))
            return saved
        own = table.c.id == item.id
        known = connection.execute(select(table.c.updated_at).where(own)).scalar()
        if known is None:
            raise NotFound("plan.not_found")
        if as_utc(known) != item.updated_at:
            raise Overtaken("plan.changed_meanwhile")
        connection.execute(change(table).where(own).values(**row))
        return saved

    def remove(self, connection: Connection, item: Planned) -> None:
        """Remove something with what hangs on it; harmless if it is gone."""
        table = TABLES[type(item)]
        connection.execute(delete(table).where(table.c.id == item.id))

    def attach(self, connection: Connection, attachment: Attachment) -> None:
        """Hang a document on an activity or a meeting; once is enough."""
        self.detach(connection, attachment)
        connection.execute(insert(tables.attachments).values(**attachment.model_dump()))

    def detach(self, connection: Connection, attachment: Attachment) -> None:
        """Take a document off an activity or a meeting."""
        table = tables.attachments
        same = [table.c[name] == value for name, value in attachment.model_dump().items()]
        connection.execute(delete(table).where(*same))

    def _of(self, kind: type[Item], plan_id: str, *, access: AccessScope) -> Iterator[Item]:
        return self._items(kind, TABLES[kind].c.plan_id == plan_id, access=access)

    def _items(
        self, kind: type[Item], *where: ColumnElement[bool], access: AccessScope
    ) -> Iterator[Item]:
        _members_only(access)
        table = TABLES[kind]
        query = select(table).where(*where).order_by(*_order(table), table.c.id)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return (_read(kind, dict(row), access) for row in rows)


def _members_only(access: AccessScope) -> None:
    if not access.person:
        raise Forbidden("access.forbidden")


def _read(kind: type[Item], row: dict[str, Any], access: AccessScope) -> Item:
    """Build a noun; what coordinators note among themselves is left out for others."""
    row["updated_at"] = as_utc(row["updated_at"])
    if "note" in row and not access.decides_for:
        row["note"] = ""
    return kind.model_validate(row)


def row_of(item: Planned) -> dict[str, Any]:
    """Give an item as its table holds it."""
    facts = item.model_dump()
    lists = {name: list(value) for name, value in facts.items() if isinstance(value, tuple)}
    return facts | lists


def _order(table: Table) -> Iterable[ColumnElement[Any]]:
    names = [name for name in ("day", "starts", "due", "name", "title") if name in table.c]
    return [table.c[name].asc().nulls_last() for name in names]


def _state(table: Table) -> Any:
    newest = table.c.updated_at if "updated_at" in table.c else table.c.id
    return select(func.count(), func.max(newest)).select_from(table)

"""What people were told, as rows; whether they may still read it is asked each time."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, Select, and_, func, or_, select, update

from kb.access import AccessScope
from kb.catalogue.conditions import readable
from kb.catalogue.engine import insert_ignoring
from kb.catalogue.rows import as_utc
from kb.catalogue.schema import documents
from kb.catalogue.tables.interest import follows, subscriptions, tellings
from kb.catalogue.tables.people import users
from kb.interest import Frequency, Telling

PERIODS = {Frequency.DAILY: timedelta(days=1), Frequency.WEEKLY: timedelta(days=7)}
"""The least time between two mails of one frequency to one person."""


class TellingStore:
    """Read what is new to people, and keep how they want to be told."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self.writing = engine.execution_options(writes=True)

    def news(
        self,
        user_id: str,
        *,
        access: AccessScope,
        limit: int = 50,
    ) -> list[Telling]:
        """List what somebody was told and may read now, the latest first."""
        query = _own(user_id, access).order_by(tellings.c.at.desc(), tellings.c.document_id)
        return self._read(query.limit(limit))

    def unseen(self, user_id: str, *, access: AccessScope) -> int:
        """Count what somebody was told, may read now, and has not seen."""
        query = _own(user_id, access).with_only_columns(func.count()).where(~tellings.c.seen)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def see(self, found: Iterable[Telling]) -> None:
        """Note that somebody saw some of what is new."""
        fresh = [each for each in found if not each.seen]
        if fresh:
            with self.writing.begin() as connection:
                _mark(connection, fresh, seen=True)

    def unmailed(self, user_id: str, frequency: Frequency, *, access: AccessScope) -> list[Telling]:
        """List what no mail told somebody yet, as far as they may read it now."""
        query = _own(user_id, access).where(
            follows.c.frequency == frequency, ~tellings.c.mailed, ~tellings.c.seen
        )
        return self._read(query.order_by(tellings.c.follow_id, tellings.c.at))

    def addressees(self) -> list[str]:
        """List the people for whom something waits that may be mailed."""
        query = (
            select(follows.c.user_id)
            .join(tellings, tellings.c.follow_id == follows.c.id)
            .join(users, users.c.id == follows.c.user_id)
            .where(
                ~tellings.c.mailed,
                ~tellings.c.seen,
                ~follows.c.paused,
                follows.c.frequency != Frequency.NEVER,
                ~users.c.disabled,
                users.c.email != "",
            )
        )
        with self._engine.connect() as connection:
            return list(connection.execute(query.distinct()).scalars())

    def claim(
        self, user_id: str, frequency: Frequency, found: Iterable[Telling], now: datetime
    ) -> bool:
        """Note that a mail goes out, unless the last one is too near; tell whether it may.

        Noted before it is sent: a crash between the two loses a mail, which the app still
        shows, where the other order would send it twice.
        """
        column = subscriptions.c[f"{frequency}_at"]
        free = or_(column.is_(None), column <= now - PERIODS[frequency])
        with self.writing.begin() as connection:
            _ensure(self._engine, connection, user_id)
            claimed = connection.execute(
                update(subscriptions)
                .where(subscriptions.c.user_id == user_id, free)
                .values({column.name: now})
            )
            if claimed.rowcount:
                _mark(connection, found, mailed=True)
        return bool(claimed.rowcount)

    def set_feed(self, user_id: str, digest: str, now: datetime | None) -> None:
        """Give somebody's feed an address, by its digest, or none."""
        with self.writing.begin() as connection:
            _ensure(self._engine, connection, user_id)
            own = update(subscriptions).where(subscriptions.c.user_id == user_id)
            connection.execute(own.values(feed=digest, feed_made_at=now))

    def feed_since(self, user_id: str) -> datetime | None:
        """Tell since when somebody's feed has the address that it has, if it has one."""
        query = select(subscriptions.c.feed_made_at).where(subscriptions.c.user_id == user_id)
        with self._engine.connect() as connection:
            made = connection.execute(query).scalar()
        return as_utc(made) if made else None

    def feed_owner(self, digest: str) -> str:
        """Tell whose feed has an address, by its digest; nobody's if empty."""
        query = select(subscriptions.c.user_id).where(subscriptions.c.feed == digest)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar() or ""

    def _read(self, query: Select[Any]) -> list[Telling]:
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [_telling(dict(row)) for row in rows]


def _own(user_id: str, access: AccessScope) -> Select[Any]:
    """Select what somebody was told of documents that they may read now, at that version."""
    return (
        select(tellings)
        .join(follows, follows.c.id == tellings.c.follow_id)
        .join(documents, documents.c.id == tellings.c.document_id)
        .where(
            follows.c.user_id == user_id,
            ~follows.c.paused,
            documents.c.version == tellings.c.version,
            readable(access),
        )
    )


def _mark(connection: Connection, found: Iterable[Telling], **columns: bool) -> None:
    for each in found:
        own = and_(
            tellings.c.follow_id == each.follow_id,
            tellings.c.document_id == each.document_id,
            tellings.c.version == each.version,
        )
        connection.execute(update(tellings).where(own).values(**columns))


def _ensure(engine: Engine, connection: Connection, user_id: str) -> None:
    connection.execute(insert_ignoring(engine, subscriptions).values(user_id=user_id))


def _telling(row: dict[str, Any]) -> Telling:
    own = {name: row[name] for name in Telling.model_fields}
    return Telling.model_validate(own | {"at": as_utc(row["at"])})

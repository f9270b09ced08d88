"""People, their sessions and their failed attempts, as rows."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from kb.catalogue.rows import as_utc
from kb.catalogue.tables.people import attempts, memberships, sessions, users
from kb.people import OpenSession, User


class PeopleStore:
    """Keep accounts; nothing here decides anything."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self.writing = engine.execution_options(writes=True)

    def by_id(self, user_id: str) -> User | None:
        """Read one account."""
        return self._one(users.c.id == user_id)

    def by_login(self, login: str) -> User | None:
        """Read the account of a login."""
        return self._one(users.c.login == login)

    def by_subject(self, subject: str) -> User | None:
        """Read the account of somebody known to a single sign-on."""
        return self._one(users.c.subject == subject) if subject else None

    def everyone(self) -> list[User]:
        """List all accounts by name."""
        with self._engine.connect() as connection:
            rows = connection.execute(select(users).order_by(users.c.name, users.c.login))
            groups: defaultdict[str, list[str]] = defaultdict(list)
            named = select(memberships).order_by(memberships.c.name)
            for user_id, name in connection.execute(named):
                groups[user_id].append(name)
            return [_built(dict(row), groups[row["id"]]) for row in rows.mappings().all()]

    def password_of(self, user_id: str) -> str:
        """Read the hash of a password; empty where there is none."""
        query = select(users.c.password).where(users.c.id == user_id)
        with self._engine.connect() as connection:
            return connection.execute(query).scalar() or ""

    def add(self, connection: Connection, user: User, password: str) -> None:
        """Add an account with the hash of its password."""
        row = user.model_dump(exclude={"groups"}) | {"password": password}
        connection.execute(insert(users).values(**row))
        _write_groups(connection, user)

    def change(self, connection: Connection, user: User) -> None:
        """Write an account's facts, all but its password."""
        row = user.model_dump(exclude={"groups", "id"})
        connection.execute(update(users).where(users.c.id == user.id).values(**row))
        _write_groups(connection, user)

    def set_password(
        self, connection: Connection, user_id: str, password: str, *, must_change: bool
    ) -> None:
        """Write the hash of a new password."""
        connection.execute(
            update(users)
            .where(users.c.id == user_id)
            .values(password=password, must_change=must_change)
        )

    def open_session(self, connection: Connection, session: OpenSession) -> None:
        """Add a session, and forget those that have run out."""
        connection.execute(delete(sessions).where(sessions.c.expires_at < session.created_at))
        connection.execute(insert(sessions).values(**session.model_dump()))

    def session(self, key: str) -> OpenSession | None:
        """Read one session."""
        query = select(sessions).where(sessions.c.key == key)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return _session(dict(row)) if row else None

    def sessions_of(self, user_id: str) -> list[OpenSession]:
        """List where somebody is signed in, the latest first."""
        query = select(sessions).where(
            sessions.c.user_id == user_id, sessions.c.expires_at > datetime.now(UTC)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(sessions.c.seen_at.desc())).mappings()
            return [_session(dict(row)) for row in rows]

    def see_session(self, key: str) -> None:
        """Note that a session is in use."""
        with self.writing.begin() as connection:
            seen = update(sessions).where(sessions.c.key == key)
            connection.execute(seen.values(seen_at=datetime.now(UTC)))

    def close_sessions(
        self, connection: Connection, user_id: str, *, key: str = "", but: str = ""
    ) -> int:
        """End one session of a person, or all of them but one; return how many."""
        ended = delete(sessions).where(sessions.c.user_id == user_id, sessions.c.key != but)
        if key:
            ended = ended.where(sessions.c.key == key)
        return connection.execute(ended).rowcount

    def note_attempt(self, *keys: str) -> None:
        """Note that signing in failed for each of some keys."""
        now = datetime.now(UTC)
        with self.writing.begin() as connection:
            connection.execute(delete(attempts).where(attempts.c.at < now - timedelta(days=1)))
            connection.execute(insert(attempts), [{"key": key, "at": now} for key in keys])

    def forget_attempts(self, key: str) -> None:
        """Forget the failures of a key."""
        with self.writing.begin() as connection:
            connection.execute(delete(attempts).where(attempts.c.key == key))

    def attempts(self, key: str, within: timedelta) -> int:
        """Count the failures of a key in the last while.

        Those of much later are of a clock set back since: they would keep people out for long.
        """
        now = datetime.now(UTC)
        query = select(func.count()).select_from(attempts)
        query = query.where(
            attempts.c.key == key, attempts.c.at.between(now - within, now + within)
        )
        with self._engine.connect() as connection:
            return connection.execute(query).scalar_one()

    def _one(self, condition: object) -> User | None:
        with self._engine.connect() as connection:
            row = connection.execute(select(users).where(condition)).mappings().one_or_none()  # type: ignore[arg-type]
            return _user(connection, dict(row)) if row else None


def _user(connection: Connection, row: dict[str, object]) -> User:
    query = select(memberships.c.name).where(memberships.c.user_id == row["id"])
    return _built(row, connection.execute(query.order_by(memberships.c.name)).scalars())


def _built(row: dict[str, object], groups: Iterable[str]) -> User:
    facts = {name: row[name] for name in User.model_fields if name in row}
    facts["created_at"] = as_utc(row["created_at"])  # type: ignore[arg-type]
    return User.model_validate(facts | {"groups": tuple(groups)})


def _write_groups(connection: Connection, user: User) -> None:
    connection.execute(delete(memberships).where(memberships.c.user_id == user.id))
    if user.groups:
        rows = [{"user_id": user.id, "name": name} for name in user.groups]
        connection.execute(insert(memberships), rows)


def _session(row: dict[str, object]) -> OpenSession:
    moments = {
        name: as_utc(row[name])  # type: ignore[arg-type]
        for name in ("created_at", "seen_at", "expires_at")
    }
    return OpenSession.model_validate(row | moments)

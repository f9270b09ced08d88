"""Access tokens as rows."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, delete, insert, select, update

from kb.catalogue.people import PeopleStore
from kb.catalogue.rows import as_utc
from kb.catalogue.tables.tokens import access_tokens
from kb.people import User

_LISTED = [column for column in access_tokens.c if column is not access_tokens.c.digest]

Row = dict[str, Any]


class TokenStore:
    """Keep tokens; nothing here decides anything."""

    def __init__(self, engine: Engine, people: PeopleStore) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self._people = people
        self.writing = engine.execution_options(writes=True)

    def add(self, connection: Connection, row: Mapping[str, Any], digest: str) -> None:
        """Add a token with the digest of what opens."""
        connection.execute(insert(access_tokens).values(**row, digest=digest))

    def of(self, user_id: str) -> list[Row]:
        """List somebody's tokens, the latest first."""
        query = select(*_LISTED).where(access_tokens.c.user_id == user_id)
        query = query.order_by(access_tokens.c.created_at.desc(), access_tokens.c.id)
        with self._engine.connect() as connection:
            return [_row(each) for each in connection.execute(query).mappings()]

    def everyones(self) -> list[Row]:
        """List all tokens by owner and age."""
        order = (access_tokens.c.user_id, access_tokens.c.created_at)
        with self._engine.connect() as connection:
            found = connection.execute(select(*_LISTED).order_by(*order)).mappings()
            return [_row(each) for each in found]

    def find(self, digest: str) -> tuple[Row, User] | None:
        """Find a token and its owner by its digest."""
        query = select(*_LISTED).where(access_tokens.c.digest == digest)
        with self._engine.connect() as connection:
            found = connection.execute(query).mappings().one_or_none()
        user = self._people.by_id(found["user_id"]) if found else None
        return (_row(found), user) if found and user else None

    def use(self, token_id: str, day: date) -> None:
        """Note the day of a token's use."""
        used = update(access_tokens).where(access_tokens.c.id == token_id)
        with self.writing.begin() as connection:
            connection.execute(used.values(last_used=day))

    def remove(self, connection: Connection, token_id: str, user_id: str) -> str:
        """Delete a token, of one owner if named; tell whose it was, empty if there was none."""
        own = [access_tokens.c.user_id == user_id] if user_id else []
        gone = delete(access_tokens).where(access_tokens.c.id == token_id, *own)
        found = connection.execute(gone.returning(access_tokens.c.user_id)).scalar()
        return str(found) if found else ""


def _row(found: RowMapping) -> Row:
    return dict(found) | {"created_at": as_utc(found["created_at"])}

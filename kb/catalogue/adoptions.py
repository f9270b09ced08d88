"""Offices that took a practice up, as rows."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, delete, insert, select, update

from kb.access import AccessScope
from kb.catalogue.rows import as_utc
from kb.catalogue.sisters import shown
from kb.catalogue.tables.twins import adoptions
from kb.errors import NotFound
from kb.twins import Adoption


class Adoptions:
    """Read and write adoptions; nothing here decides anything."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self.writing = engine.execution_options(writes=True)

    def of(self, ids: list[str], *, access: AccessScope) -> list[Adoption]:
        """List the adoptions of the readable ones among some documents, the latest first."""
        return self._read(
            select(adoptions)
            .where(adoptions.c.document_id.in_(ids), shown(adoptions.c.document_id, access))
            .order_by(adoptions.c.day.desc(), adoptions.c.id.desc())
        )

    def between(self, starts: date, ends: date, *, access: AccessScope) -> list[Adoption]:
        """List the adoptions of readable documents that began in a period, the earliest first."""
        return self._read(
            select(adoptions)
            .where(adoptions.c.day.between(starts, ends), shown(adoptions.c.document_id, access))
            .order_by(adoptions.c.day, adoptions.c.id)
        )

    def one(self, adoption_id: int, *, access: AccessScope) -> Adoption:
        """Read one adoption.

        Raises:
            NotFound: when there is none, or none of a document for this reader.
        """
        query = select(adoptions.c.document_id).where(adoptions.c.id == adoption_id)
        with self._engine.connect() as connection:
            document_id = connection.execute(query).scalar()
        found = self.of([document_id], access=access) if document_id else []
        for each in found:
            if each.id == adoption_id:
                return each
        raise NotFound("adoption.not_found")

    def add(self, connection: Connection, adoption: Adoption) -> None:
        """Write a new adoption."""
        row = adoption.model_dump(exclude={"id"}) | {"at": datetime.now(UTC)}
        connection.execute(insert(adoptions).values(row))

    def change(self, connection: Connection, adoption: Adoption) -> None:
        """Write how far an adoption came by now, and what came of it."""
        own = adoptions.c.id == adoption.id
        row = adoption.model_dump(include={"state", "outcome", "user_id"})
        connection.execute(update(adoptions).where(own).values(**row, at=datetime.now(UTC)))

    def remove(self, connection: Connection, adoption_id: int) -> None:
        """Take an adoption back."""
        connection.execute(delete(adoptions).where(adoptions.c.id == adoption_id))

    def _read(self, query: Select[Any]) -> list[Adoption]:
        with self._engine.connect() as connection:
            return [
                Adoption.model_validate({**row, "at": as_utc(row["at"])})
                for row in connection.execute(query).mappings()
            ]

"""Tell the indexes that a document changed, in the transaction of the change."""

from datetime import UTC, datetime

from sqlalchemy import Connection, insert

from kb.catalogue.schema import changes


def announce(connection: Connection, document_id: str) -> None:
    """Append a change for the indexes to follow."""
    connection.execute(insert(changes).values(document_id=document_id, at=datetime.now(UTC)))

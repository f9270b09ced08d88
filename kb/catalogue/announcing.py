"""Tell the indexes that a document changed, in the transaction of the change."""

from datetime import UTC, datetime

from sqlalchemy import Connection, func, insert, select

from kb.catalogue.schema import changes

_CHANGES_LOCK = 0x6B62_0001
"""Number of the advisory lock under which changes are appended; any that nobody else uses."""


def announce(connection: Connection, document_id: str) -> None:
    """Append a change for the indexes to follow.

    They are committed in the order of their positions, so that whoever follows them never passes
    over one that is not there yet: on PostgreSQL a number is given before it can be seen.
    """
    take_turn(connection)
    connection.execute(insert(changes), {"document_id": document_id, "at": datetime.now(UTC)})


def take_turn(connection: Connection) -> None:
    """Wait until no other writer of documents is at work; held to the end of the transaction.

    SQLite has one writer anyway.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(select(func.pg_advisory_xact_lock(_CHANGES_LOCK)))

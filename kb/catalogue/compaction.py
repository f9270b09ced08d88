"""Rewrite the catalogue's files, so that what was deleted is not left in unused places."""

import sqlite3
from typing import cast

from sqlalchemy import Engine

from kb.catalogue.schema import documents, metadata
from kb.logcut import cut_log

REWRITTEN = "rewritten"
VACUUMED = "vacuumed"


def compact(engine: Engine) -> str:
    """Leave no deleted row in the database; tell how far that goes.

    SQLite's file is written anew and its log cut to nothing. PostgreSQL writes anew the tables
    that hold documents (readers wait meanwhile); its write-ahead log and its backups are the
    server's, and forget by the server's own rules.

    Raises:
        StoreError: when a reader keeps SQLite's log from being cut.
    """
    if engine.dialect.name != "sqlite":
        _vacuum_tables(engine)
        return VACUUMED
    borrowed = engine.raw_connection()
    try:
        connection = cast(sqlite3.Connection, borrowed.driver_connection)
        connection.execute("VACUUM")
        cut_log(connection)
    finally:
        borrowed.close()
    return REWRITTEN


def _vacuum_tables(engine: Engine) -> None:
    names = [table.name for table in metadata.sorted_tables if _holds_documents(table.name)]
    alone = engine.execution_options(isolation_level="AUTOCOMMIT")
    with alone.connect() as connection:
        for name in names:
            connection.exec_driver_sql(f'VACUUM FULL "{name}"')


def _holds_documents(name: str) -> bool:
    """Tell whether rows of a table are a document's own, at whatever remove."""
    if name == documents.name:
        return True
    parents = {key.column.table.name for key in metadata.tables[name].foreign_keys}
    return any(_holds_documents(parent) for parent in parents)

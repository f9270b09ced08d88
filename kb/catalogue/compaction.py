"""Rewrite the catalogue's files, so that what was deleted is not left in unused places."""

import sqlite3
from contextlib import suppress
from typing import cast

from sqlalchemy import Engine, Table
from sqlalchemy.exc import DBAPIError

from kb.catalogue.samples import forget_samples, rewrite_samples
from kb.catalogue.schema import documents, metadata
from kb.catalogue.tables.desk import erasures, exports
from kb.catalogue.tables.thesaurus import proposals
from kb.logcut import cut_log

REWRITTEN = "rewritten"
VACUUMED = "vacuumed"


def compact(engine: Engine) -> str:
    """Leave no deleted row in the database; tell how far that goes.

    SQLite's file is written anew and its log cut to nothing. PostgreSQL writes anew the tables
    that hold documents, and what its statistics sampled of them (readers wait meanwhile); its
    write-ahead log and its backups are the server's, and forget by the server's own rules.

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
    names = [table.name for table in metadata.sorted_tables if table in _touched()]
    alone = engine.execution_options(isolation_level="AUTOCOMMIT")
    with alone.connect() as connection:
        for name in names:
            connection.exec_driver_sql(f'VACUUM FULL "{name}"')
            forget_samples(connection, name)
        rewrite_samples(connection)
    _write_out(alone)


def _write_out(alone: Engine) -> None:
    """Have the server recycle its log soon, where this account may ask for it."""
    with suppress(DBAPIError), alone.connect() as connection:
        connection.exec_driver_sql("CHECKPOINT")


def _touched() -> set[Table]:
    """List the tables whose rows an erasure deletes or changes: a document's, at any remove."""
    found = {documents, erasures, exports, proposals}
    while more := {table for table in metadata.sorted_tables if _parents(table) & found} - found:
        found |= more
    return found


def _parents(table: Table) -> set[Table]:
    return {key.column.table for key in table.foreign_keys}

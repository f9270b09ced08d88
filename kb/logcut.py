"""Cut SQLite's write-ahead log to nothing: it holds pages as they were before a removal."""

import sqlite3

from kb.errors import StoreError


def cut_log(connection: sqlite3.Connection) -> None:
    """Write all of the log into the database file and empty it.

    Raises:
        StoreError: when somebody reads an older state for longer than the connection waits.
    """
    busy, *_ = connection.execute("pragma wal_checkpoint(truncate)").fetchone()
    if busy:
        raise StoreError("erasure.log_busy")

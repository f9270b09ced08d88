"""An index in one SQLite file, which its owner writes while others read."""

import sqlite3
from pathlib import Path


def open_index_file(file: Path, tables: str) -> sqlite3.Connection:
    """Open a file for all threads of this process, making it and its tables where they are not."""
    file.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(file, check_same_thread=False, timeout=30)
    connection.execute("pragma journal_mode = wal")
    connection.execute("pragma synchronous = normal")
    connection.executescript(tables)
    return connection


def remove_index_file(file: Path) -> None:
    """Delete a closed file, and the logs beside it."""
    for path in file.parent.glob(f"{file.name}*"):
        path.unlink()

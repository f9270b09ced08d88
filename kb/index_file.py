"""An index in one SQLite file, which its owner writes while others read."""

import sqlite3
from contextlib import closing
from pathlib import Path

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


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


def is_sound_database(file: Path) -> bool:
    """Tell whether the pages of a SQLite file hold together; one that is not there does.

    One that cannot be read for another reason is not judged.
    """
    if not file.exists():
        return True
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as opened:
            return bool(opened.execute("pragma quick_check(1)").fetchone()[0] == "ok")
    except UnicodeDecodeError:
        # What is said of damage quotes names found there, which may be no text any more.
        return False
    except sqlite3.DatabaseError as error:
        return (error.sqlite_errorcode & 0xFF) not in _DAMAGE

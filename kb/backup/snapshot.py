"""The catalogue at one moment, copied while others write it, and the keys of that moment."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, func, select, text
from sqlalchemy.engine import make_url

from kb.backup.layout import CATALOGUES, KEYS, SQLITE, settle
from kb.catalogue.tables.desk import audit
from kb.errors import BackupError, MissingDependency

_TABLES_ONLY = ("--no-owner", "--no-privileges")


@contextmanager
def snapshot(engine: Engine, keys: Path, folder: Path) -> Iterator[Connection]:
    """Copy the keys into `folder` and give a connection that sees the same moment for good.

    Nobody writes while both begin: where the audit ends stands among the keys, and has to fit.
    """
    level = None if engine.dialect.name == SQLITE else "REPEATABLE READ"
    options = {"isolation_level": level} if level else {}
    with engine.connect().execution_options(**options) as reading:
        with engine.execution_options(writes=True).begin() as writing:
            if level:
                writing.execute(text("LOCK TABLE audit IN EXCLUSIVE MODE"))
            reading.execute(select(func.max(audit.c.position)))
            copy_keys(keys, folder / KEYS)
        yield reading


def copy_catalogue(reading: Connection, folder: Path) -> None:
    """Write the catalogue, as a connection sees it, to a file in `folder`.

    Raises:
        MissingDependency: when the program that does it for PostgreSQL is not installed.
        BackupError: when the copy fails.
    """
    target = folder / CATALOGUES[reading.dialect.name]
    target.touch(mode=0o600)
    if reading.dialect.name == SQLITE:
        _copy_sqlite(reading, target)
    else:
        moment = reading.execute(text("SELECT pg_export_snapshot()")).scalar_one()
        arguments = ["--format=custom", f"--snapshot={moment}", f"--file={target}"]
        _run("pg_dump", reading.engine.url, arguments)
    settle(target)


def put_catalogue(file: Path, url: str) -> None:
    """Make the catalogue at a SQLAlchemy address of a copy.

    Raises:
        MissingDependency: when the program that does it for PostgreSQL is not installed.
        BackupError: when it fails.
    """
    address = make_url(url)
    if address.get_backend_name() == SQLITE:
        target = Path(str(address.database))
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(file, target)
        target.chmod(0o600)
        settle(target)
    else:
        _run("pg_restore", address, ["--exit-on-error", "--single-transaction", str(file)])


def copy_keys(source: Path, target: Path) -> None:
    """Copy an installation's keys, for nobody else to read."""
    target.mkdir(parents=True, exist_ok=True, mode=0o700)
    for path in source.glob("[!.]*"):
        if path.is_file() and not path.name.endswith("-new"):
            copy = target / path.name
            copy.touch(mode=0o600)
            copy.chmod(0o600)
            copy.write_bytes(path.read_bytes())
            settle(copy)


def _copy_sqlite(reading: Connection, target: Path) -> None:
    source = reading.connection.driver_connection
    if not isinstance(source, sqlite3.Connection):
        raise TypeError("the catalogue is not on SQLite")
    with closing(sqlite3.connect(target)) as copy:
        source.backup(copy)
        # One file, without a log beside it.
        copy.execute("PRAGMA journal_mode=DELETE")


def _run(program: str, address: URL, arguments: list[str]) -> None:
    found = shutil.which(program)
    if found is None:
        raise MissingDependency("backup.no_program", program=program)
    plain = address.set(drivername="postgresql", password=None)
    done = subprocess.run(  # noqa: S603 - a program found on the path, the settings' own address
        [found, *_TABLES_ONLY, f"--dbname={plain.render_as_string()}", *arguments],
        env=_environment(address),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BackupError("backup.program_failed", program=program, reason=done.stderr.strip())


def _environment(address: URL) -> Mapping[str, str]:
    # Not in the command line, which everybody on the machine can read.
    return os.environ | ({"PGPASSWORD": str(address.password)} if address.password else {})

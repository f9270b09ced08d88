"""The processes of an installation: each tells that it lives and how far its indexes are."""

import os
import socket
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine, RowMapping, delete, insert, select, update

from kb.catalogue.rows import as_utc
from kb.catalogue.tables.work import processes
from kb.work import Process, ProcessKind, Standing


class Processes:
    """Keep the register of processes."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self._writing = engine.execution_options(writes=True)

    def enter(self, kind: ProcessKind, standing: Standing) -> str:
        """Put this process into the register; give its id."""
        number = uuid4().hex
        self._insert(number, kind, standing)
        return number

    def beat(self, number: str, kind: ProcessKind, standing: Standing) -> None:
        """Show that a process lives and how far it is; one that was taken for dead comes back."""
        told = {"seen_at": datetime.now(UTC), "beats": processes.c.beats + 1}
        own = update(processes).where(processes.c.id == number)
        with self._writing.begin() as connection:
            known = connection.execute(own.values(**told, **standing.model_dump())).rowcount
        if not known:
            self._insert(number, kind, standing)

    def leave(self, numbers: Iterable[str]) -> None:
        """Take processes that ended out of the register."""
        gone = delete(processes).where(processes.c.id.in_(list(numbers)))
        with self._writing.begin() as connection:
            connection.execute(gone)

    def all(self) -> list[Process]:
        """List the processes in the register, the oldest first."""
        query = select(processes).order_by(processes.c.started_at, processes.c.id)
        with self._engine.connect() as connection:
            return [_process(row) for row in connection.execute(query).mappings()]

    def _insert(self, number: str, kind: ProcessKind, standing: Standing) -> None:
        place, now = f"{socket.gethostname()}:{os.getpid()}"[:120], datetime.now(UTC)
        row = {"kind": kind, "place": place, "started_at": now, "seen_at": now, "beats": 0}
        with self._writing.begin() as connection:
            connection.execute(insert(processes).values(id=number, **row, **standing.model_dump()))


def _process(row: RowMapping) -> Process:
    standing = {name: row[name] for name in Standing.model_fields}
    return Process(
        id=row["id"],
        kind=ProcessKind(row["kind"]),
        place=row["place"],
        started_at=as_utc(row["started_at"]),
        seen_at=as_utc(row["seen_at"]),
        beats=row["beats"],
        standing=Standing(**standing),
    )

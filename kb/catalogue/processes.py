"""The processes of an installation: each tells that it lives and how far its indexes are."""

import os
import socket
from collections.abc import Iterable
from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import Engine, delete, insert, select, update

from kb.catalogue.rows import as_utc
from kb.catalogue.tables.work import processes
from kb.work import Process, ProcessKind


class Processes:
    """Keep the register of processes."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self._writing = engine.execution_options(writes=True)

    def enter(self, kind: ProcessKind) -> str:
        """Put this process into the register; give its id."""
        number, now = uuid4().hex, datetime.now(UTC)
        self._insert(number, kind, now)
        return number

    def beat(
        self, number: str, kind: ProcessKind, *, words_position: int, vectors_position: int
    ) -> None:
        """Show that a process lives and how far its indexes are; one taken for dead comes back."""
        now = datetime.now(UTC)
        told = {"words_position": words_position, "vectors_position": vectors_position}
        own = update(processes).where(processes.c.id == number)
        with self._writing.begin() as connection:
            changed = own.values(seen_at=now, beats=processes.c.beats + 1, **told)
            known = connection.execute(changed).rowcount
        if not known:
            self._insert(number, kind, now, **told)

    def leave(self, numbers: Iterable[str]) -> None:
        """Take processes that ended out of the register."""
        gone = delete(processes).where(processes.c.id.in_(list(numbers)))
        with self._writing.begin() as connection:
            connection.execute(gone)

    def all(self) -> list[Process]:
        """List the processes in the register, the oldest first."""
        query = select(processes).order_by(processes.c.started_at, processes.c.id)
        with self._engine.connect() as connection:
            return [_process(dict(row)) for row in connection.execute(query).mappings()]

    def _insert(self, number: str, kind: ProcessKind, now: datetime, **told: int) -> None:
        place = f"{socket.gethostname()}:{os.getpid()}"[:120]
        row = {"words_position": 0, "vectors_position": 0, **told}
        with self._writing.begin() as connection:
            connection.execute(
                insert(processes).values(
                    id=number, kind=kind, place=place, started_at=now, seen_at=now, beats=0, **row
                )
            )


def _process(row: dict[str, object]) -> Process:
    moments = {name: as_utc(row[name]) for name in ("started_at", "seen_at")}  # type: ignore[arg-type]
    return Process.model_validate(row | moments)

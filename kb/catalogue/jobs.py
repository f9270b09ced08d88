"""Jobs as those see them who ask for one and wait for what comes of it."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Engine, RowMapping, delete, func, select, update

from kb.catalogue.engine import insert_ignoring
from kb.catalogue.rows import as_utc
from kb.catalogue.tables.work import jobs
from kb.work import Job, JobKind, JobState

_KEPT = timedelta(days=7)
"""For how long a job that is over is kept for whoever asked, and a parked one for a person."""


class Jobs:
    """Ask for jobs, and read how they stand."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self._writing = engine.execution_options(writes=True)

    def ask(
        self, kind: JobKind, payload: dict[str, Any], *, digest: str, key: str, urgent: bool = False
    ) -> int:
        """Ask for a job about one original; one that is live under the same key is given instead.

        Args:
            kind: what to do.
            payload: what the worker has to know.
            digest: the hash of the original, which is kept while the job is live.
            key: what makes the job the same as another.
            urgent: whether somebody waits before a page.
        """
        now = datetime.now(UTC)
        row = {
            "kind": kind, "key": key, "digest": digest, "payload": payload,
            "state": JobState.WAITING, "urgent": urgent, "owner": "", "fence": 0, "beats": 0,
            "attempts": 0, "not_before": now, "done": 0, "total": 0, "problem": "",
            "created_at": now,
        }  # fmt: skip
        query = select(jobs.c.id).where(jobs.c.key == key)
        while True:
            with self._writing.begin() as connection:
                connection.execute(insert_ignoring(self._engine, jobs).values(**row))
                number = connection.execute(query).scalar()
            # None when the other one was finished between the two: then this one is new.
            if number is not None:
                return int(number)

    def job(self, number: int) -> Job | None:
        """Read one job; nothing once it is gone."""
        return next(iter(self.some([number])), None)

    def some(self, numbers: Iterable[int]) -> list[Job]:
        """Read several jobs; those that are gone are left out."""
        return self._all(jobs.c.id.in_(list(numbers)))

    def parked(self) -> list[Job]:
        """List the jobs that failed too often, the oldest first."""
        return self._all(jobs.c.state == JobState.PARKED)

    def counts(self) -> dict[tuple[JobKind, JobState], int]:
        """Count the jobs of each kind and state."""
        query = select(jobs.c.kind, jobs.c.state, func.count()).group_by(jobs.c.kind, jobs.c.state)
        with self._engine.connect() as connection:
            rows = connection.execute(query)
            return {(JobKind(kind), JobState(state)): count for kind, state, count in rows}

    def withdraw(self, number: int) -> bool:
        """Take a job back that nobody has begun or that is parked; tell if it was so."""
        free = jobs.c.state.in_((JobState.WAITING, JobState.PARKED))
        return self._delete(jobs.c.id == number, free) > 0

    def forget(self, number: int) -> None:
        """Drop a job that is over, once what came of it was read."""
        self._delete(jobs.c.id == number, jobs.c.state == JobState.DONE)

    def retry(self) -> int:
        """Have every parked job tried again; return how many."""
        again = {"state": JobState.WAITING, "attempts": 0, "not_before": datetime.now(UTC)}
        with self._writing.begin() as connection:
            own = update(jobs).where(jobs.c.state == JobState.PARKED)
            return connection.execute(own.values(**again)).rowcount

    def sweep(self) -> int:
        """Drop what nobody came back for; return how many."""
        over = jobs.c.state.in_((JobState.DONE, JobState.PARKED))
        return self._delete(over, jobs.c.finished_at < datetime.now(UTC) - _KEPT)

    def _delete(self, *conditions: ColumnElement[bool]) -> int:
        with self._writing.begin() as connection:
            return connection.execute(delete(jobs).where(*conditions)).rowcount

    def _all(self, *conditions: ColumnElement[bool]) -> list[Job]:
        with self._engine.connect() as connection:
            rows = connection.execute(select(jobs).where(*conditions).order_by(jobs.c.id))
            return [job_of(row) for row in rows.mappings()]


def job_of(row: RowMapping) -> Job:
    """Build a job from its row."""
    values = {name: row[name] for name in Job.model_fields}
    finished = row["finished_at"]
    moments = {
        "not_before": as_utc(row["not_before"]),
        "created_at": as_utc(row["created_at"]),
        "finished_at": as_utc(finished) if finished else None,
    }
    return Job.model_validate(values | moments)

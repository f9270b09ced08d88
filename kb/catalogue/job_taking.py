"""Jobs as workers see them: taken by one at a time, and finished only by who still has them."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, and_, or_, select, update

from kb.catalogue.jobs import job_of
from kb.catalogue.tables.work import jobs
from kb.errors import LeaseLost
from kb.work import Job, JobState

ATTEMPTS = 3
"""How many times a job may fail, or its worker die, before it is parked."""

_LONGEST_PAUSE = timedelta(minutes=5)


class JobTaking:
    """Take jobs, and bring them to their end."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self._writing = engine.execution_options(writes=True)

    def take(self, owner: str) -> Job | None:
        """Take the next job; no other worker gets the same one, nor waits for this one."""
        now = datetime.now(UTC)
        # A moment further off than any pause is one of a clock that was set back since.
        due = or_(jobs.c.not_before <= now, jobs.c.not_before > now + _LONGEST_PAUSE)
        query = (
            select(jobs.c.id)
            .where(jobs.c.state == JobState.WAITING, due)
            .order_by(jobs.c.urgent.desc(), jobs.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        with self._writing.begin() as connection:
            number = connection.execute(query).scalar()
            if number is None:
                return None
            own = {"state": JobState.RUNNING, "owner": owner, "fence": jobs.c.fence + 1}
            connection.execute(update(jobs).where(jobs.c.id == number).values(**own))
            found = connection.execute(select(jobs).where(jobs.c.id == number))
            return job_of(found.mappings().one())

    def advance(self, job: Job, done: int, total: int) -> None:
        """Note how far a job is.

        Raises:
            LeaseLost: when it was taken away.
        """
        with self._writing.begin() as connection:
            _write(connection, job, done=done, total=total)

    def settle(
        self, connection: Connection, job: Job, result: Mapping[str, Any], document_id: str | None
    ) -> None:
        """Finish a job, within the transaction of what it did: both happen, or neither.

        Raises:
            LeaseLost: when it was taken away; the transaction then has to be rolled back.
        """
        _write(
            connection,
            job,
            state=JobState.DONE,
            key=None,
            payload={},
            problem="",
            result=dict(result),
            document_id=document_id,
            finished_at=datetime.now(UTC),
        )

    def finish(self, job: Job, result: Mapping[str, Any], document_id: str | None = None) -> None:
        """Finish a job that wrote nothing, or whose writing may be done twice.

        Raises:
            LeaseLost: when it was taken away.
        """
        with self._writing.begin() as connection:
            self.settle(connection, job, result, document_id)

    def fail(self, job: Job, problem: str) -> JobState:
        """Have a job tried again later, or park it once it failed too often.

        Raises:
            LeaseLost: when it was taken away.
        """
        values = _after_failure(job, problem)
        with self._writing.begin() as connection:
            _write(connection, job, **values)
        return JobState(str(values["state"]))

    def give_back(self, job: Job) -> None:
        """Let another worker have a job that was not done, without a failure.

        Raises:
            LeaseLost: when it was taken away.
        """
        with self._writing.begin() as connection:
            _write(connection, job, state=JobState.WAITING, owner="")

    def beat(self, job: Job) -> None:
        """Show that the worker of a job lives, and still has it in hand.

        Raises:
            LeaseLost: when it was taken away.
        """
        with self._writing.begin() as connection:
            _write(connection, job, beats=jobs.c.beats + 1)

    def running(self) -> dict[tuple[int, int], int]:
        """Give the beats of every job that runs, by its number and fence."""
        query = select(jobs.c.id, jobs.c.fence, jobs.c.beats)
        with self._engine.connect() as connection:
            rows = connection.execute(query.where(jobs.c.state == JobState.RUNNING))
            return {(number, fence): beats for number, fence, beats in rows}

    def take_back(self, silent: Iterable[tuple[int, int]]) -> list[Job]:
        """Take jobs, by number and fence, from workers that died; give them as they now are."""
        return [job for each in silent if (job := self._taken_back(*each)) is not None]

    def _taken_back(self, number: int, fence: int) -> Job | None:
        mine = and_(jobs.c.id == number, jobs.c.fence == fence, jobs.c.state == JobState.RUNNING)
        with self._writing.begin() as connection:
            query = select(jobs).where(mine).with_for_update()
            row = connection.execute(query).mappings().one_or_none()
            if row is None:
                return None
            values = _after_failure(job_of(row), "work.died")
            # One more: whoever had it cannot finish it any more, should it live after all.
            changed = update(jobs).where(mine).values(**values, fence=fence + 1)
            connection.execute(changed)
            again = connection.execute(select(jobs).where(jobs.c.id == number))
            return job_of(again.mappings().one())


def _after_failure(job: Job, problem: str) -> dict[str, object]:
    attempts, now = job.attempts + 1, datetime.now(UTC)
    values = {"attempts": attempts, "problem": problem, "owner": ""}
    if attempts >= ATTEMPTS:
        return values | {"state": JobState.PARKED, "finished_at": now}
    pause = min(timedelta(seconds=2**job.attempts), _LONGEST_PAUSE)
    return values | {"state": JobState.WAITING, "not_before": now + pause}


def _write(connection: Connection, job: Job, **values: object) -> None:
    own = and_(
        jobs.c.id == job.id,
        jobs.c.owner == job.owner,
        jobs.c.fence == job.fence,
        jobs.c.state == JobState.RUNNING,
    )
    if connection.execute(update(jobs).where(own).values(**values)).rowcount == 0:
        raise LeaseLost("work.lease_lost")

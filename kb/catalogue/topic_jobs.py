"""Jobs on topics: asked for by anybody's process, done by the one that owns the indexes."""

from datetime import UTC, datetime

from sqlalchemy import ColumnElement, Engine, RowMapping, insert, select, update

from kb.catalogue.rows import as_utc
from kb.catalogue.tables.topics import topic_jobs
from kb.topics import Job, State, Task

_ATTEMPTS = 3


class TopicJobs:
    """Keep the jobs; only one process runs them, so that a running one it did not start is dead."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self._writing = engine.execution_options(writes=True)

    def ask(self, circle: str, task: Task, *, by: str) -> Job:
        """Ask for a job; one that already waits for the same is given instead."""
        waiting = self._one(
            topic_jobs.c.circle == circle,
            topic_jobs.c.task == task,
            topic_jobs.c.state == State.WAITING,
        )
        if waiting is not None:
            return waiting
        row = {
            "circle": circle, "task": task, "state": State.WAITING, "step": "", "done": 0,
            "total": 0, "attempts": 0, "asked_by": by, "asked_at": datetime.now(UTC),
        }  # fmt: skip
        with self._writing.begin() as connection:
            done = connection.execute(insert(topic_jobs).values(**row))
        key = done.inserted_primary_key
        return self.job(int(key[0]) if key else 0)

    def job(self, number: int) -> Job:
        """Read one job."""
        found = self._one(topic_jobs.c.id == number)
        if found is None:
            raise LookupError(number)
        return found

    def latest(self, circle: str) -> Job | None:
        """Read the last job of a circle."""
        return self._one(topic_jobs.c.circle == circle)

    def waiting(self) -> bool:
        """Tell whether a job waits."""
        return self._one(topic_jobs.c.state == State.WAITING) is not None

    def take(self) -> Job | None:
        """Take the job that waits longest."""
        query = select(topic_jobs.c.id).where(topic_jobs.c.state == State.WAITING)
        with self._writing.begin() as connection:
            number = connection.execute(query.order_by(topic_jobs.c.id).limit(1)).scalar()
            if number is None:
                return None
            own = update(topic_jobs).where(topic_jobs.c.id == number)
            attempts = topic_jobs.c.attempts + 1
            connection.execute(own.values(state=State.RUNNING, attempts=attempts))
        return self.job(number)

    def advance(self, job: Job, step: str, done: int, total: int) -> None:
        """Note how far a job is."""
        self._write(job, step=step, done=done, total=total)

    def finish(self, job: Job, state: State) -> None:
        """Note that a job came to its end, or failed; what failed is tried again, not for ever."""
        if state is State.FAILED and job.attempts < _ATTEMPTS:
            self._write(job, state=State.WAITING)
        else:
            self._write(job, state=state, finished_at=datetime.now(UTC))

    def take_back(self) -> int:
        """Take back the jobs of a process that died; return how many.

        Only for the owner of the indexes, before it runs any.
        """
        found = self._all(topic_jobs.c.state == State.RUNNING)
        for job in found:
            self.finish(job, State.FAILED)
        return len(found)

    def _write(self, job: Job, **values: object) -> None:
        with self._writing.begin() as connection:
            own = update(topic_jobs).where(topic_jobs.c.id == job.id)
            connection.execute(own.values(**values))

    def _one(self, *conditions: ColumnElement[bool]) -> Job | None:
        return next(iter(self._all(*conditions, limit=1)), None)

    def _all(self, *conditions: ColumnElement[bool], limit: int = 100) -> list[Job]:
        query = select(topic_jobs).where(*conditions).order_by(topic_jobs.c.id.desc())
        with self._engine.connect() as connection:
            return [_job(row) for row in connection.execute(query.limit(limit)).mappings()]


def _job(row: RowMapping) -> Job:
    finished = row["finished_at"]
    moments = {
        "asked_at": as_utc(row["asked_at"]),
        "finished_at": as_utc(finished) if finished else None,
    }
    return Job.model_validate(dict(row) | moments)

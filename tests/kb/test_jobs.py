"""Jobs and leases: each done once, whoever dies, is slow, or has a wrong clock."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select, update

from kb.catalogue import Catalogue
from kb.catalogue.job_taking import ATTEMPTS, JobTaking
from kb.catalogue.tables.people import attempts
from kb.catalogue.tables.work import jobs, leases, processes
from kb.duty import Duty
from kb.errors import LeaseLost
from kb.heart import Heart
from kb.watch import Watch
from kb.work import Job, JobKind, JobState, ProcessKind, Standing

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = int(os.environ.get("KB_TEST_ROUNDS", "1"))
OWNERS = ("anne", "benoit", "claire")

WORKER = """
import sys, threading, time
from datetime import UTC, datetime
from sqlalchemy import insert
from kb.catalogue import Catalogue
from kb.catalogue.tables.people import attempts
from kb.heart import Heart
from kb.watch import Watch
from kb.work import JobKind, ProcessKind, Standing
from kb.worker import Worker

catalogue = Catalogue.open(sys.argv[1])

def work(job):
    time.sleep(0.03)
    with catalogue.engine.execution_options(writes=True).begin() as connection:
        connection.execute(insert(attempts).values(key=str(job.id), at=datetime.now(UTC)))
        catalogue.job_taking.settle(connection, job, {}, None)

heart = Heart(catalogue, ProcessKind.WORKER, Standing, 0.2)
heart.begin()
stop = threading.Event()
threading.Thread(target=heart.run, args=(stop,), daemon=True).start()
Worker(catalogue.job_taking, heart, {JobKind.INGEST: work}, Watch(1.5)).run(stop)
"""


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('jobs') / 'catalogue.sqlite'}"
        return
    server = request.getfixturevalue("postgres")
    made = server.database()
    yield made
    server.drop(made)


@pytest.fixture(scope="module")
def opened(url: str) -> Iterator[Catalogue]:
    found = Catalogue.open(url)
    yield found
    found.close()


@pytest.fixture
def catalogue(opened: Catalogue) -> Catalogue:
    emptied(opened)
    return opened


def emptied(catalogue: Catalogue) -> None:
    with catalogue.engine.execution_options(writes=True).begin() as connection:
        for table in (jobs, leases, processes, attempts):
            connection.execute(delete(table))


def ask(catalogue: Catalogue, name: str, *, urgent: bool = False) -> int:
    return catalogue.jobs.ask(
        JobKind.INGEST, {"name": name}, digest="d" + name, key=name, urgent=urgent
    )


def due_now(catalogue: Catalogue) -> None:
    with catalogue.engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(jobs).values(not_before=datetime.now(UTC)))


ACTIONS = st.lists(
    st.tuples(st.sampled_from(OWNERS), st.sampled_from(["take", "finish", "fail", "lose", "back"])),
    max_size=40,
)


@settings(
    max_examples=25 * ROUNDS,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(actions=ACTIONS)
def test_a_job_is_finished_once_and_only_by_who_has_it(
    catalogue: Catalogue, actions: list[tuple[str, str]]
) -> None:
    emptied(catalogue)
    numbers = {ask(catalogue, str(number)) for number in range(4)}
    taking, finished = catalogue.job_taking, Counter[int]()
    hands: dict[str, Job] = {}
    for owner, action in actions:
        due_now(catalogue)
        held = hands.get(owner)
        if action == "take":
            taken = taking.take(owner)
            if taken is not None:
                assert all(taken.fence > other.fence for other in hands.values()
                           if other.id == taken.id)  # fmt: skip
                hands[owner] = taken
        elif held is not None:
            mine = (held.id, held.fence) in taking.running()
            assert tried(taking, held, action) == mine
            finished[held.id] += mine and action == "finish"
    done = [job.id for job in catalogue.jobs.some(numbers) if job.state is JobState.DONE]
    assert +finished == Counter(done)


def tried(taking: JobTaking, held: Job, action: str) -> bool:
    """Do something with a job; tell whether it was allowed."""
    doing: dict[str, Callable[[], object]] = {
        "finish": lambda: taking.finish(held, {}),
        "fail": lambda: taking.fail(held, "work.failed"),
        "back": lambda: taking.give_back(held),
    }
    if action == "lose":
        return bool(taking.take_back([(held.id, held.fence)]))
    try:
        doing[action]()
    except LeaseLost:
        return False
    return True


def test_what_fails_again_and_again_is_parked_and_waits_for_a_person(catalogue: Catalogue) -> None:
    number = ask(catalogue, "a")
    for _ in range(ATTEMPTS):
        due_now(catalogue)
        taken = catalogue.job_taking.take("anne")
        assert taken is not None
        catalogue.job_taking.fail(taken, "work.failed")
    assert catalogue.job_taking.take("anne") is None
    assert [job.id for job in catalogue.jobs.parked()] == [number]
    assert catalogue.jobs.retry() == 1
    assert catalogue.job_taking.take("anne") is not None


def test_what_failed_waits_but_not_for_a_clock_that_was_set_back(catalogue: Catalogue) -> None:
    number = ask(catalogue, "a")
    taken = catalogue.job_taking.take("anne")
    assert taken is not None
    catalogue.job_taking.fail(taken, "work.failed")
    assert catalogue.job_taking.take("anne") is None
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    with catalogue.engine.execution_options(writes=True).begin() as connection:
        connection.execute(update(jobs).where(jobs.c.id == number).values(not_before=tomorrow))
    assert catalogue.job_taking.take("anne") is not None


def test_who_waits_before_a_page_comes_first_and_asking_twice_is_one_job(
    catalogue: Catalogue,
) -> None:
    ask(catalogue, "a")
    hurried = ask(catalogue, "b", urgent=True)
    assert ask(catalogue, "b") == hurried
    taken = catalogue.job_taking.take("anne")
    assert taken is not None
    assert taken.id == hurried
    assert not catalogue.jobs.withdraw(hurried)
    catalogue.job_taking.finish(taken, {})
    done = catalogue.jobs.job(hurried)
    assert done is not None
    assert done.payload == {}
    assert ask(catalogue, "b") != hurried
    catalogue.jobs.forget(hurried)
    assert catalogue.jobs.job(hurried) is None


def test_a_lease_goes_to_another_only_when_its_holder_is_silent(catalogue: Catalogue) -> None:
    now = [0.0]
    duties = {
        name: Duty(catalogue.leases, "vectors", name, Watch(10, lambda: now[0])) for name in OWNERS
    }
    assert duties["anne"].held()
    for _ in range(30):
        now[0] += 1
        catalogue.leases.beat("anne")
        assert not duties["benoit"].held()
    for _ in range(12):
        now[0] += 1
        took = duties["benoit"].held()
    assert took
    assert not duties["anne"].held()
    assert duties["benoit"].fence > 1
    catalogue.leases.give_up("benoit")
    assert duties["claire"].held()
    assert not duties["benoit"].held()


def test_whoever_slept_itself_begins_its_watch_anew() -> None:
    now = [0.0]
    watch = Watch(10, lambda: now[0])
    assert not watch.silent({"a": 1})
    now[0] = 100
    assert not watch.silent({"a": 1})
    for _ in range(11):
        now[0] += 1
        silent = watch.silent({"a": 1, "b": int(now[0])})
    assert silent == {"a"}


def test_the_register_drops_the_dead_and_takes_the_living_back(catalogue: Catalogue) -> None:
    hearts = [Heart(catalogue, kind, Standing, 1) for kind in (ProcessKind.WEB, ProcessKind.WORKER)]
    for heart in hearts:
        heart.begin()
    catalogue.processes.leave([hearts[0].id])
    hearts[0].beat()
    found = {each.id: each.kind for each in catalogue.processes.all()}
    assert found == {hearts[0].id: ProcessKind.WEB, hearts[1].id: ProcessKind.WORKER}


def test_workers_killed_at_random_do_every_job_once(catalogue: Catalogue, url: str) -> None:
    numbers = {ask(catalogue, str(number)) for number in range(60 * ROUNDS)}
    moments = random.Random(20221124)  # noqa: S311 - moments, not secrets
    workers = [start(url) for _ in range(2)]
    try:
        end_at_work(catalogue, workers)
        workers = [start(url) for _ in range(2)]
        for kill in range(3 * ROUNDS):
            wait_for(catalogue, 15 * kill + moments.randrange(1, 15))
            end(workers.pop(0))
            workers.append(start(url))
        wait_for(catalogue, len(numbers))
    finally:
        for worker in workers:
            end(worker)
    with catalogue.engine.connect() as connection:
        done = Counter(connection.execute(select(attempts.c.key)).scalars())
    assert done == Counter(str(number) for number in numbers)
    assert any(job.attempts for job in catalogue.jobs.some(numbers)), "no kill met a job"


def wait_for(catalogue: Catalogue, done: int) -> None:
    deadline = time.monotonic() + 120
    while catalogue.jobs.counts().get((JobKind.INGEST, JobState.DONE), 0) < done:
        assert time.monotonic() < deadline, catalogue.jobs.counts()
        time.sleep(0.02)


def end(worker: subprocess.Popen[bytes]) -> None:
    worker.send_signal(signal.SIGKILL)
    worker.wait()


def end_at_work(catalogue: Catalogue, workers: list[subprocess.Popen[bytes]]) -> None:
    """Kill workers of which one has a job in hand: they are held still to look."""
    while True:
        time.sleep(0.01)
        for worker in workers:
            worker.send_signal(signal.SIGSTOP)
        if catalogue.job_taking.running():
            break
        for worker in workers:
            worker.send_signal(signal.SIGCONT)
    for worker in workers:
        end(worker)


def start(url: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", WORKER, url], cwd=ROOT, stderr=subprocess.DEVNULL
    )

"""Killed, cut off or told a wrong time: nothing is lost or doubled, and it mends itself."""

import os
import re
import signal
import time
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select, update

from kb.catalogue.schema import changes
from kb.catalogue.tables import work
from kb.nouns import Document, Filters
from kb.settings import Settings
from kb.work import JobKind, JobState
from tests.roads.conftest import add_people
from tests.roads.desk import open_page, settle, sign_in
from tests.roads.fleet import Fleet, caught_up, fleet_over, reports, until, write_files
from tests.roads.proxy import Proxy, Road
from tests.servers import PostgresServer, Servers, postgres_started, servers_started

ROUNDS = int(os.environ.get("KB_TEST_ROUNDS", "1"))
FILES = 12 * ROUNDS
WITHOUT = "Recherche par le sens indisponible"

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def postgres() -> Iterator[PostgresServer]:
    """Run a cluster that keeps what it was told, whatever happens."""
    with postgres_started(durable=True) as server:
        yield server


@pytest.fixture
def fleet(postgres: PostgresServer, tmp_path: Path) -> Iterator[Fleet]:
    url, shared = postgres.database(), tmp_path / "originals"
    shared.mkdir()

    def environment(name: str) -> dict[str, str]:
        home = tmp_path / name
        home.mkdir(exist_ok=True)
        if not (home / "originals").exists():
            (home / "originals").symlink_to(shared)
        return {"KB_HOME": str(home), "KB_DATABASE_URL": url, "KB_CHROMA_URL": "http://x",
                "KB_KEYS": str(tmp_path / "keys")}  # fmt: skip

    with fleet_over(environment, url) as started:
        add_people(Settings(home=tmp_path / "people", database_url=url))
        yield started


def documents(fleet: Fleet) -> list[Document]:
    reader = fleet.catalogue.reader
    return reader.browse(Filters(), access=reader.every_scope())


def done(fleet: Fleet) -> int:
    return len(documents(fleet))


def test_workers_stopped_and_killed_in_the_middle_lose_and_double_nothing(
    fleet: Fleet, tmp_path: Path
) -> None:
    names = write_files(tmp_path / "files", range(FILES), "navettes")
    first = fleet.worker("first")
    asked = fleet.ingest(tmp_path / "files")
    until(lambda: done(fleet) >= FILES // 4, "nothing was read")
    fleet.end(first, signal.SIGTERM)
    assert not fleet.catalogue.processes.all()
    assert (JobKind.INGEST, JobState.RUNNING) not in fleet.catalogue.jobs.counts()
    before = done(fleet)
    second = fleet.worker("second")
    until(lambda: done(fleet) > before, "nothing more was read")
    fleet.end(second)
    fleet.worker("third")
    assert reports(asked) == dict.fromkeys(names, "read")
    assert Counter(each.file_name for each in documents(fleet)) == Counter(names)
    assert not fleet.catalogue.jobs.counts()


def test_the_database_killed_in_the_middle_is_found_again(
    fleet: Fleet, postgres: PostgresServer, tmp_path: Path, browser: Browser
) -> None:
    names = write_files(tmp_path / "files", range(FILES), "mentors")
    _, app = fleet.web("web")
    page = sign_in(browser, app, "elise")
    fleet.worker("first")
    asked = fleet.ingest(tmp_path / "files")
    until(lambda: done(fleet) >= FILES // 4, "nothing was read")
    acknowledged = {each.file_name for each in documents(fleet)}
    postgres.kill()
    page.goto(f"{app}/?q=mentors")
    expect(page.locator("body")).to_contain_text("La base de données ne répond pas")
    page.goto(f"{app}/account")
    expect(page.locator("body")).to_contain_text("La base de données ne répond pas")
    postgres.start()
    assert reports(asked) == dict.fromkeys(names, "read")
    assert acknowledged <= names
    assert Counter(each.file_name for each in documents(fleet)) == Counter(names)
    open_page(page, f"{app}/?q=mentors")
    expect(page.locator("body")).not_to_contain_text("ne répond pas")


def test_what_the_killed_holder_did_for_all_is_done_by_another(fleet: Fleet) -> None:
    workers = {name: fleet.worker(name) for name in ("first", "second")}
    until(lambda: holders(fleet), "nobody does what is done for all")
    for _ in range(ROUNDS):
        holder = min(holders(fleet))
        number = place(fleet, holder)
        name = next(name for name, worker in workers.items() if worker.pid == number)
        fleet.end(workers.pop(name))
        forgotten = old_job(fleet)
        until(partial(cleared, fleet, forgotten), "nobody took the clearing over")
        until(partial(bereft, fleet, holder), "nobody took all of the turns over")
        workers[name] = fleet.worker(name)


def cleared(fleet: Fleet, number: int) -> bool:
    return fleet.catalogue.jobs.job(number) is None


def holders(fleet: Fleet) -> set[str]:
    return {each.owner for each in fleet.catalogue.leases.all() if each.owner}


def bereft(fleet: Fleet, owner: str) -> bool:
    return owner not in holders(fleet)


def place(fleet: Fleet, owner: str) -> int:
    (found,) = [each.place for each in fleet.catalogue.processes.all() if each.id == owner]
    return int(found.rpartition(":")[2])


def old_job(fleet: Fleet) -> int:
    """Leave a job that nobody comes back for, which the turns clear away."""
    number = fleet.catalogue.jobs.ask(JobKind.INGEST, {}, digest="", key="old", urgent=True)
    long_ago = datetime.now(UTC) - timedelta(days=30)
    over = {"state": JobState.PARKED, "finished_at": long_ago}
    with fleet.catalogue.engine.begin() as connection:
        connection.execute(update(work.jobs).where(work.jobs.c.id == number).values(**over))
    return number


def test_a_worker_whose_clock_was_set_back_neither_loses_nor_doubles(
    fleet: Fleet, tmp_path: Path
) -> None:
    names = write_files(tmp_path / "files", range(FILES), "horloges")
    late = fleet.worker("late", backward=True)
    asked = fleet.ingest(tmp_path / "files")
    until(lambda: done(fleet) >= FILES // 4, "nothing was read")
    with fleet.catalogue.engine.connect() as connection:
        written = connection.execute(select(changes.c.at)).scalars().all()
    assert all(at < datetime.now(UTC) - timedelta(hours=23) for at in written)
    right = fleet.worker("right")
    fleet.end(late)
    assert reports(asked) == dict.fromkeys(names, "read")
    assert Counter(each.file_name for each in documents(fleet)) == Counter(names)
    assert right.process.is_alive()


def test_an_upload_without_a_worker_says_so_and_one_whose_page_died_is_kept(
    fleet: Fleet, tmp_path: Path, browser: Browser
) -> None:
    (name,) = write_files(tmp_path / "files", [1], "tonneliers")
    web, app = fleet.web("web")
    page = sign_in(browser, app, "elise")
    send(page, app, tmp_path / "files" / name)
    expect(page.locator("body")).to_contain_text("Aucun poste de traitement ne répond")
    assert not fleet.catalogue.jobs.counts()
    send(page, app, tmp_path / "files" / name)
    until(fleet.catalogue.jobs.counts, "no job was asked for")
    fleet.end(web)
    fleet.worker("worker")
    _, again = fleet.web("web")
    page = sign_in(browser, again, "elise")
    waiting = (JobKind.DRAFT, JobState.WAITING)
    until(lambda: waiting not in fleet.catalogue.jobs.counts(), "the draft was not read")
    open_page(page, f"{again}/contribute")
    expect(page.locator('[class*="st-key-own-"]')).to_have_count(1)
    send(page, again, tmp_path / "files" / name)
    expect(page.locator('[class*="st-key-report-"]')).to_contain_text(re.compile(name))
    expect(page.get_by_text("Vous avez déjà déposé ce fichier")).to_be_visible()
    expect(page.locator('[class*="st-key-own-"]')).to_have_count(1)


def send(page: Page, app: str, path: Path) -> None:
    """Bring one file in, without waiting for what comes of it."""
    open_page(page, f"{app}/contribute")
    page.locator('input[type="file"]').set_input_files(path)
    expect(page.get_by_text(path.name).first).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Lire les fichiers").click()


@pytest.fixture
def whole(postgres: PostgresServer, tmp_path: Path) -> Iterator[tuple[Fleet, Servers, Proxy]]:
    """Run the whole server set-up; the web process reaches Chroma by a road that may be cut."""
    with servers_started(tmp_path, postgres) as servers:
        proxy = Proxy(servers.chroma.port)
        proxy.open()

        def environment(name: str) -> dict[str, str]:
            road = {"KB_CHROMA_URL": proxy.url} if name == "web" else {}
            return servers.environment(name) | road

        with fleet_over(environment, servers.database) as fleet:
            add_people(Settings(home=tmp_path / "people", database_url=servers.database))
            yield fleet, servers, proxy
        proxy.close()


def test_chroma_killed_or_cut_off_leaves_the_words_and_is_found_again(
    whole: tuple[Fleet, Servers, Proxy], tmp_path: Path, browser: Browser
) -> None:
    fleet, servers, proxy = whole
    first = write_files(tmp_path / "files", range(4), "navettes")
    _, app = fleet.web("web")
    fleet.worker("worker")
    assert reports(fleet.ingest(tmp_path / "files")) == dict.fromkeys(first, "read")
    until(partial(caught_up, fleet), "the vectors do not follow")
    page = sign_in(browser, app, "elise")
    searched(page, app, whole=True)
    servers.chroma.kill()
    searched(page, app, whole=False)
    more = write_files(tmp_path / "more", range(2), "ateliers")
    assert reports(fleet.ingest(tmp_path / "more")) == dict.fromkeys(more, "read")
    servers.chroma.start()
    until(partial(caught_up, fleet), "the vectors do not follow again")
    searched(page, app, whole=True)
    for road in (Road.REFUSED, Road.SWALLOWED):
        proxy.cut(road)
        searched(page, app, whole=False)
        proxy.open()
        searched(page, app, whole=True)


def searched(page: Page, app: str, *, whole: bool) -> None:
    """Search: words are always found, and a page that looked for words only says so."""
    until(partial(found, page, app, whole=whole), f"{whole=} is not what the page says", 30)


def found(page: Page, app: str, *, whole: bool) -> bool:
    open_page(page, f"{app}/?q=navettes+{time.monotonic_ns()}")
    expect(page.locator("body")).to_contain_text("Fiche")
    return (WITHOUT not in page.inner_text("body")) is whole

"""How long every page takes to run again for a coordinator, with many documents.

python -m benchmarks.pages [documents]: copies of the sample corpus, 10,000 unless told otherwise.
"""

import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.copies import multiply
from benchmarks.figures import CORPUS, line, milliseconds
from kb.access import PARTNERS, AccessScope
from kb.audit import OPERATOR
from kb.catalogue.twins import TwinFilter
from kb.nouns import Filters
from kb.people import Role, User
from kb.settings import Settings
from kb.store import Store, open_store
from search.twins.finding import TwinFinder
from search.twins.laying import PracticeTwins
from ui.places import Place
from ui.services import Services

_RUNS = 15
_MARK = 300
"""Milliseconds that a rerun may take."""

_QUESTIONS = ("mentorat", "recruter sans CV", "labour needs survey", "jumelage", "inclusion")
_AT_ONE_THING = {"draft", "submission"}
"""Pages for one document on a desk, whose cost does not depend on how many others there are."""


def main() -> None:
    """Fill a home, and run each page many times as a coordinator of Québec."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with TemporaryDirectory(prefix="passerelle-benchmark-") as folder:
        os.environ["KB_HOME"] = os.environ.get("KB_BENCHMARK_HOME", folder)
        if "KB_BENCHMARK_HOME" not in os.environ:
            _fill(Path(folder), wanted)
        from ui import places
        from ui.services import opened_services

        services = opened_services()
        store = services.store
        _settle(services)
        sys.stdout.write(f"{store.catalogue.feed.published_passages()} passages\n")
        for role in (Role.COORDINATOR, Role.ADMINISTRATOR):
            for name, timings in _timings(store, _person(store, role), places.PAGES):
                _say(f"{name} ({role})", timings)


def _say(name: str, timings: Sequence[float]) -> None:
    slow = "   over the mark" if max(timings[1:]) > _MARK else ""
    sys.stdout.write(f"{line(name, timings[1:])}   first {timings[0]:6.0f}{slow}\n")
    sys.stdout.flush()


def _fill(home: Path, wanted: int) -> None:
    command = [sys.executable, "cli.py", "ingest", "corpus"]
    subprocess.run(command, cwd=CORPUS.parent, check=True, capture_output=True)
    with open_store(Settings(home=home, database_url="")) as store:
        multiply(store, wanted)


def _settle(services: Services) -> None:
    """Find topics and some twins first: without, their pages have nothing to show."""
    for _ in range(2):
        # The second look sees that nothing more came.
        services.tending.settle()
    services.tending.work()
    finder = TwinFinder.over(services.store)
    while finder.step() and not _pairs(services):
        pass


def _pairs(services: Services) -> list[PracticeTwins]:
    scope = services.store.catalogue.reader.every_scope()
    return services.twins.practices(TwinFilter(), access=scope, limit=1)[1]


def _person(store: Store, role: Role) -> User:
    login = f"mesure-{role}"
    known = store.catalogue.people.by_login(login)
    if known is not None:
        return known
    user, _ = store.accounts.add(login, name="Mesure", party="qc", role=role, by=OPERATOR)
    settled = user.model_copy(update={"must_change": False})
    with store.catalogue.people.writing.begin() as connection:
        store.catalogue.people.set_password(connection, user.id, "", must_change=False)
    return settled


def _timings(store: Store, user: User, pages: Iterable[Place]) -> Iterator[tuple[str, list[float]]]:
    """Run pages as somebody who carries a session's token: there is no browser to hold it."""
    from streamlit.testing.v1 import AppTest

    from ui import session

    token = store.accounts.open_session(user)
    session.token = lambda: token
    face = str(CORPUS.parent / "ui" / "face.py")
    for place in pages:
        if place.name in _AT_ONE_THING or not place.allowed(user):
            continue
        for parameters in _addresses(place.name):
            test = AppTest.from_file(face, default_timeout=600).run()
            test.switch_page(place.path)
            for name, value in parameters.items():
                test.query_params[name] = value
            timings = milliseconds([test.run] * (_RUNS + 1))
            problems = [each.value for each in [*test.exception, *test.error]]
            if problems:
                raise SystemExit(f"{place.name}: {problems[0]}")
            yield place.name, timings
    test = AppTest.from_file(face, default_timeout=600).run()
    yield "search, a new question each time", milliseconds(_asking(test))


def _asking(test: Any) -> Iterator[Callable[[], object]]:
    for number in range(_RUNS + 1):
        text = f"{_QUESTIONS[number % len(_QUESTIONS)]} {number}"
        yield test.text_input(key="question").set_value(text).run


def _addresses(name: str) -> list[Mapping[str, str]]:
    """Give the addresses at which to look at a page."""
    from ui.services import opened_services

    services = opened_services()
    reader = services.store.catalogue.reader
    scope = replace(reader.every_scope(), person="benchmark", decides_for="qc")
    if name == "document":
        some = reader.browse(Filters(), access=scope, limit=1, offset=700)
        return [{"id": some[0].id}]
    if name == "domain":
        return [{"key": "retention"}, {"key": "digital", "q": "robots"}]
    if name == "topic":
        return [{"id": each} for each in list(services.topics.topics(PARTNERS, access=scope))[:1]]
    if name == "twin":
        return [
            {"one": each.practice.id, "other": each.every[0].document.id}
            for each in _pairs(services)
        ]
    if name == "activity":
        plans = services.store.catalogue.plan.plans(access=scope)
        return [{"id": _activity(services, plans[0].id, scope)}] if plans else []
    return [{}]


def _activity(services: Services, plan_id: str, access: AccessScope) -> str:
    return services.store.catalogue.plan.programme(plan_id, access=access).activities[0].id


if __name__ == "__main__":
    main()

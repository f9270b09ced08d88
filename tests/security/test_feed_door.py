"""The door of feeds: an address opens what its owner may read, and says nothing to others."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from lxml import etree
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.testclient import TestClient

from kb.access import scope_of
from kb.audit import OPERATOR
from kb.catalogue.tables.interest import subscriptions
from kb.interest import FollowKind
from kb.people import Role, User
from kb.settings import STATIC_ENCODER, Settings
from kb.store import Store, open_store
from tests.people import Crowd
from tests.shelf import Shelf
from ui import services
from ui.doors.headers import Headers
from ui.doors.pace import Pace
from ui.doors.routes import routes
from ui.services import Services, services_over

ATOM = {"a": "http://www.w3.org/2005/Atom"}
SCRIPT = "<script>window.owned=1</script> & \x1bautre"
GUESTS = frozenset({"public"})


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    home: Path = tmp_path_factory.mktemp("feed") / "home"
    chosen = Settings(home=home, database_url="", encoder=str(STATIC_ENCODER))
    with open_store(chosen) as store:
        yield services_over(store)


@pytest.fixture
def store(opened: Services) -> Store:
    return opened.store


@pytest.fixture
def web(opened: Services, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    monkeypatch.setattr(services, "opened_services", lambda: opened)
    app = Starlette(routes=list(routes()), middleware=[Middleware(Headers)])
    with TestClient(app, follow_redirects=False) as browser:
        yield browser


@pytest.fixture
def reader(opened: Services) -> Callable[[str, str], tuple[User, str]]:
    """Hire somebody of a party who follows a domain; give them and their feed's secret."""

    def hire(login: str, party: str) -> tuple[User, str]:
        user = Crowd(opened.store).add(login, Role.AGENT, party)
        opened.interest.following.follow(
            user, FollowKind.DOMAIN, "retention", access=scope_of(user, GUESTS)
        )
        return user, opened.interest.feeds.renew(user, datetime.now(UTC))

    return hire


def titles(content: bytes) -> set[str]:
    return {each.text or "" for each in etree.fromstring(content).findall("a:entry/a:title", ATOM)}


def test_a_feed_holds_what_its_owner_reads_at_that_moment(
    store: Store, web: TestClient, reader: Callable[[str, str], tuple[User, str]]
) -> None:
    _, secret = reader("lise", "fr")
    _, other = reader("paul", "qc")
    shelf = Shelf(store)
    shelf.put("Un mentor par apprenti.", title="Ouverte")
    own = shelf.put("Un tuteur par apprenti.", title="Du Québec", audience="party")
    shelf.put("Un atelier par mois.", title="Du groupe", audience="group:pilote")
    answer = web.get(f"/feed/{secret}")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    assert titles(answer.content) == {"Ouverte"}
    assert titles(web.get(f"/feed/{other}").content) == {"Ouverte", "Du Québec"}
    store.eraser.withdraw(own, actor=OPERATOR)
    assert titles(web.get(f"/feed/{other}").content) == {"Ouverte"}


def test_a_feed_that_did_not_change_is_not_sent_again(
    store: Store, web: TestClient, reader: Callable[[str, str], tuple[User, str]]
) -> None:
    _, secret = reader("ines", "fr")
    first = web.get(f"/feed/{secret}")
    mark = first.headers["etag"]
    again = web.get(f"/feed/{secret}", headers={"If-None-Match": f'"x", W/{mark}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == mark
    Shelf(store).put("Un carnet par apprenti.", title="Carnet")
    fresh = web.get(f"/feed/{secret}", headers={"If-None-Match": mark})
    assert fresh.status_code == 200
    assert titles(fresh.content) == {"Carnet"}


def test_unknown_closed_and_revoked_addresses_are_answered_alike(
    store: Store,
    opened: Services,
    web: TestClient,
    reader: Callable[[str, str], tuple[User, str]],
) -> None:
    renewed, old = reader("rene", "fr")
    opened.interest.feeds.renew(renewed, datetime.now(UTC))
    closed, revoked = reader("clara", "fr")
    opened.interest.feeds.revoke(closed)
    disabled, shut = reader("denis", "fr")
    store.accounts.change(disabled.model_copy(update={"disabled": True}), by=OPERATOR)
    answers = [web.get(f"/feed/{each}") for each in (old, revoked, shut, "x", "x" * 43, "%00")]
    seen = {(a.status_code, a.content, tuple(sorted(a.headers.items()))) for a in answers}
    assert len(seen) == 1
    assert answers[0].status_code == 404


def test_the_secret_is_not_kept(
    store: Store, reader: Callable[[str, str], tuple[User, str]]
) -> None:
    _, secret = reader("sam", "fr")
    with store.catalogue.engine.connect() as connection:
        kept = connection.execute(subscriptions.select()).all()
    assert kept
    assert not any(secret in str(row) for row in kept)


def test_a_feed_runs_nothing_and_keeps_to_itself(
    store: Store, web: TestClient, reader: Callable[[str, str], tuple[User, str]]
) -> None:
    _, secret = reader("zoe", "fr")
    Shelf(store).put("Un piège par page.", title=SCRIPT)
    answer = web.get(f"/feed/{secret}")
    assert b"<script" not in answer.content
    assert "<script>window.owned=1</script> & autre" in titles(answer.content)
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "private, no-cache"
    assert answer.headers["x-robots-tag"] == "noindex"
    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert "set-cookie" not in answer.headers
    assert "access-control-allow-origin" not in answer.headers
    assert web.post(f"/feed/{secret}").status_code == 405


def test_cookies_open_nothing(
    opened: Services, web: TestClient, reader: Callable[[str, str], tuple[User, str]]
) -> None:
    user, _ = reader("tom", "fr")
    token = opened.store.accounts.open_session(user)
    answer = web.get("/feed/x", headers={"Cookie": f"passerelle_session={token}"})
    assert answer.status_code == 404


def test_guessing_and_hammering_are_slowed(
    web: TestClient, reader: Callable[[str, str], tuple[User, str]]
) -> None:
    _, secret = reader("uma", "fr")
    guesses = [web.get(f"/feed/{number}").status_code for number in range(25)]
    assert guesses == [404] * 20 + [429] * 5
    readings = [web.get(f"/feed/{secret}") for _ in range(61)]
    assert [each.status_code for each in readings[:60]] == [200] * 60
    assert readings[60].status_code == 429
    assert readings[60].headers["retry-after"] == "600"


def test_a_pace_is_kept_and_forgotten_with_time() -> None:
    now = [0.0]
    pace = Pace(2, 10, lambda: now[0])
    assert [pace.allows("a"), pace.allows("a"), pace.allows("a"), pace.allows("b")] == [
        True, True, False, True,
    ]  # fmt: skip
    now[0] = 10.0
    assert pace.allows("a")

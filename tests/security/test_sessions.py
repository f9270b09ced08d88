"""Sessions and passwords at the doors: new tokens, ends, limits, and nothing told."""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import update
from starlette.testclient import TestClient

from kb.catalogue.tables.people import sessions
from kb.people import Role, User
from tests.security.office import Office, door
from tests.security.test_csrf import COOKIE, form_of

PHRASE = "Le vélo 🚲 du matin, toujours"


@pytest.fixture
def web(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with door(office, monkeypatch) as web:
        yield web


@pytest.fixture
def ada(office: Office) -> tuple[User, str]:
    return office.accounts.add("ada", name="Ada", party="qc", role=Role.AGENT, by="test")


def enter(web: TestClient, password: str, login: str = "ada") -> int:
    """Sign in as anybody would; give the status."""
    form = {"login": login, "password": password, "token": form_of(web, "/sign-in")}
    return web.post("/sign-in", data=form).status_code


def test_a_token_set_beforehand_is_not_adopted(
    web: TestClient, office: Office, ada: tuple[User, str]
) -> None:
    web.cookies.set(COOKIE, "chosen-by-the-attacker", path="/", domain="testserver.local")
    assert enter(web, ada[1]) == 303
    assert web.cookies[COOKIE] != "chosen-by-the-attacker"
    assert office.accounts.person("chosen-by-the-attacker") is None


def test_signing_in_again_ends_the_session_before(
    web: TestClient, office: Office, ada: tuple[User, str]
) -> None:
    enter(web, ada[1])
    before = web.cookies[COOKIE]
    enter(web, ada[1])
    assert web.cookies[COOKIE] != before
    assert office.accounts.person(before) is None
    assert office.accounts.person(web.cookies[COOKIE]) == ada[0]


def test_tokens_are_long_random_and_not_kept(office: Office, ada: tuple[User, str]) -> None:
    tokens = {office.accounts.open_session(ada[0]) for _ in range(20)}
    assert len(tokens) == 20
    assert all(len(token) >= 43 for token in tokens)
    office.catalogue.engine.dispose()
    kept = b"".join(path.read_bytes() for path in office.settings.home.rglob("*.sqlite*"))
    assert not any(token.encode() in kept for token in tokens)
    assert ada[1].encode() not in kept


def test_signing_out_ends_the_session_for_everybody_who_kept_the_token(
    web: TestClient, office: Office, ada: tuple[User, str]
) -> None:
    enter(web, ada[1])
    token = web.cookies[COOKIE]
    answer = web.post("/sign-out", data={"token": form_of(web, "/account")})
    assert 'passerelle_session=""' in answer.headers["set-cookie"]
    assert office.accounts.person(token) is None


@pytest.mark.parametrize(
    "facts", [{"seen_at": timedelta(hours=-4)}, {"expires_at": timedelta(seconds=-1)}]
)
def test_sessions_end_by_themselves(
    web: TestClient, office: Office, ada: tuple[User, str], facts: dict[str, timedelta]
) -> None:
    enter(web, ada[1])
    with office.accounts.people.writing.begin() as connection:
        now = datetime.now(UTC)
        aged = {name: now + since for name, since in facts.items()}
        connection.execute(update(sessions).values(**aged))
    assert web.get("/account").headers["location"].startswith("/sign-in")


def test_a_new_password_needs_the_old_one_and_ends_the_sessions_elsewhere(
    web: TestClient, office: Office, ada: tuple[User, str]
) -> None:
    enter(web, ada[1])
    elsewhere = office.accounts.open_session(ada[0])
    form = {"token": form_of(web, "/account"), "new": PHRASE, "again": PHRASE}
    assert web.post("/account", data=form | {"old": "not this one"}).status_code == 400
    assert office.accounts.person(elsewhere)
    assert web.post("/account", data=form | {"old": ada[1]}).status_code == 200
    assert office.accounts.person(elsewhere) is None
    user = office.accounts.person(web.cookies[COOKIE])
    assert user is not None
    assert not user.must_change
    web.cookies.clear()
    assert enter(web, PHRASE) == 303


PASSWORDS = {
    "onze signes": 400,
    "passwordpassword": 400,
    "123456789012": 400,
    "tram verte à midi " * 8: 400,
    "a quiet green tram at noon": 200,
    "ünïcode ☂ und viele Wörter": 200,
    "s p a c e s between letters": 200,
    "tram verte à midi " * 7: 200,
}


def test_passwords_are_judged_by_length_and_how_soon_they_are_guessed(
    web: TestClient, ada: tuple[User, str]
) -> None:
    old = ada[1]
    enter(web, old)
    for password, status in PASSWORDS.items():
        form = {"token": form_of(web, "/account"), "old": old, "new": password, "again": password}
        assert web.post("/account", data=form).status_code == status, password
        old = password if status == 200 else old


def test_no_password_is_cut(web: TestClient, office: Office, ada: tuple[User, str]) -> None:
    longest = ("wagon vert à midi " * 12)[:128]
    token = office.accounts.open_session(ada[0])
    office.accounts.change_password(ada[0], ada[1], longest, token=token)
    assert enter(web, longest + "more") == 401
    assert enter(web, longest[:-1]) == 401
    assert enter(web, longest) == 303


def test_a_wrong_login_and_a_wrong_password_look_the_same(
    web: TestClient, ada: tuple[User, str]
) -> None:
    answers = []
    for login in ("ada", "nobody"):
        form = {"login": login, "password": "wrong", "token": form_of(web, "/sign-in")}
        answer = web.post("/sign-in", data=form)
        # Not the bare name: a token may hold these letters too.
        answers.append((answer.status_code, answer.text.replace(f'"{login}"', "")))
    assert answers[0] == answers[1]


def test_guessing_is_stopped_even_with_the_right_password_at_last(
    web: TestClient, ada: tuple[User, str]
) -> None:
    assert [enter(web, f"guess {number}") for number in range(5)] == [401] * 5
    assert enter(web, ada[1]) == 401
    assert COOKIE not in web.cookies


def test_the_log_and_the_audit_hold_no_secrets(
    web: TestClient, office: Office, ada: tuple[User, str], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    enter(web, "a wrong password of mine")
    enter(web, ada[1])
    token = web.cookies[COOKIE]
    web.post("/account", data={"token": form_of(web, "/account"), "old": "x", "new": PHRASE})
    told = caplog.text + "".join(map(str, office.audit.records()))
    for secret in (ada[1], token, "a wrong password of mine", PHRASE):
        assert secret not in told
    assert office.audit.verify() is None


def test_the_account_lists_where_one_is_signed_in(
    web: TestClient, office: Office, ada: tuple[User, str]
) -> None:
    office.accounts.open_session(ada[0], device="<b>Lynx</b>")
    enter(web, ada[1])
    page = web.get("/account")
    assert "&lt;b&gt;Lynx&lt;/b&gt;" in page.text
    assert page.headers["cache-control"] == "no-store"
    assert web.cookies[COOKIE] not in page.text

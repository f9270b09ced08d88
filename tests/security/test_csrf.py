"""Every route that changes something refuses a form that is not our own, and leads nowhere else."""

from collections.abc import Iterator
from urllib.parse import unquote

import httpx
import pytest
from starlette.testclient import TestClient

from kb.people import Role
from tests.security.conftest import person
from tests.security.office import Office, door
from ui.doors.cookies import safe_target

COOKIE = "passerelle_session"
ELSEWHERE = (
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "https:evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "\t//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "evil.example",
    "",
)


@pytest.fixture
def web(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with door(office, monkeypatch) as web:
        yield web


@pytest.fixture
def password(office: Office) -> str:
    _, password = office.accounts.add("ada", name="Ada", party="qc", role=Role.AGENT, by="test")
    return password


def form_of(web: TestClient, place: str) -> str:
    """Read the token of the form on a page."""
    return str(web.get(place).text.split('name="token" value="')[1].split('"')[0])


def sign_in(web: TestClient, password: str, target: str = "/") -> httpx.Response:
    form = {"login": "ada", "password": password, "token": form_of(web, "/sign-in")}
    answer = web.post("/sign-in", params={"next": target}, data=form)
    assert answer.status_code == 303
    return answer  # type: ignore[return-value]


def test_signing_in_needs_our_form_in_the_same_browser(web: TestClient, password: str) -> None:
    given = {"login": "ada", "password": password}
    assert web.post("/sign-in", data=given).status_code == 403
    foreign = form_of(web, "/sign-in")
    web.cookies.clear()
    assert web.post("/sign-in", data=given | {"token": foreign}).status_code == 403
    web.get("/sign-in")
    assert web.post("/sign-in", data=given | {"token": foreign}).status_code == 403
    assert COOKIE not in web.cookies


def test_an_account_changes_by_our_form_alone(
    web: TestClient, office: Office, password: str
) -> None:
    sign_in(web, password)
    user = person(office, "ada")
    elsewhere = office.accounts.open_session(user)
    new = {"old": password, "new": "a brand new phrase", "again": "a brand new phrase"}
    for token in ("", "0" * 64, "é", form_of(web, "/sign-in")):
        for wish in ({"wish": "elsewhere"}, new):
            assert web.post("/account", data=wish | {"token": token}).status_code == 403
        assert web.post("/sign-out", data={"token": token}).headers["location"] == "/"
    assert office.accounts.person(elsewhere) == user
    assert office.accounts.person(web.cookies[COOKIE]) == user


def test_reading_changes_nothing(web: TestClient, office: Office, password: str) -> None:
    sign_in(web, password)
    for place in ("/sign-out", "/account", "/sign-in"):
        web.get(place, params={"wish": "elsewhere", "token": form_of(web, "/account")})
    assert office.accounts.person(web.cookies[COOKIE])


def test_a_form_is_small_and_holds_no_files(web: TestClient, password: str) -> None:
    form = {"login": "ada", "password": password, "token": form_of(web, "/sign-in")}
    assert web.post("/sign-in", data=form | {"more": "x" * 20_000}).status_code == 413
    assert web.post("/sign-in", data=form, files={"file": b"x"}).status_code == 403
    assert web.post("/sign-in", json=form).status_code in {400, 403}
    many = "&".join(f"field{number}=x" for number in range(100))
    assert web.post("/sign-in", content=many).status_code == 400


@pytest.mark.parametrize("target", ELSEWHERE)
def test_the_way_on_leads_to_no_other_site(target: str) -> None:
    assert safe_target(target) == "/"


def test_signing_in_leads_on_within_the_site(web: TestClient, password: str) -> None:
    for target in ELSEWHERE[:5]:
        assert sign_in(web, password, target).headers["location"] == "/"
    assert sign_in(web, password, "/document?id=1").headers["location"] == "/document?id=1"


def test_words_of_the_address_and_of_a_form_run_nowhere(web: TestClient, office: Office) -> None:
    hostile = '"><script>alert(1)</script>{{ 7 * 7 }}'
    asked = web.get("/sign-in", params={"next": f"/{hostile}", "lang": hostile})
    assert "<script>alert" not in asked.text
    assert "{{ 7 * 7 }}" in unquote(asked.text)
    form = {"login": hostile, "password": "x", "token": form_of(web, "/sign-in")}
    refused = web.post("/sign-in", data=form).text
    assert "&lt;script&gt;alert(1)" in refused
    assert "<script>alert" not in refused

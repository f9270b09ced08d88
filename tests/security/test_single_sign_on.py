"""Single sign-on against a real provider: who is let in, as what, and what is refused."""

import shutil
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from joserfc.jwk import OctKey, RSAKey
from pydantic import SecretStr, ValidationError
from starlette.testclient import TestClient

from kb.audit import Action
from kb.people import Role, User
from kb.settings import Settings
from tests.security.identity import CLIENT, SECRET, Provider, served
from tests.security.office import Office, door, opened

COOKIE = "passerelle_session"


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with served(Provider()) as provider:
        yield provider


@pytest.fixture
def provider(running: Provider) -> Provider:
    """Vouch for Ada, soundly."""
    running.claims = {"sub": "ada", "preferred_username": "Ada", "name": "Ada L."}
    running.spoil, running.signer, running.algorithm = {}, None, "RS256"
    running.calls_itself = ""
    return running


@pytest.fixture
def settings(provider: Provider, tmp_path: Path) -> Settings:
    return Settings(
        home=tmp_path / "home",
        database_url="",
        oidc_issuer=provider.address,
        oidc_client=CLIENT,
        oidc_secret=SecretStr(SECRET),
        oidc_party="fr",
    )


@pytest.fixture
def office(settings: Settings, blank: Path) -> Iterator[Office]:
    shutil.copytree(blank, settings.home)
    with opened(settings) as office:
        yield office


@pytest.fixture
def client(office: Office, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    with door(office, monkeypatch) as browser:
        yield browser


def set_out(client: TestClient, target: str = "/themes", language: str = "en") -> Any:
    """Go to the provider, which sends the browser back at once; give the way back."""
    begun = client.get("/oidc/start", params={"next": target, "lang": language})
    assert begun.status_code == 302, begun.text
    return httpx.get(begun.headers["location"])


def come_back(client: TestClient, target: str = "/themes") -> Any:
    """Take the whole way."""
    return client.get(set_out(client, target).headers["location"])


def only(office: Office) -> User:
    (user,) = office.accounts.people.everyone()
    return user


def refused(office: Office) -> list[str]:
    """List why people were refused."""
    records = office.accounts.audit.records(actions=[Action.SIGN_IN_FAILED])
    return [record.details["reason"] for record in records]


def test_somebody_new_is_let_in_and_led_on(client: TestClient, office: Office) -> None:
    answer = come_back(client)
    assert (answer.status_code, answer.headers["location"]) == (303, "/themes")
    user = only(office)
    assert (user.login, user.name, user.party, user.role) == ("ada", "Ada L.", "fr", Role.AGENT)
    assert user.subject == f"{office.settings.oidc_issuer}|ada"
    assert not user.must_change
    assert office.accounts.person(client.cookies[COOKIE]) == user


def test_the_way_there_carries_what_guards_it(client: TestClient, provider: Provider) -> None:
    begun = client.get("/oidc/start")
    sent = parse_qs(urlsplit(begun.headers["location"]).query)
    assert sent["code_challenge_method"] == ["S256"]
    assert sent["response_type"] == ["code"]
    assert min(len(sent[name][0]) for name in ("state", "nonce", "code_challenge")) > 15
    cookie = begun.headers["set-cookie"].casefold()
    assert all(part in cookie for part in ("passerelle_oidc=", "httponly", "samesite=lax"))
    assert "path=/oidc" in cookie
    assert SECRET not in begun.headers["location"]


@pytest.mark.parametrize(
    "spoilt",
    [
        {"nonce": "another"},
        {"nonce": None},
        {"aud": "somebody-else"},
        {"aud": ["somebody-else"], "azp": CLIENT},
        {"iss": "https://elsewhere.example"},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"sub": ""},
        {"sub": None},
    ],
)
def test_a_token_that_does_not_hold_is_refused(
    client: TestClient, office: Office, provider: Provider, spoilt: dict[str, object]
) -> None:
    provider.spoil = spoilt
    answer = come_back(client)
    assert answer.status_code == 401
    assert "did not succeed" in answer.text
    assert COOKIE not in client.cookies
    assert not office.accounts.people.everyone()
    assert refused(office) == ["oidc.refused"]


def test_a_key_of_somebody_else_is_refused(
    client: TestClient, office: Office, provider: Provider
) -> None:
    provider.signer = RSAKey.generate_key(2048, {"kid": "one"})
    assert come_back(client).status_code == 401
    assert not office.accounts.people.everyone()


@pytest.mark.filterwarnings("ignore")
def test_our_own_secret_signs_nothing(
    client: TestClient, office: Office, provider: Provider
) -> None:
    provider.signer = OctKey.import_key(SECRET.ljust(32, "x"), {"kid": "one"})  # type: ignore[assignment]
    provider.algorithm = "HS256"
    assert come_back(client).status_code == 401
    assert not office.accounts.people.everyone()


def test_a_provider_that_calls_itself_otherwise_is_not_asked(
    client: TestClient, office: Office, provider: Provider
) -> None:
    provider.calls_itself = "https://elsewhere.example"
    answer = client.get("/oidc/start?lang=en")
    assert answer.status_code == 503
    assert "does not answer" in answer.text
    assert refused(office) == ["oidc.unavailable"]


def test_a_browser_that_did_not_set_out_is_refused(client: TestClient, office: Office) -> None:
    """Somebody lures a victim into the attacker's account: the state is in no cookie of theirs."""
    luring = set_out(client).headers["location"]
    client.cookies.clear()
    assert client.get(luring).status_code == 401
    assert COOKIE not in client.cookies
    assert refused(office) == ["oidc.refused"]


def test_another_state_is_refused_and_a_way_back_is_used_once(
    client: TestClient, office: Office
) -> None:
    set_out(client)
    assert client.get("/oidc/back?code=one-time&state=guessed").status_code == 401
    way_back = set_out(client).headers["location"]
    assert client.get(way_back).status_code == 303
    client.cookies.delete(COOKIE)
    assert client.get(way_back).status_code == 401


def test_a_provider_that_says_no_is_told_of(client: TestClient, office: Office) -> None:
    client.get("/oidc/start?lang=fr&next=/themes")
    answer = client.get("/oidc/back?error=access_denied&error_description=<script>x")
    assert answer.status_code == 401
    assert "n’a pas abouti" in answer.text
    assert "next=/themes" in answer.text
    assert "<script>x" not in answer.text


def test_a_closed_account_is_refused_by_name(client: TestClient, office: Office) -> None:
    come_back(client)
    user = only(office)
    office.accounts.change(user.model_copy(update={"disabled": True}), by="test")
    client.cookies.clear()
    answer = come_back(client)
    assert answer.status_code == 401
    assert "closed" in answer.text
    assert COOKIE not in client.cookies
    assert [
        each.actor for each in office.accounts.audit.records(actions=[Action.SIGN_IN_FAILED])
    ] == [user.id]


@pytest.mark.parametrize(
    ("claims", "role"),
    [
        ({}, Role.AGENT),
        ({"roles": ["expert"]}, Role.EXPERT),
        ({"groups": ["staff", "coordinator", "expert"]}, Role.COORDINATOR),
        ({"roles": "expert"}, Role.EXPERT),
        ({"roles": ["administrator", "Administrator", "admin"]}, Role.AGENT),
        ({"roles": ["expert", "passerelle-administrator"]}, Role.ADMINISTRATOR),
        ({"roles": [{"name": "coordinator"}]}, Role.AGENT),
    ],
)
def test_claims_give_a_role(
    client: TestClient, office: Office, provider: Provider, claims: dict[str, object], role: Role
) -> None:
    provider.claims |= claims
    come_back(client)
    assert only(office).role is role


def test_a_later_sign_in_brings_what_is_new(
    client: TestClient, office: Office, provider: Provider
) -> None:
    provider.claims |= {"roles": ["coordinator"], "passerelle_groups": ["pilote", "two\nlines"]}
    come_back(client)
    assert only(office).groups == ("pilote", "two lines")
    provider.claims = {"sub": "ada", "name": "Ada King", "email": "ada@example.org"}
    come_back(client)
    user = only(office)
    assert (user.name, user.email, user.role) == ("Ada King", "ada@example.org", Role.COORDINATOR)
    assert user.groups == ("pilote", "two lines")
    provider.claims |= {"roles": [], "passerelle_groups": [], "email_verified": False, "email": "x"}
    come_back(client)
    user = only(office)
    assert (user.role, user.groups, user.email) == (Role.AGENT, (), "ada@example.org")


def test_a_login_that_is_taken_is_not_shared(
    client: TestClient, office: Office, provider: Provider
) -> None:
    local, _ = office.accounts.add("ada", name="Local", party="qc", role=Role.EXPERT, by="test")
    come_back(client)
    found = office.accounts.person(client.cookies[COOKIE])
    assert found is not None
    assert (found.login, found.id != local.id) == ("ada-2", True)


def test_the_last_administrator_is_not_made_an_agent(
    client: TestClient, office: Office, provider: Provider
) -> None:
    provider.claims |= {"roles": ["passerelle-administrator"]}
    come_back(client)
    client.cookies.clear()
    provider.claims |= {"roles": ["agent"]}
    assert come_back(client).status_code == 401
    assert only(office).role is Role.ADMINISTRATOR


@pytest.mark.parametrize("target", ["//evil.example", "https:evil.example", "/\\evil.example"])
def test_the_way_on_stays_here(client: TestClient, target: str) -> None:
    assert come_back(client, target).headers["location"] == "/"


def test_knocking_fills_no_audit(client: TestClient, office: Office) -> None:
    for _ in range(60):
        assert client.get("/oidc/back?code=x&state=y").status_code == 401
    assert len(refused(office)) == 50


def test_without_a_provider_there_is_no_door(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = Settings(home=tmp_path / "plain", database_url="", oidc_issuer="", oidc_client="")
    with opened(plain) as office, door(office, monkeypatch) as browser:
        assert browser.get("/oidc/start").status_code == 404
        assert browser.get("/oidc/back").status_code == 404
        assert "/oidc/start" not in browser.get("/sign-in").text


@pytest.mark.parametrize("issuer", ["http://sso.example", "sso.example", "javascript:1"])
def test_a_provider_is_reached_by_https(issuer: str, tmp_path: Path) -> None:
    with pytest.raises(ValidationError):
        Settings(home=tmp_path, oidc_issuer=issuer)

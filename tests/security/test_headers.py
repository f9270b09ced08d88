"""Headers, cookies, and the doors that Streamlit would open to everybody."""

import base64
from dataclasses import replace

import httpx
import pytest

from kb.people import Role
from tests.security.conftest import person
from tests.security.office import Office, door

PLACES = (
    "/",
    "/sign-in",
    "/account",
    "/media/nothing",
    "/_stcore/health",
    "/oidc/start",
    "/nowhere",
)
OUTSIDE = (
    "/app/static/../cli.py",
    "/..%2f..%2fetc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/media/../catalogue.sqlite",
    "/media/..%2f..%2fkeys/forms.key",
    "/static/..%2f..%2fREADME.md",
    "/component/x/..%2f..%2fapp.py",
    "//etc/passwd",
    "/%5cetc%5cpasswd",
    "/catalogue.sqlite",
    "/keys/audit.key",
    "/data/catalogue.sqlite",
    "/.streamlit/config.toml",
    "/.git/config",
    "/app/static/catalogue.sqlite",
)


@pytest.mark.parametrize("place", PLACES)
def test_every_answer_keeps_to_itself(app: str, place: str) -> None:
    headers = httpx.get(f"{app}{place}").headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["referrer-policy"] == "same-origin"
    policy = headers["content-security-policy"]
    wanted = ("default-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri")
    assert all(part in policy for part in wanted)
    assert "*" not in policy
    assert "charset" in headers.get("content-type", "charset") or place.startswith("/_stcore")
    assert headers.get("cache-control") in {"no-store", "no-cache"}
    assert "access-control-allow-origin" not in headers


def test_a_foreign_page_reads_nothing(app: str) -> None:
    answer = httpx.get(f"{app}/_stcore/host-config", headers={"Origin": "https://evil.example"})
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("origin", "status"), [("https://evil.example", 403), ("null", 403), ("", 101)]
)
def test_the_socket_is_for_our_own_pages(app: str, origin: str, status: int) -> None:
    headers = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": base64.b64encode(b"0" * 16).decode(),
        "Origin": origin or app,
    }
    with httpx.stream("GET", f"{app}/_stcore/stream", headers=headers) as answer:
        assert answer.status_code == status


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent/interact", "/_stcore/agent/openapi.json"]
)
def test_figures_and_driving_by_program_are_for_nobody(app: str, path: str, method: str) -> None:
    assert httpx.request(method, f"{app}{path}").status_code == 404


@pytest.mark.parametrize("path", OUTSIDE)
def test_no_path_leads_out_of_the_pages(app: str, path: str) -> None:
    """What is no file of the face is refused, or answered by the empty page of every address."""
    shell = httpx.get(f"{app}/").content
    answer = httpx.get(httpx.URL(app, raw_path=path.encode()))
    assert answer.status_code in {400, 404} or answer.content == shell


def test_trouble_tells_no_inside(app: str) -> None:
    answer = httpx.post(f"{app}/sign-in", content=b"\xff", headers={"Cookie": "passerelle_form=x"})
    assert answer.status_code == 400
    assert "Traceback" not in answer.text
    assert httpx.request("TRACE", f"{app}/sign-in").status_code == 405


def test_by_https_cookies_are_held_to_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    public = office.settings.model_copy(update={"public_url": "https://kb.example"})
    _, password = office.accounts.add("ada", name="Ada", party="qc", role=Role.AGENT, by="test")
    with door(replace(office, settings=public), monkeypatch, base_url="https://kb.example") as web:
        asked = web.get("/sign-in")
        form = asked.text.split('name="token" value="')[1].split('"')[0]
        told = {"login": "ada", "password": password, "token": form}
        cookie = web.post("/sign-in", data=told).headers["set-cookie"].casefold()
        assert cookie.startswith("__host-passerelle_session=")
        for part in ("; httponly", "; secure", "; samesite=lax", "; path=/"):
            assert part in cookie
        assert "domain=" not in cookie
        assert asked.headers["strict-transport-security"].startswith("max-age=31536000")
        assert "; secure" in asked.headers["set-cookie"].casefold()
    assert person(office, "ada").must_change

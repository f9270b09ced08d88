"""Who sees which page in a real browser: by role, by party, as long as a session lives."""

import shutil
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from starlette.applications import Starlette
from starlette.testclient import TestClient
from streamlit.runtime.pages_manager import PagesManager

from kb.audit import OPERATOR, Action
from kb.errors import Forbidden, NotFound
from kb.people import Role
from kb.problems import Problem
from kb.settings import STATIC_ENCODER
from kb.store import Store
from tests.roads.desk import settle
from tests.security.conftest import ROOT, person
from tests.security.office import Office
from tests.serving import served
from tests.shelf import Shelf
from ui import services, session
from ui.doors.routes import lifespan
from ui.session import library

Tab = Callable[[str, str], Page]
COOKIE = "passerelle_session"


@pytest.mark.browser
def test_a_session_survives_a_reload_and_ends_where_it_is_revoked(
    tab: Tab, desk: Office, context: BrowserContext
) -> None:
    page = tab("expert", "contribute")
    page.reload()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ajouter des documents")
    desk.accounts.revoke(person(desk, "expert"), by=OPERATOR)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    expect(page.get_by_role("link", name="Add", exact=True)).to_have_count(0)
    expect(page.locator('input[type="file"]')).to_have_count(0)


@pytest.mark.browser
def test_where_no_audience_is_open_guests_are_only_asked_to_sign_in(
    blank: Path, tmp_path: Path, context: BrowserContext
) -> None:
    home = Path(shutil.copytree(blank, tmp_path / "home"))
    with served(home, KB_ENCODER=str(STATIC_ENCODER), KB_READERS="") as closed:
        page = context.new_page()
        page.goto(closed)
        expect(page.get_by_text("réservée aux personnes qui ont un compte")).to_be_visible()
        expect(page.get_by_role("link", name="Se connecter")).to_be_visible()
        expect(page.get_by_role("searchbox")).to_have_count(0)


def test_no_page_runs_by_itself_before_the_first_visitor_came(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A folder of pages beside the face is one that Streamlit would run without the face."""
    monkeypatch.setattr(services, "opened_services", lambda: office)
    monkeypatch.setattr(PagesManager, "uses_pages_directory", None)
    with TestClient(Starlette(lifespan=lifespan)):  # type: ignore[arg-type]
        assert PagesManager(str(ROOT / "ui" / "face.py")).main_script_parent == ROOT / "ui"
        assert PagesManager.uses_pages_directory is False


@pytest.mark.browser
def test_signing_out_in_the_browser_takes_the_cookie(
    tab: Tab, app: str, context: BrowserContext
) -> None:
    page = tab("agent", "")
    page.goto(f"{app}/account")
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()
    assert COOKIE not in {cookie.get("name") for cookie in context.cookies()}


@pytest.mark.browser
def test_a_password_of_somebody_else_opens_nothing_but_its_change(tab: Tab) -> None:
    page = tab("new", "contribute")
    expect(page.get_by_text("vous a été donné par quelqu’un d’autre")).to_be_visible()
    expect(page.locator('input[type="file"]')).to_have_count(0)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("login", "place"), [("agent", "audit"), ("expert", "review"), ("coordinator", "people")]
)
def test_pages_of_others_are_closed(tab: Tab, login: str, place: str) -> None:
    page = tab(login, place)
    expect(page.get_by_text(Problem("access.forbidden").say("fr"))).to_be_visible()
    opened = '[data-testid="stMain"] :is(table, input, [data-testid="stExpander"])'
    expect(page.locator(opened)).to_have_count(0)


@pytest.mark.browser
@pytest.mark.parametrize(
    ("login", "place"),
    [
        ("expert", "document?id={Réservé}"),
        ("", "document?id={Ébauche}"),
        ("coordinator", "submission?id={Ébauche}"),
    ],
)
def test_a_number_guessed_right_shows_nothing(
    tab: Tab, documents: dict[str, str], login: str, place: str
) -> None:
    page = tab(login, place.format_map(documents))
    expect(page.get_by_role("heading", name="Document introuvable")).to_be_visible()


@pytest.mark.browser
def test_a_file_of_a_contributor_is_taken(tab: Tab, tmp_path: Path) -> None:
    note = tmp_path / "bonne.md"
    note.write_text("# Numbat\n\nLa méthode numbat aide les agents à trier les offres.\n", "utf-8")
    page = tab("expert", "contribute")
    page.locator('input[type="file"]').set_input_files(str(note))
    expect(page.get_by_text("bonne.md").first).to_be_visible()
    settle(page)
    page.get_by_role("button", name="Lire les fichiers").click()
    expect(page.get_by_text("Lecture terminée.")).to_be_visible()


@pytest.mark.browser
def test_what_is_typed_can_be_seen(app: str, context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(f"{app}/sign-in?lang=en")
    typed = page.locator("#password")
    expect(typed).to_have_attribute("type", "password")
    page.get_by_label("Show what I type").check()
    expect(typed).to_have_attribute("type", "text")


def test_a_download_asks_again_who_is_there(
    store: Store, shelf: Shelf, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    accounts = store.accounts
    user, _ = accounts.add("ada", name="Ada", party="qc", role=Role.AGENT, by=OPERATOR)
    carried = accounts.open_session(user)
    document_id = shelf.put("Texte", audience="partners")
    reader = store.catalogue.reader
    found = reader.document(document_id, access=reader.every_scope())
    (tmp_path / "original").write_bytes(b"as given")
    store.originals.keep(tmp_path / "original", found.content_hash)
    opened = SimpleNamespace(store=store, settings=store.settings)
    monkeypatch.setattr(session, "services", lambda: opened)
    monkeypatch.setattr(session, "token", lambda: carried)
    take = library.original(found)
    assert take() == b"as given"
    assert [each.actor for each in store.audit.records(actions=[Action.DOWNLOAD])] == [user.id]
    accounts.revoke(user, by=OPERATOR)
    with pytest.raises(NotFound):
        take()


def test_only_administrators_take_the_audit_away(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, _ = office.accounts.add("ada", name="Ada", party="qc", role=Role.EXPERT, by=OPERATOR)
    monkeypatch.setattr(session, "services", lambda: office)
    monkeypatch.setattr(session, "token", lambda: office.accounts.open_session(user))
    with pytest.raises(Forbidden):
        library.export(lambda _: b"never made")()
    assert not office.audit.records(actions=[Action.EXPORTED])


@pytest.mark.parametrize("login", ["", "agent", "coordinator-signed-out", "new"])
def test_files_are_taken_from_nobody_else(
    app: str, token: Callable[[str], str], desk: Office, login: str
) -> None:
    carried = token(login.removesuffix("-signed-out")) if login else ""
    if login.endswith("signed-out"):
        desk.accounts.sign_out(carried)
    answer = _put(app, {COOKIE: carried})
    assert (answer.status_code, answer.text) == (403, "Forbidden")


def test_files_need_streamlits_own_token_as_well(app: str, token: Callable[[str], str]) -> None:
    cookies = {COOKIE: token("expert")}
    assert "XSRF" in _put(app, cookies).text
    xsrf = httpx.get(f"{app}/_stcore/health").cookies["_streamlit_xsrf"]
    answer = _put(app, cookies | {"_streamlit_xsrf": xsrf}, xsrf)
    assert answer.status_code == 400
    assert "session" in answer.text


def _put(app: str, cookies: dict[str, str], xsrf: str = "") -> httpx.Response:
    carried = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return httpx.put(
        f"{app}/_stcore/upload_file/nobody/nothing",
        files={"file": ("x.txt", b"x")},
        headers={"Cookie": carried, "X-Xsrftoken": xsrf},
    )

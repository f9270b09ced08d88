"""A small home with hostile documents, the app served on it, and people to sign in as."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from ingest.pipeline import Ingest
from ingest.reports import Given
from ingest.sandbox import Sandbox
from kb.audit import OPERATOR
from kb.catalogue.schema import documents as rows
from kb.nouns import DocumentFields, Kind, Status
from kb.people import Role, User
from kb.settings import STATIC_ENCODER, Settings
from kb.store import Store, open_store
from tests.security.office import Office, opened
from tests.serving import served
from tests.shelf import make_submission

ROOT = Path(__file__).resolve().parents[2]
FORMULA = "=HYPERLINK(1)"
SCRIPT = "<script>window.owned=1</script><img src=x onerror='window.owned=1'>"
MARKDOWN = "[x](javascript:window.owned=1) ![y](https://evil.example/y.png)"
PAGE = """<html lang="fr"><head><title>&lt;img src=x onerror='window.owned=1'&gt; Quokka</title>
<script>window.owned=1</script></head><body onload="window.owned=1">
<h1>Méthode quokka</h1><script>window.owned=1</script>
<p>La méthode quokka aide les agents à trier les offres.
&lt;script&gt;window.owned=1&lt;/script&gt;
&lt;img src=x onerror='window.owned=1'&gt;</p><svg onload="window.owned=1"></svg></body></html>"""
NOTE = f"# Méthode Wombat\n\nLa méthode wombat relit chaque offre. {SCRIPT} {MARKDOWN}\n"


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill a home: pages with scripts in them, one for each desk, one for the other party."""
    folder = tmp_path_factory.mktemp("hostile")
    settings = Settings(home=folder / "home", database_url="", encoder=str(STATIC_ENCODER))
    (folder / "quokka.html").write_text(PAGE, "utf-8")
    (folder / "wombat.md").write_text(NOTE, "utf-8")
    with open_store(settings) as store, Sandbox() as sandbox:
        files = [folder / "quokka.html", folder / "wombat.md"]
        given = Given(party="qc", audience="public")
        reports = list(Ingest(store, sandbox).take_in_all(files, given))
        assert all(report.document_id for report in reports), reports
        _hire(store)
        owner = store.catalogue.people.by_login("expert")
        assert owner is not None
        _put(store, "Ébauche", Status.DRAFT, owner=owner.id)
        _put(store, "Remise", Status.IN_REVIEW, owner=owner.id)
        _put(store, "Réservé", Status.PUBLISHED, party="fr", audience="party")
        store.catch_up()
    return settings.home


def _hire(store: Store) -> None:
    for role in Role:
        name = FORMULA if role is Role.AGENT else f"{SCRIPT} {role.value}"
        store.accounts.add(role.value, name=name, party="qc", role=role, by=OPERATOR)
    store.accounts.add("new", name="New", party="qc", role=Role.EXPERT, by=OPERATOR)


def _put(
    store: Store,
    title: str,
    status: Status,
    owner: str = "",
    party: str = "qc",
    audience: str = "public",
) -> None:
    fields = DocumentFields(
        title=f"{SCRIPT} {title}",
        party=party,
        kind=Kind.PRACTICE_SHEET,
        language="fr",
        audience=audience,
        status=status,
        year=2023,
        domains=("retention",),
        sheet={"context": f"{SCRIPT} {MARKDOWN}"},
    )
    submission = make_submission(f"{title} : {SCRIPT} {MARKDOWN}", fields)
    submission = submission.model_copy(update={"owner": owner})
    texts = [passage.text for passage in submission.passages]
    vectors = store.encoder.encode_passages(texts)
    store.catalogue.writer.store(submission, vectors, store.encoder.name)


@pytest.fixture(scope="session")
def app(home: Path) -> Iterator[str]:
    """Serve the app; give its address."""
    with served(home, KB_ENCODER=str(STATIC_ENCODER)) as address:
        yield address


@pytest.fixture(scope="session")
def desk(home: Path) -> Iterator[Office]:
    """Look into the home that the app serves."""
    with opened(Settings(home=home, database_url="")) as office:
        yield office


@pytest.fixture(scope="session")
def blank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Prepare a home with an empty catalogue, to be copied."""
    home = tmp_path_factory.mktemp("blank") / "home"
    with opened(Settings(home=home, database_url="")):
        return home


@pytest.fixture
def office(blank: Path, tmp_path: Path) -> Iterator[Office]:
    """Open an office of its own."""
    shutil.copytree(blank, tmp_path / "home")
    with opened(Settings(home=tmp_path / "home", database_url="")) as office:
        yield office


@pytest.fixture
def token(desk: Office) -> Callable[[str], str]:
    """Open a session for somebody by their login, whose password is their own by now."""

    def let_in(login: str) -> str:
        user = person(desk, login)
        if user.must_change and login != "new":
            with desk.accounts.people.writing.begin() as connection:
                desk.accounts.people.set_password(connection, user.id, "", must_change=False)
        return desk.accounts.open_session(user, device="test")

    return let_in


def person(office: Office, login: str) -> User:
    """Find somebody who is there."""
    user = office.accounts.people.by_login(login)
    assert user is not None
    return user


@pytest.fixture(scope="session")
def documents(desk: Office) -> dict[str, str]:
    """Name the documents by the last word of their titles."""
    with desk.catalogue.engine.connect() as connection:
        found = connection.execute(select(rows.c.id, rows.c.title)).all()
    return {row.title.split()[-1]: row.id for row in found}


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """Open a window for all tests, which keeps the app's own scripts at hand."""
    context = browser.new_context(locale="fr-CA")
    context.set_default_timeout(30_000)
    yield context
    context.close()


@pytest.fixture
def context(window: BrowserContext) -> Iterator[BrowserContext]:
    """Give the window without anybody signed in, and close what a test opened in it."""
    window.clear_cookies()
    yield window
    for page in window.pages:
        page.close()


@pytest.fixture
def tab(
    context: BrowserContext, app: str, token: Callable[[str], str]
) -> Callable[[str, str], Page]:
    """Open a page of the app as somebody (as a guest if empty), and wait until it is drawn."""

    def open_as(login: str, place: str) -> Page:
        if login:
            carried = {"name": "passerelle_session", "value": token(login), "url": app}
            context.add_cookies([carried])  # type: ignore[list-item]
        page = context.new_page()
        page.goto(f"{app}/{place}")
        expect(page.locator("footer.foot")).to_be_visible()
        return page

    return open_as

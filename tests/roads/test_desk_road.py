"""The whole life of a debrief in a browser: uploaded, masked, reviewed, found, erased."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from kb.settings import Settings
from tests.roads.conftest import add_people
from tests.roads.desk import open_page, press, settle, sign_in, tick
from tests.roads.fleet import servers_and_fleet, until
from tests.servers import PostgresServer

pytestmark = pytest.mark.browser

TELEPHONE = "06 12 34 56 78"
DEBRIEF = f"""# Mission à Lille chez les apprentis tonneliers

## Mission

Trois conseillères ont observé, du 4 au 8 mai 2026, le mentorat d’apprentis tonneliers à Lille.

## Participants

Mme Sylvie Gagnon, M. Karim Benali et Josée Tremblay-Roy.

## Constats

Le mentor appelle chaque apprenti le lundi. Le téléphone de M. Benali est le {TELEPHONE}. Une
apprentie, née le 12 mars 1998, a donné son numéro d’assurance sociale : 046 454 286.

## Suites

Un essai du carnet d’atelier partagé est prévu à l’automne.
"""
QUESTION = "?q=apprentis+tonneliers"
TITLE = "Mission à Lille chez les apprentis tonneliers"


@pytest.fixture
def debrief(tmp_path: Path) -> Path:
    path = tmp_path / "tonneliers.md"
    path.write_text(DEBRIEF, "utf-8")
    return path


@pytest.fixture(params=["embedded", "servers"])
def doors(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Give the addresses of two web processes of one installation; embedded, there is but one."""
    if request.param == "embedded":
        app = request.getfixturevalue("app")
        yield app, app
        return
    postgres: PostgresServer = request.getfixturevalue("postgres")
    with servers_and_fleet(tmp_path, postgres) as (servers, fleet):
        add_people(Settings(home=tmp_path / "people", database_url=servers.database))
        for name in ("worker-1", "worker-2"):
            fleet.worker(name)
        yield fleet.web("web-1")[1], fleet.web("web-2")[1]


def test_a_debrief_goes_from_its_expert_to_its_receipt(
    doors: tuple[str, str], browser: Browser, page: Page, debrief: Path
) -> None:
    one, other = doors
    expert = sign_in(browser, one, "elise")
    bring(expert, one, debrief)
    mask_and_hand_in(expert)
    accept(sign_in(browser, other, "colette"), other, rights=True)
    open_page(page, f"{one}/{QUESTION}")
    assert TITLE not in page.inner_text("body")
    accept(sign_in(browser, one, "farid"), one, rights=False)
    agent = sign_in(browser, other, "anne")
    found = find(agent, other)
    open_page(page, f"{one}/{QUESTION}")
    assert TITLE not in page.inner_text("body")
    open_page(page, f"{one}/document?id={found}")
    expect(page.get_by_role("heading", name="Document introuvable")).to_be_visible()
    coordinator = sign_in(browser, one, "colette")
    erase(coordinator, one, found, lambda: hidden(agent, other))
    read_receipt(sign_in(browser, other, "colette"), other, found)


def bring(page: Page, app: str, path: Path) -> None:
    open_page(page, f"{app}/contribute")
    page.locator('input[type="file"]').set_input_files(str(path))
    expect(page.get_by_text(path.name).first).to_be_visible()
    press(page, "Lire les fichiers")
    page.get_by_role("link", name="Continuer le brouillon").click()
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    settle(page)


def mask_and_hand_in(page: Page) -> None:
    expect(page.get_by_text(TELEPHONE).first).to_be_visible()
    press(page, "Remettre à la révision")
    expect(page.get_by_text("Des données personnelles restent à traiter")).to_be_visible()
    expect(page.get_by_text("Masquer ne se défait pas")).to_contain_text("fichier déposé")
    press(page, page.get_by_role("button", name=re.compile("Tout masquer")).inner_text())
    assert TELEPHONE not in page.inner_text("body")
    press(page, "Remettre à la révision")
    expect(page.get_by_text("Ce document attend la décision")).to_be_visible()


def accept(page: Page, app: str, *, rights: bool) -> None:
    open_page(page, f"{app}/review")
    page.locator('[class*="st-key-queue-"]').get_by_role("link", name=TITLE).click()
    expect(page.get_by_role("heading", name="Décision")).to_be_visible()
    settle(page)
    if rights:
        press(page, "Accepter")
        expect(page.get_by_text("Le titulaire des droits ou la licence manque")).to_be_visible()
        page.get_by_label("Titulaire des droits").fill("Ministère du Travail")
        page.keyboard.press("Tab")
        page.wait_for_timeout(300)
        settle(page)
        page.get_by_label("Licence").click()
        page.keyboard.type("CC BY 4.0")
        page.keyboard.press("Enter")
        page.wait_for_timeout(300)
        settle(page)
    press(page, "Accepter")
    expect(page.get_by_text(f"Accepté – {TITLE}")).to_be_visible()


def find(page: Page, app: str) -> str:
    """Search until the other process has followed: it looks once a second."""
    link = page.locator("article.hit").get_by_role("link", name=TITLE)
    until(lambda: searched(page, app) and link.count(), "the document is not found")
    link.click()
    expect(page.locator("dl.facts")).to_be_visible()
    settle(page)
    assert "CC BY 4.0" in page.inner_text("dl.facts")
    assert TELEPHONE not in page.inner_text("body")
    found = re.search(r"[?&]id=([0-9a-f]{32})", page.url)
    assert found
    return found.group(1)


def searched(page: Page, app: str) -> bool:
    open_page(page, f"{app}/{QUESTION}")
    return True


def hidden(page: Page, app: str) -> None:
    """Make sure that what was withdrawn is shown nowhere any more, at once."""
    searched(page, app)
    assert TITLE not in page.inner_text("body")


def erase(page: Page, app: str, document_id: str, withdrawn: Callable[[], None]) -> None:
    open_page(page, f"{app}/submission?id={document_id}")
    page.get_by_text("Retirer ce document").click()
    page.get_by_label("Motif du retrait").fill("La mission est à refaire.")
    tick(page, "Je comprends que personne")
    press(page, "Retirer")
    expect(page.get_by_text("La mission est à refaire.")).to_be_visible()
    withdrawn()
    tick(page, "Je comprends que cela")
    press(page, "Effacer pour de bon")
    expect(page.get_by_role("heading", name="Réviser", exact=True)).to_be_visible()


def read_receipt(page: Page, app: str, document_id: str) -> None:
    receipt = page.get_by_text(f"Document {document_id[:12]}, effacé le")

    def signed() -> int:
        open_page(page, f"{app}/review")
        return receipt.count()

    until(signed, "there is no receipt")
    receipt.first.click()
    expect(page.get_by_text("La signature du reçu est valable.")).to_be_visible()


@pytest.fixture(scope="module")
def tabs() -> dict[str, Page]:
    """Keep a tab for each person who is signed in: signing in is tested elsewhere."""
    return {}


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("login", "place"),
    [("elise", "contribute"), ("colette", "review"), ("anne", "news"), ("chef", "people"),
     ("chef", "audit"), ("chef", "account"), ("anne", "contribute")],
)  # fmt: skip
def test_no_serious_barrier_on_the_pages_of_members(
    app: str, browser: Browser, tabs: dict[str, Page], login: str, place: str, language: str
) -> None:
    if login not in tabs:
        tabs[login] = sign_in(browser, app, login)
    page = tabs[login]
    if place == "account":
        page.goto(f"{app}/account?lang={language}")
    else:
        open_page(page, f"{app}/{place}?lang={language}")
    serious = [
        (violation["id"], [node["html"][:200] for node in violation["nodes"]])
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]
    assert not serious


def test_the_record_is_read_filtered_and_verified(app: str, browser: Browser) -> None:
    page = sign_in(browser, app, "chef")
    open_page(page, f"{app}/audit")
    expect(page.locator("table.records tr").nth(1)).to_be_visible()
    press(page, "Vérifier le registre")
    expect(page.get_by_text("Le registre est entier")).to_be_visible()
    page.get_by_label("Depuis le").fill("hier")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Une date s’écrit AAAA-MM-JJ")).to_be_visible()
    expect(page.locator("table.records")).to_have_count(0)


def test_an_account_is_added_and_signs_in(app: str, browser: Browser, page: Page) -> None:
    chief = sign_in(browser, app, "chef")
    open_page(chief, f"{app}/people")
    chief.get_by_text("Ajouter un compte").click()
    chief.get_by_label("Identifiant").fill("nadia")
    chief.get_by_label("Nom", exact=True).first.fill("Nadia Roy")
    press(chief, "Ajouter")
    password = chief.locator("code").first.inner_text()
    page.goto(f"{app}/sign-in")
    page.fill("#login", "nadia")
    page.fill("#password", password)
    page.locator("form button").first.click()
    expect(page.get_by_text("Ce mot de passe vous a été donné")).to_be_visible()

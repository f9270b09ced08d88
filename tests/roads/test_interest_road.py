"""Staying informed in a browser: a saved search, its news and feed, a thumb, a judged pair."""

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from kb.audit import OPERATOR
from kb.settings import Settings
from kb.store import Store, open_store
from tests.roads.desk import open_page, press, settle, sign_in
from tests.shelf import Shelf

pytestmark = pytest.mark.browser

QUESTION = "souffleurs de verre et vitraillistes"
PLACE = "?q=souffleurs+de+verre+et+vitraillistes"
TITLE = "Relève chez les souffleurs de verre"
TEXT = (
    "Trois ateliers de souffleurs de verre et de vitraillistes forment leur relève : chaque "
    "apprenti souffleur suit un maître verrier pendant dix mois."
)


@pytest.fixture
def beside(loaded_home: Path) -> Iterator[Store]:
    """Open the store of the app beside it, as the terminal does."""
    with open_store(Settings(home=loaded_home, database_url=""), own=False) as store:
        yield store


def test_a_saved_search_brings_news_and_a_thumb_becomes_a_judged_pair(
    app: str, browser: Browser, beside: Store
) -> None:
    agent = sign_in(browser, app, "anne")
    save(agent, app)
    document = Shelf(beside).put(TEXT, title=TITLE)
    try:
        hear(agent, app)
        feed = subscribe(agent)
        assert TITLE in httpx.get(feed).text
        doubt(agent, app)
        judge(sign_in(browser, app, "colette"), app)
    finally:
        beside.eraser.withdraw(document, actor=OPERATOR)
    assert TITLE not in httpx.get(feed).text
    open_page(agent, f"{app}/follows")
    assert TITLE not in agent.inner_text("body")
    stop(agent)
    assert httpx.get(feed).status_code == 404


def save(page: Page, app: str) -> None:
    open_page(page, f"{app}/{PLACE}")
    press(page, "Enregistrer cette recherche")
    press(page, "Enregistrer")
    expect(page.get_by_text("Recherche enregistrée")).to_be_visible()


def hear(page: Page, app: str) -> None:
    for _ in range(20):
        open_page(page, f"{app}/follows")
        if page.get_by_role("link", name=TITLE).count():
            break
        page.wait_for_timeout(500)
    expect(page.get_by_text("1 nouveauté")).to_be_visible()
    expect(page.get_by_text("n’envoie pas de courriel")).to_be_visible()
    expect(page.get_by_text("aucun courriel envoyé")).to_be_visible()
    expect(page.get_by_role("link", name=TITLE)).to_be_visible()
    assert_no_serious_barrier(page)


def subscribe(page: Page) -> str:
    press(page, "Créer mon adresse")
    return page.locator("code").first.inner_text().strip()


def doubt(page: Page, app: str) -> None:
    open_page(page, f"{app}/{PLACE}")
    card = page.locator("article.hit", has_text=TITLE).first
    card.get_by_role("button", name="Pas utile").click()
    settle(page)
    page.get_by_role("radio", name="Périmé").click()
    settle(page)
    press(page, "Envoyer")
    expect(card.get_by_text("Merci, votre avis est transmis")).to_be_visible()


def judge(page: Page, app: str) -> None:
    open_page(page, f"{app}/insight")
    assert_no_serious_barrier(page)
    page.get_by_role("radio", name="Avis", exact=True).click()
    page.wait_for_timeout(300)
    settle(page)
    opinion = page.locator('[class*="st-key-opinion-"]', has_text=TITLE).first
    expect(opinion.get_by_text(QUESTION)).to_be_visible()
    expect(opinion.get_by_text("Périmé")).to_be_visible()
    opinion.get_by_role("button", name="En faire une paire jugée").click()
    page.get_by_text("3 – exactement").click()
    page.wait_for_timeout(300)
    settle(page)
    press(page, "Ajouter à l’évaluation")
    page.get_by_role("radio", name="Paires jugées").click()
    page.wait_for_timeout(300)
    settle(page)
    pair = page.locator('[class*="st-key-pair-"]', has_text=TITLE)
    expect(pair.get_by_text("3 – exactement")).to_be_visible()
    press(page, "Retirer de l’évaluation")
    expect(pair).to_have_count(0)


def stop(page: Page) -> None:
    press(page, "Fermer le fil")
    press(page, "Régler")
    press(page, "Supprimer")
    expect(page.get_by_text("Vous ne suivez rien pour l’instant")).to_be_visible()


def assert_no_serious_barrier(page: Page) -> None:
    serious = [
        (violation["id"], [node["html"][:200] for node in violation["nodes"]])
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]
    assert not serious

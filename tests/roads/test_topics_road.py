"""From a domain to a topic to a document, and a coordinator who gives a topic its name."""

import io
import re

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.roads.desk import open_page, press, settle, sign_in

pytestmark = pytest.mark.browser

CARD = '[class*="st-key-topic-"] a'
DOMAIN = "Enquêtes annuelles sur les besoins de main-d’œuvre"
NAME, OTHER_NAME = "Enquêtes auprès des employeurs", "Surveys of employers"


def wait_for_topics(page: Page, address: str) -> None:
    """Open a page until the app has found its first topics, which it does by itself."""
    for _ in range(60):
        open_page(page, address)
        if page.locator(CARD).count():
            return
        page.wait_for_timeout(1000)
    raise AssertionError("no topics came")


def test_a_guest_goes_from_a_domain_to_a_topic_to_a_document(app: str, page: Page) -> None:
    wait_for_topics(page, f"{app}/domain?key=surveys")
    open_page(page, f"{app}/themes")
    page.get_by_role("link", name=DOMAIN).click()
    expect(page.get_by_role("heading", level=1, name=DOMAIN)).to_be_visible()
    settle(page)
    assert page.locator(CARD).count() >= 3
    expect(page.locator(".vega-embed").first).to_be_visible()
    results = Axe().run(page)
    serious = [each for each in results.response["violations"] if each["impact"] == "critical"]
    assert not serious, serious
    page.locator(CARD).first.click()
    expect(page).to_have_url(re.compile(r"/topic\?id=[0-9a-f]{32}"))
    expect(page.get_by_role("heading", name="Sujets voisins")).to_be_visible()
    settle(page)
    assert page.get_by_role("button", name="Enregistrer les noms").count() == 0
    first = page.locator('[class*="st-key-hit-"] a').first
    title = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()


def test_the_map_is_searched_and_leads_to_a_document(app: str, page: Page) -> None:
    wait_for_topics(page, f"{app}/domain?key=surveys")
    page.get_by_role("searchbox").fill("enquête auprès des employeurs")
    page.keyboard.press("Enter")
    expect(page.get_by_text("mis en évidence")).to_be_visible()
    settle(page)
    expect(page).to_have_url(re.compile("q=enqu"))
    click_on_a_point(page)
    expect(page).to_have_url(re.compile(r"/document\?id=[0-9a-f]{32}"))
    expect(page.locator("dl.facts")).to_be_visible()


def click_on_a_point(page: Page) -> None:
    """Click where the map has the colour of Québec, below its legend."""
    drawn = page.locator(".vega-embed").first.locator("canvas, svg").first
    drawn.scroll_into_view_if_needed()
    settle(page)
    picture = Image.open(io.BytesIO(drawn.screenshot())).convert("RGB")
    pixels = np.asarray(picture).astype(int)[60:]
    near = np.abs(pixels - np.array([30, 95, 125])).max(axis=2) < 30
    rows, columns = np.nonzero(near)
    middle = len(rows) // 2
    assert len(rows), "no point in the colour of Québec"
    drawn.click(position={"x": int(columns[middle]), "y": 60 + int(rows[middle])})


def test_a_coordinator_names_a_topic_and_everybody_of_the_parties_sees_it(
    app: str, browser: Browser
) -> None:
    colette = sign_in(browser, app, "colette")
    wait_for_topics(colette, f"{app}/domain?key=surveys")
    colette.locator(CARD).first.click()
    expect(colette.get_by_label("Nom en français")).to_be_visible()
    settle(colette)
    address = colette.url
    name(colette, NAME, OTHER_NAME)
    expect(colette.get_by_role("heading", level=1, name=NAME)).to_be_visible()
    anne = sign_in(browser, app, "anne", language="en")
    open_page(anne, f"{address.split('&')[0]}&lang=en")
    expect(anne.get_by_role("heading", level=1, name=OTHER_NAME)).to_be_visible()
    assert anne.get_by_label("Name in French").count() == 0
    name(colette, "", "")
    expect(colette.get_by_role("heading", level=1, name=NAME)).to_have_count(0)


def name(page: Page, french: str, english: str) -> None:
    page.get_by_label("Nom en français").fill(french)
    page.get_by_label("Nom en anglais").fill(english)
    press(page, "Enregistrer les noms")
    said = page.get_by_text("Les noms sont enregistrés")
    expect(said).to_be_visible()
    top = "each => each.getBoundingClientRect().top"
    button = page.get_by_role("button", name="Enregistrer les noms")
    assert said.evaluate(top) > button.evaluate(top)


def test_a_topic_that_is_not_there_or_not_for_them_is_not_found(app: str, page: Page) -> None:
    open_page(page, f"{app}/topic?id=%27%20or%201%3D1")
    expect(page.get_by_role("heading", name="Sujet introuvable")).to_be_visible()
    open_page(page, f"{app}/domain?key=%3Cscript%3E")
    expect(page.get_by_role("heading", name="Domaine introuvable")).to_be_visible()

"""A term goes its way in a browser: added, searched, turned off, explained on a document."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.roads.desk import open_page, press, settle, sign_in

pytestmark = pytest.mark.browser

TERM = "poussinière"
TITLE = "Reconnaître les acquis et les compétences"
ALSO = re.compile("Aussi cherché")


def test_a_coordinator_adds_a_term_and_everybody_searches_by_it(
    app: str, browser: Browser, page: Page
) -> None:
    colette = sign_in(browser, app, "colette")
    add_term(colette, app)
    try:
        find(page, app)
        turn_off(page)
        explain(page, app)
    finally:
        take_away(colette, app)
    open_page(page, f"{app}/?q={TERM}&lang=fr")
    expect(page.get_by_text(ALSO)).to_have_count(0)


def test_a_retired_concept_is_found_again_and_comes_back(app: str, browser: Browser) -> None:
    colette = sign_in(browser, app, "colette")
    open_concept(colette, app)
    press(colette, "Retirer")
    expect(colette.get_by_text("La notion est retirée")).to_be_visible()
    expect(colette.get_by_label("Chercher un terme")).to_have_value("auxiliaire de pu")
    open_page(colette, f"{app}/thesaurus?lang=fr&view=retired&q=auxiliaire+de+pu")
    press(colette, "Modifier")
    press(colette, "Remettre en usage")
    expect(colette.get_by_text("La notion est remise en usage")).to_be_visible()
    assert "view=retired" in colette.url


def open_concept(page: Page, app: str) -> None:
    open_page(page, f"{app}/thesaurus?lang=fr&q=auxiliaire+de+pu")
    press(page, "Modifier")


def add_term(page: Page, app: str) -> None:
    open_concept(page, app)
    box = page.get_by_role("textbox", name="France", exact=True)
    box.fill(f"{box.input_value()}\n{TERM}")
    press(page, "Enregistrer")
    expect(page.get_by_text("La notion est enregistrée")).to_be_visible()


def take_away(page: Page, app: str) -> None:
    open_concept(page, app)
    box = page.get_by_role("textbox", name="France", exact=True)
    lines = [line for line in box.input_value().splitlines() if line != TERM]
    box.fill("\n".join(lines))
    press(page, "Enregistrer")


def find(page: Page, app: str) -> None:
    open_page(page, f"{app}/?q={TERM}+des+acquis&lang=fr")
    expect(page.get_by_text(ALSO)).to_contain_text("éducatrice")
    expect(page.get_by_role("link", name=re.compile(TITLE)).first).to_be_visible()
    assert page.locator("mark.by-equivalent").count()


def turn_off(page: Page) -> None:
    press(page, "Chercher seulement mes mots")
    expect(page.get_by_text("sont laissés de côté")).to_be_visible()
    assert "also=0" in page.url
    assert not page.locator("mark.by-equivalent").count()
    page.reload()
    expect(page.get_by_text("sont laissés de côté")).to_be_visible()
    settle(page)
    press(page, "Chercher aussi les mots de l’autre rive")
    expect(page.get_by_text(ALSO)).to_be_visible()


def explain(page: Page, app: str) -> None:
    page.get_by_role("link", name=re.compile(TITLE)).first.click()
    words = page.locator("dl.words")
    expect(words).to_contain_text("validation des acquis de l’expérience")
    expect(words.locator("dt")).not_to_have_count(0)

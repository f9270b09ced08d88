"""The frame around pages in a browser: its words in the page's language, its menus, its room."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.roads.desk import open_page, settle, sign_in

pytestmark = pytest.mark.browser


def test_an_address_that_leads_nowhere_is_told_in_french(app: str, page: Page) -> None:
    page.goto(f"{app}/nulle-part")
    told = page.get_by_role("dialog")
    expect(told.get_by_role("heading", name="Page introuvable")).to_be_visible()
    expect(told).to_contain_text("ne mène à aucune page")


def test_the_frames_names_and_sizes_are_french(app: str, browser: Browser, tmp_path: Path) -> None:
    page = sign_in(browser, app, "elise")
    open_page(page, f"{app}/contribute")
    written = tmp_path / "Remove.md"
    written.write_text("0" * 10_240, "utf-8")
    page.locator('input[type="file"]').first.set_input_files([str(written)])
    expect(page.get_by_test_id("stFileChip")).to_have_attribute(
        "aria-label", "Remove.md, 10,2\xa0ko"
    )
    expect(page.get_by_text("10,2\xa0ko", exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Retirer Remove.md")).to_be_visible()
    page.get_by_role("button", name="Écrire une fiche de pratique").click()
    expect(page.get_by_label("Aide\xa0: Mention de l’auteur")).to_have_count(1)
    settle(page)
    assert not page.locator('[aria-label^="Help"], [aria-label^="Remove "]').count()


def test_a_guests_masthead_is_one_line_on_a_phone(app: str, page: Page) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_page(page, app)
    head = page.locator(".st-key-masthead")
    expect(head.get_by_role("button", name="English")).to_be_visible()
    box = head.bounding_box()
    assert box and box["height"] < 60
    assert not page.evaluate("document.body.scrollWidth > innerWidth")


def test_terms_say_whose_they_are_on_a_phone(app: str, page: Page) -> None:
    open_page(page, f"{app}/thesaurus")
    heads, cell = page.locator(".concept.heads"), page.locator(".concept > [data-label]").first
    said = "e => getComputedStyle(e, '::before').content"
    expect(heads).to_be_visible()
    assert cell.evaluate(said) == "none"
    page.set_viewport_size({"width": 390, "height": 844})
    expect(heads).to_be_hidden()
    assert "Québec" in cell.evaluate(said)


def test_the_whole_search_box_is_ringed(app: str, page: Page) -> None:
    open_page(page, app)
    box = page.get_by_role("searchbox")
    box.focus()
    ringed = "e => getComputedStyle(e).outlineStyle"
    assert box.evaluate(ringed) == "none"
    assert page.get_by_test_id("stTextInputRootElement").first.evaluate(ringed) == "solid"


def test_an_agent_finds_the_plan_without_a_menu(app: str, browser: Browser) -> None:
    page = sign_in(browser, app, "anne")
    navigation = page.get_by_test_id("stToolbar")
    expect(navigation.get_by_role("link", name="Plan")).to_be_visible()
    expect(navigation.get_by_text("Coordonner")).to_have_count(0)


def test_an_administrator_adds_a_mail_address(app: str, browser: Browser) -> None:
    page = sign_in(browser, app, "chef")
    for address in ("anne@exemple.org", ""):
        open_page(page, f"{app}/people")
        account = page.locator('[class*="st-key-person-"]', has_text="anne").first
        account.get_by_text("Changer").click()
        account.get_by_label("Courriel").fill(address)
        account.get_by_label("Courriel").press("Enter")
        settle(page)
        account.get_by_role("button", name="Enregistrer").click()
        settle(page)
        open_page(page, f"{app}/people")
        account.get_by_text("Changer").click()
        expect(account.get_by_label("Courriel")).to_have_value(address)

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

"""Moving about in a real browser: back and on, links that open elsewhere, a phone's menu."""

import re
from collections.abc import Iterator
from urllib.parse import urlparse

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.roads.desk import PASSWORD, open_page, press, settle

pytestmark = pytest.mark.browser

PLACE = "document.querySelector('[data-testid=stMain]').scrollTop"


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="fr-CA")
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


def test_going_back_leads_through_what_was_asked(app: str, page: Page) -> None:
    open_page(page, f"{app}/?q=emploi")
    first = first_title(page).inner_text()
    press(page, "Suivants")
    expect(page).to_have_url(re.compile(r"\?q=emploi&page=2$"))
    assert page.evaluate(PLACE) == 0
    page.get_by_test_id("stSidebar").get_by_role("button", name=re.compile("^Québec")).click()
    expect(page).to_have_url(re.compile(r"\?q=emploi&parties=qc$"))
    settle(page)
    page.go_back()
    expect(page.get_by_text("11 à 20 sur")).to_be_visible()
    page.go_back()
    expect(page.get_by_text("1 à 10 sur")).to_be_visible()
    expect(first_title(page)).to_have_text(first)
    page.go_forward()
    expect(page.get_by_text("11 à 20 sur")).to_be_visible()


def test_a_page_that_is_not_there_any_more_is_the_first(app: str, page: Page) -> None:
    open_page(page, f"{app}/?q=emploi&page=900")
    expect(page.get_by_text("1 à 10 sur")).to_be_visible()


def test_back_from_a_document_the_place_is_the_same(app: str, page: Page) -> None:
    open_page(page, f"{app}/?q=emploi")
    last = page.locator("article.hit a.within:visible").last
    last.scroll_into_view_if_needed()
    place = page.evaluate(PLACE)
    assert place > 0
    last.click()
    expect(page.locator("dl.facts")).to_be_visible()
    settle(page)
    page.go_back()
    expect(last).to_be_in_viewport()
    assert page.evaluate(PLACE) == place


def test_who_signs_in_comes_back_to_where_they_were(app: str, page: Page) -> None:
    open_page(page, f"{app}/?q=emploi&parties=qc")
    page.get_by_role("link", name="Se connecter").click()
    page.fill("#login", "anne")
    page.fill("#password", PASSWORD)
    page.locator("form button").first.click()
    expect(page.locator("article.hit").first).to_be_visible()
    assert urlparse(page.url).query == "q=emploi&parties=qc"


def test_links_to_searches_open_in_another_tab(app: str, page: Page) -> None:
    open_page(page, f"{app}/themes")
    count = page.locator(".st-key-matrix a", has_text=re.compile(r"^\d+$")).first
    expect(count).to_have_attribute("href", re.compile(r"^/\?domains="))
    open_page(page, f"{app}/document?id={'0' * 32}")
    back = page.get_by_role("link", name="Retour à la recherche")
    expect(back).to_have_attribute("href", "/")


def test_the_menu_of_a_phone_makes_way_for_the_page(app: str, phone: Page) -> None:
    open_page(phone, app)
    phone.get_by_test_id("stExpandSidebarButton").click()
    phone.get_by_test_id("stSidebarNavLink").filter(has_text="Thèmes").click()
    expect(phone.get_by_role("heading", name="Thèmes par domaine")).to_be_in_viewport()
    expect(phone.get_by_test_id("stExpandSidebarButton")).to_be_in_viewport()


def first_title(page: Page) -> Locator:
    return page.locator("article.hit").first.get_by_role("heading")

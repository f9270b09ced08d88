"""A coordinator finds a twin, compares, confirms; an agent of the other party sees it."""

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from kb.access import AccessScope
from kb.catalogue.reader import CatalogueReader
from kb.nouns import Filters
from kb.settings import Settings
from kb.store import open_store
from search.twins.pairs import TwinPractices
from tests.roads.desk import open_page, press, settle, sign_in

pytestmark = pytest.mark.browser

TITLE = "Peer review of reception halls by twinned agencies: Nancy visits Lévis, Lévis visits Nancy"


@pytest.fixture
def undecided(loaded_home: Path) -> Iterator[None]:
    """Leave no verdict, note or adoption behind."""
    yield
    with open_store(Settings(home=loaded_home, database_url=""), own=False) as store:
        access = store.catalogue.reader.every_scope()
        service = TwinPractices.over(store)
        pair = _ends(store.catalogue.reader, access)
        service.reopen(*pair, access=access, actor="operator")
        for adoption in store.catalogue.adoptions.of(list(pair), access=access):
            with store.catalogue.adoptions.writing.begin() as connection:
                store.catalogue.adoptions.remove(connection, adoption.id)


def test_a_twin_is_found_confirmed_and_seen_by_an_agent(
    app: str, browser: Browser, undecided: None
) -> None:
    page = sign_in(browser, app, "colette")
    open_page(page, f"{app}/twins?party=fr&domain=twinning")
    row = page.locator('[class*="st-key-practice-"]').filter(has_text="Peer review of reception")
    for _ in range(60):
        if row.count():
            break
        page.wait_for_timeout(1000)
        open_page(page, f"{app}/twins?party=fr&domain=twinning")
    counterpart = row.locator('[class*="st-key-pair-"]').filter(has_text="Two weeks in the other")
    expect(counterpart).to_contain_text("Même domaine")
    counterpart.get_by_role("link", name="Comparer").click()
    settle(page)
    expect(page.locator("table.fields")).to_contain_text("Facteurs de succès")
    press(page, "Confirmer\u00a0: ce sont des jumelles")
    expect(page.get_by_text("Paire confirmée.")).to_be_visible()
    page.get_by_label("Ajouter une note", exact=True).fill("À montrer au comité mixte.")
    press(page, "Enregistrer la note")
    expect(page.locator("blockquote.said")).to_have_text("À montrer au comité mixte.")
    page.get_by_role("link", name="Ouvrir le document").first.click()
    settle(page)
    _record_adoption(page)
    agent = sign_in(browser, app, "anne")
    open_page(agent, page.url)
    expect(agent.locator('[class*="st-key-adoption-"]')).to_contain_text("bureau de Lévis")
    agent.get_by_role("link", name="Voir les deux face à face").click()
    settle(agent)
    expect(agent.locator("table.fields")).to_be_visible()
    expect(agent.get_by_text("À montrer au comité mixte.")).to_have_count(0)
    expect(agent.get_by_role("button", name="Écarter cette paire")).to_have_count(0)


def _record_adoption(page: Page) -> None:
    page.get_by_text("Noter une adoption").click()
    page.get_by_label("Bureau ou agence").fill("bureau de Lévis")
    page.get_by_label("Ce qui en est résulté").last.fill("L’enseigne a été retournée.")
    press(page, "Enregistrer l’adoption")
    expect(page.get_by_text("Donnez la date de l’adoption")).to_be_visible()
    expect(page.get_by_label("Bureau ou agence")).to_have_value("bureau de Lévis")
    page.get_by_label("Depuis le").fill("2025-03-01")
    press(page, "Enregistrer l’adoption")
    expect(page.get_by_label("Bureau ou agence")).to_have_value("")
    expect(page.locator('[class*="st-key-adoption-"]').first).to_contain_text("à l’étude")


def test_a_gap_is_opened_and_followed(app: str, browser: Browser) -> None:
    page = sign_in(browser, app, "colette")
    open_page(page, f"{app}/gaps")
    expect(page.locator("table.gaps")).to_contain_text("Jeunes")
    with page.expect_download() as handed:
        page.get_by_role("button", name="Télécharger les lacunes en CSV").click()
    rows = list(csv.reader(io.StringIO(Path(handed.value.path()).read_text("utf-8-sig"))))
    assert rows[0][0] == "Lacune" and len(rows) > 20
    gap = page.locator('[class*="st-key-gap-"]').first
    count = int(re.search(r"(\d+) document", gap.inner_text())[1])  # type: ignore[index]
    gap.get_by_role("link").first.click()
    settle(page)
    shown = page.locator("article.hit").count()
    assert shown == count


def test_pages_of_coordinators_are_closed_to_agents(app: str, browser: Browser) -> None:
    page = sign_in(browser, app, "anne")
    for name in ("twins", "gaps"):
        open_page(page, f"{app}/{name}")
        expect(page.locator("table.gaps")).to_have_count(0)
        expect(page.get_by_text("À examiner")).to_have_count(0)
    open_page(page, f"{app}/twin?one={'0' * 32}&other={'1' * 32}")
    expect(page.get_by_text("Cette paire n’existe pas")).to_be_visible()


def _ends(reader: CatalogueReader, access: AccessScope) -> tuple[str, str]:
    named = {each.fields.title: each.id for each in reader.browse(Filters(), access=access)}
    other = next(title for title in named if title.startswith("Two weeks in the other"))
    return named[TITLE], named[other]

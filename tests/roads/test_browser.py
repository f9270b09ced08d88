"""Whole roads in a real browser: ask, read, turn pages, change language, browse, add."""

import io
import re
from pathlib import Path
from urllib.parse import parse_qs, urlparse

import numpy as np
import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from tests.roads.desk import PASSWORD, open_page, press, settle, sign_in

pytestmark = pytest.mark.browser

QUESTION = "équipes mobiles d’accueil et jumelage d’agences"
PAGES = ("", "themes", "contribute")


def ask(page: Page, text: str) -> None:
    """Type a question, press Enter, and wait for its own answer: the address names it."""
    box = page.get_by_role("searchbox")
    box.fill(text)
    box.press("Enter")
    page.wait_for_url(lambda url: parse_qs(urlparse(url).query).get("q") == [text])
    expect(page.locator("article.hit").first).to_be_visible()
    settle(page)


def hits(page: Page) -> list[str]:
    """Read the facts of the hits shown, in order."""
    return page.locator("article.hit p.facts").all_inner_texts()


def test_a_french_question_finds_an_english_document_and_its_page(
    app: str, browser: Browser
) -> None:
    page = sign_in(browser, app, "anne")
    ask(page, "comité de reclassement après la fermeture d’une imprimerie")
    expect(page).to_have_url(re.compile("q="))
    found = [facts for facts in hits(page)[:3] if "Anglais" in facts]
    assert found
    hit = page.locator("article.hit").filter(has_text=found[0])
    hit.get_by_role("link").first.click()
    expect(page.locator("dl.facts")).to_be_visible()
    settle(page)
    expect(page).to_have_title(f"{page.get_by_role('heading', level=1).inner_text()} – Passerelle")
    back = page.get_by_role("link", name="Retour à la recherche")
    # The session goes on: what was searched is not forgotten on the way.
    expect(back).to_have_attribute("href", re.compile("q=comit"))
    picture = page.get_by_role("img", name=re.compile("^Image de la page"))
    expect(picture).to_be_visible()
    assert yellow(picture.screenshot()) > 200


def yellow(picture: bytes) -> int:
    """Count the pixels of a picture that are as yellow as a marker."""
    red, green, blue = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB"), int).T
    return int(((red > 200) & (green > 150) & (blue < 140)).sum())


def test_a_hit_leads_to_what_says_the_same_in_the_other_language(app: str, page: Page) -> None:
    open_page(page, f"{app}/?q=jeu+de+cartes+de+compétences+Limoges")
    hit = page.locator("article.hit", has_text="Un jeu de cartes de compétences").first
    hit.get_by_role("link", name="Aussi en anglais").click()
    title = "A skills card game designed by two offices: Limoges and Saguenay"
    expect(page.get_by_role("heading", level=1, name=title)).to_be_visible()
    expect(page.get_by_role("link", name="Retour à la recherche")).to_be_visible()


def test_the_address_of_a_search_can_be_shared(app: str, page: Page) -> None:
    open_page(page, f"{app}/?q=jumelage&parties=qc")
    assert hits(page)
    assert all(facts.startswith("Québec") for facts in hits(page))
    expect(page.get_by_role("searchbox")).to_have_value("jumelage")


def test_english_stays_from_page_to_page(app: str, page: Page) -> None:
    open_page(page, app)
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Search good practices")).to_be_visible()
    page.get_by_role("link", name="Themes").first.click()
    expect(page.get_by_role("heading", name="Themes by domain")).to_be_visible()
    page.get_by_role("link", name="Search").first.click()
    expect(page.get_by_role("heading", name="Search good practices")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "en"


def test_themes_lead_to_documents(app: str, page: Page) -> None:
    open_page(page, f"{app}/themes")
    expect(page).to_have_title("Thèmes – Passerelle")
    cell = page.locator(".st-key-matrix a", has_text=re.compile(r"^\d+$")).first
    count = int(cell.inner_text())
    cell.click()
    expect(page.locator("p.count")).to_contain_text(str(count))
    expect(page).to_have_url(re.compile("domains="))


def test_a_document_that_is_not_there_is_not_found(app: str, page: Page) -> None:
    open_page(page, f"{app}/document?id={'0' * 32}")
    expect(page.get_by_role("heading", name="Document introuvable")).to_be_visible()
    expect(page).to_have_title("Document – Passerelle")


def test_nothing_good_enough_is_said(app: str, page: Page) -> None:
    open_page(page, f"{app}/?q=quantum+chromodynamique+des+gluons")
    expect(page.get_by_text("Rien d’assez proche")).to_be_visible()


def test_who_finds_nothing_is_not_sent_to_documents_that_are_not_there(
    app: str, page: Page
) -> None:
    open_page(page, f"{app}/?q=%3F")
    expect(page.get_by_text("Rien n’a été trouvé pour cette question")).to_be_visible()
    expect(page.get_by_text("les moins éloignés")).to_have_count(0)


def test_a_presentation_has_slides(app: str, page: Page) -> None:
    open_page(page, f"{app}/?q=claimant+online+journey")
    hit = page.locator("article.hit", has=page.locator("p.facts", has_text="diapo")).first
    hit.get_by_role("link").first.click()
    expect(page.locator(".st-key-turner .range")).to_contain_text("Diapo ")
    expect(page.locator("dl.facts")).to_contain_text("diapos, version")
    expect(page.get_by_role("button", name="Diapo suivante")).to_be_visible()


def test_files_become_drafts_and_are_reported_on(
    app: str, browser: Browser, tmp_path: Path
) -> None:
    page = sign_in(browser, app, "elise")
    good, bad = tmp_path / "bonne.md", tmp_path / "mauvaise.pdf"
    good.write_text(
        "# Quokka\n\nLa méthode quokka aide les agents à trier les offres.\n" * 3, "utf-8"
    )
    bad.write_bytes(b"%PDF-1.7 rien")
    open_page(page, f"{app}/contribute")
    page.locator('input[type="file"]').set_input_files([str(good), str(bad)])
    expect(page.get_by_text("bonne.md").first).to_be_visible()
    page.get_by_role("button", name="Lire les fichiers").click()
    expect(page.get_by_text("Lecture terminée.")).to_be_visible()
    expect(page.get_by_text("Non lu", exact=True)).to_be_visible()
    page.get_by_role("link", name="Continuer le brouillon").click()
    expect(page.get_by_role("heading", level=1, name="Quokka")).to_be_visible()
    open_page(page, f"{app}/?q=méthode+quokka")
    expect(page.get_by_role("link", name="Quokka")).to_have_count(0)


def test_a_file_that_was_read_leaves_the_chooser_and_is_known_again(
    app: str, browser: Browser, tmp_path: Path
) -> None:
    page, file = sign_in(browser, app, "elise"), tmp_path / "wombat.md"
    file.write_text("# Wombat\n\nLa méthode wombat aide à creuser les offres.\n" * 3, "utf-8")
    chooser, none = page.locator('input[type="file"]'), "Choisissez d’abord au moins un fichier."
    open_page(page, f"{app}/contribute")
    chooser.set_input_files(file)
    expect(page.get_by_text(file.name).first).to_be_visible()
    press(page, "Lire les fichiers")
    expect(page.locator('[class*="st-key-report-"]')).to_contain_text("Continuer le brouillon")
    expect(page.get_by_test_id("stFileUploader")).not_to_contain_text(file.name)
    press(page, "Lire les fichiers")
    expect(page.get_by_text(none)).to_be_visible()
    chooser.set_input_files(file)
    expect(page.get_by_text(file.name).first).to_be_visible()
    expect(page.get_by_text(none)).to_have_count(0)
    press(page, "Lire les fichiers")
    expect(page.get_by_text("Vous avez déjà déposé ce fichier")).to_be_visible()
    expect(page.locator('[class*="st-key-own-"]').filter(has_text="Wombat")).to_have_count(1)
    page.get_by_role("link", name="Ouvrir").click()
    expect(page.get_by_role("heading", level=1, name="Wombat")).to_be_visible()


def test_a_page_for_members_asks_to_sign_in_and_leads_back(app: str, page: Page) -> None:
    open_page(page, f"{app}/contribute")
    page.locator("section, main").get_by_role("link", name="Se connecter").last.click()
    page.fill("#login", "elise")
    page.fill("#password", PASSWORD)
    page.locator("form button").first.click()
    expect(page.get_by_role("heading", name="Ajouter des documents")).to_be_visible()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("place", [*PAGES, "?q=jumelage", "document"])
def test_no_serious_barrier_on_any_page(app: str, page: Page, place: str, language: str) -> None:
    if place == "document":
        open_page(page, f"{app}/?q=jumelage&lang={language}")
        page.locator("article.hit a").first.click()
        expect(page.locator("dl.facts")).to_be_visible()
        settle(page)
    else:
        open_page(page, f"{app}/{place}{'&' if '?' in place else '?'}lang={language}")
    found = Axe().run(page)
    serious = [
        (violation["id"], [node["html"][:200] for node in violation["nodes"]])
        for violation in found.response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]
    assert not serious


@pytest.mark.parametrize("place", [*PAGES, "?q=jumelage"])
def test_no_english_leaks_into_the_french_pages(app: str, page: Page, place: str) -> None:
    open_page(page, f"{app}/{place}")
    # Icons are drawn from English words by their font, and hidden from screen readers.
    page.evaluate(
        "document.querySelectorAll('[data-testid=stIconMaterial]').forEach(e => e.remove())"
    )
    chrome = " ".join(
        page.locator(f"[{name}]").nth(index).get_attribute(name) or ""
        for name in ("aria-label", "title", "placeholder")
        for index in range(page.locator(f"[{name}]").count())
    )
    own = " ".join(
        page.locator(selector).nth(index).inner_text()
        for selector in (
            "header",
            '[data-testid="stSidebar"]',
            "label",
            "button",
            "h1",
            "h2:not([lang])",
        )
        for index in range(page.locator(selector).count())
    )
    english = re.findall(
        r"\b(?:the|search|browse|drag|upload|choose|close|open|clear|file|files|sidebar|menu "
        r"options|running|stop|fullscreen|selected|of)\b",
        f"{chrome} {own}",
        re.IGNORECASE,
    )
    assert not english


def test_everything_is_reached_by_keyboard(app: str, page: Page) -> None:
    open_page(page, f"{app}/?q=jumelage")
    wanted = page.locator("a:visible, button:visible:enabled, input:visible").count()
    reached = set()
    for _ in range(wanted + 40):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("() => { const e = document.activeElement; return e.outerHTML }"))
    assert any("Rechercher" in each for each in reached)
    assert any('type="search"' in each for each in reached)
    assert any('class="within"' in each for each in reached)
    assert any('data-variant="pills"' in each for each in reached)

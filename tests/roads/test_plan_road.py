"""The plan in a browser: an activity, a debrief on it, the report as files, in both languages."""

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pypdfium2
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pypdf import PdfReader

from tests.roads.desk import open_page, press, settle, sign_in

pytestmark = pytest.mark.browser

TITLE = "Recenser les œuvres des conseillers"
DEBRIEF = "Compte rendu de mission à Laval : les comités d’aide au reclassement"
OURS = "Compte rendu de mission à Paris : le laboratoire de données"
DRAW = {"fr": "Établir le rapport", "en": "Draw up the report"}
WIDTH = """() => Math.max(document.documentElement.scrollWidth,
  document.querySelector('[data-testid="stMain"]').scrollWidth)"""
ALT = {"fr": "Activités par domaine et par état", "en": "Activities by domain and status"}


@pytest.fixture(scope="module")
def colette(browser: Browser, app: str) -> Iterator[Page]:
    """Sign a coordinator in; what she adds to the plan is removed at the end."""
    page = sign_in(browser, app, "colette")
    yield page
    open_page(page, f"{app}/plan?tab=activities&lang=fr")
    for link in page.get_by_role("link", name=TITLE).all():
        link.click()
        expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
        settle(page)
        press(page, "Retirer du plan")
        press(page, "Retirer")


def test_an_activity_gets_a_debrief_and_comes_into_the_report(
    app: str, browser: Browser, colette: Page, tmp_path: Path
) -> None:
    address = add_activity(colette, app)
    attach(colette)
    open_page(colette, f"{app}/plan?tab=board&lang=fr")
    expect(colette.locator(".st-key-board").get_by_role("link", name=TITLE)).to_be_visible()
    for language in ("fr", "en"):
        report = draw(colette, app, language)
        check_word(download(colette, "Word (DOCX)"), address, language)
        check_pdf(download(colette, "PDF"), address, tmp_path / f"report-{language}")
        assert report.count(TITLE) >= 1 and OURS not in report
    agent = sign_in(browser, app, "anne")
    open_page(agent, address)
    expect(agent.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    assert "Entre nous" not in agent.inner_text("body")
    assert not agent.get_by_text("Modifier l’activité").count()


@pytest.mark.parametrize("place", ["plan?tab=calendar", "plan?tab=meetings", "gaps", "twins"])
def test_pages_with_tables_fit_a_phone(app: str, colette: Page, place: str) -> None:
    wide = colette.viewport_size
    assert wide
    colette.set_viewport_size({"width": 390, "height": 844})
    open_page(colette, f"{app}/{place}{'&' if '?' in place else '?'}lang=fr")
    assert colette.evaluate(WIDTH) <= 390
    if place.endswith("calendar"):
        expect(colette.locator("table.calendar th .narrow").first).to_have_text("lun.")
        expect(colette.locator("table.calendar th .wide").first).to_be_hidden()
    colette.set_viewport_size(wide)


def add_activity(page: Page, app: str) -> str:
    open_page(page, f"{app}/plan?tab=activities&lang=fr")
    page.get_by_role("link", name="Nouvelle activité").click()
    expect(page.get_by_role("heading", level=1, name="Nouvelle activité")).to_be_visible()
    settle(page)
    page.get_by_label("Titre", exact=True).fill(TITLE)
    page.get_by_label("Échéance", exact=True).fill("2026-03-31")
    page.get_by_label("Mandat", exact=True).fill("Compter ce que font les conseillers.")
    page.get_by_label("Note interne").fill("Entre nous")
    press(page, "Enregistrer")
    expect(page.get_by_role("heading", level=1, name=TITLE)).to_be_visible()
    return str(page.url)


def attach(page: Page) -> None:
    words = page.get_by_label("Rattacher un document")
    words.fill("mission laval comites")
    words.press("Enter")
    found = page.locator('[class*="st-key-line-found-"]').filter(has_text=DEBRIEF)
    found.get_by_role("button", name="Rattacher").click()
    hung = page.locator('[class*="st-key-line-attached-"]')
    expect(hung.get_by_role("link", name=DEBRIEF)).to_be_visible()
    settle(page)


def draw(page: Page, app: str, language: str) -> str:
    open_page(page, f"{app}/report?from=2025-01&to=2026-12&in={language}&lang={language}")
    press(page, DRAW[language])
    preview = page.locator(".st-key-report-preview")
    expect(preview.get_by_role("img", name=ALT[language])).to_be_visible()
    settle(page)
    return preview.inner_text()


def download(page: Page, name: str) -> bytes:
    with page.expect_download() as waiting:
        page.get_by_role("button", name=name).click()
    return Path(waiting.value.path()).read_bytes()


def check_word(data: bytes, address: str, language: str) -> None:
    word = docx.Document(io.BytesIO(data))
    assert TITLE in headings(word)
    assert word.core_properties.language == f"{language}-CA"
    assert DEBRIEF in word.element.xpath("string(//w:body)")
    targets = [each.target_ref for each in word.part.rels.values() if each.is_external]
    activity = re.search(r"id=\w+", address)
    assert activity and any(activity[0] in target for target in targets)
    assert any("/document?id=" in target for target in targets)


def headings(word: Any) -> list[str]:
    return [each.text for each in word.paragraphs if each.style.name == "Heading 3"]


def check_pdf(data: bytes, address: str, pictures: Path) -> None:
    pdf = PdfReader(io.BytesIO(data))
    said = " ".join(" ".join(page.extract_text().split()) for page in pdf.pages)
    assert TITLE in said and DEBRIEF in said
    links = [
        note.get_object()["/A"]["/URI"]
        for page in pdf.pages
        for note in page.get("/Annots", [])
        if "/URI" in note.get_object().get("/A", {})
    ]
    assert any("/document?id=" in link for link in links)
    drawn = pypdfium2.PdfDocument(data)
    pictures.mkdir()
    for number in range(len(drawn)):
        picture = drawn[number].render(scale=0.5).to_pil()
        assert len(set(picture.convert("L").tobytes())) > 20
        picture.save(pictures / f"{number + 1}.png")


def test_what_two_people_write_at_once_is_neither_lost_nor_overwritten(
    app: str, browser: Browser, colette: Page
) -> None:
    address = add_activity(colette, app)
    farid = sign_in(browser, app, "farid")
    for page in (colette, farid):
        open_page(page, address)
        page.get_by_text("Modifier l’activité").click()
        settle(page)
    write_mandate(farid, "Celui de Farid")
    expect(farid.get_by_text("C’est enregistré.")).to_be_visible()
    write_mandate(colette, "Celui de Colette")
    expect(colette.get_by_text("a été modifié entre-temps")).to_be_visible()
    expect(colette.get_by_label("Mandat", exact=True)).to_have_value("Celui de Colette")
    press(colette, "Enregistrer à la place de l’autre version")
    expect(colette.get_by_text("C’est enregistré.")).to_be_visible()
    expect(colette.locator(".prose").first).to_have_text("Celui de Colette")
    farid.close()


def write_mandate(page: Page, text: str) -> None:
    page.get_by_label("Mandat", exact=True).fill(text)
    press(page, "Enregistrer")


def test_days_of_the_calendar_lead_to_what_they_are_days_of(app: str, colette: Page) -> None:
    open_page(colette, f"{app}/plan?tab=calendar&lang=fr")
    events, listed = colette.locator("table.calendar .event"), colette.locator("ul.month li")
    assert events.count() == colette.locator("table.calendar a.event").count()
    assert listed.count() == listed.locator("a").count()


@pytest.mark.parametrize("tab", ["board", "calendar", "activities", "meetings", "late"])
def test_no_serious_barrier_on_the_plan(app: str, colette: Page, tab: str) -> None:
    open_page(colette, f"{app}/plan?tab={tab}&lang=fr")
    serious = [
        (violation["id"], [node["html"][:200] for node in violation["nodes"]])
        for violation in Axe().run(colette).response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]
    assert not serious


def test_guests_see_neither_plan_nor_report(app: str, page: Page) -> None:
    for place in ("plan", "report", "activity?id=x"):
        open_page(page, f"{app}/{place}")
        expect(page.locator('a[href*="next=/"]')).to_be_visible()

"""Scripts in documents, titles, names and addresses: shown as text on every page, never run."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from kb.audit import Action
from tests.security.conftest import FORMULA, person
from tests.security.office import Office

pytestmark = pytest.mark.browser

Tab = Callable[[str, str], Page]

PLACES = (
    ("", "?q=méthode+quokka", "Quokka"),
    ("expert", "?q=méthode+quokka", "Quokka"),
    ("", "", "Quokka"),
    ("", "?q=<img+src%3Dx+onerror%3D'window.owned%3D1'>wombat", "wombat"),
    ("", "document?id={Quokka}", "window.owned=1"),
    ("", "document?id={Wombat}", "window.owned=1"),
    ("expert", "contribute", "Ébauche"),
    ("expert", "draft?id={Ébauche}", "window.owned=1"),
    ("coordinator", "review", "Remise"),
    ("coordinator", "submission?id={Remise}", "window.owned=1"),
    ("administrator", "people", "window.owned=1"),
    ("administrator", "audit", "exploitation"),
)


@pytest.mark.parametrize(("login", "place", "shown"), PLACES)
def test_nothing_that_somebody_wrote_runs(
    tab: Tab, documents: dict[str, str], login: str, place: str, shown: str
) -> None:
    page = tab(login, place.format_map(documents))
    expect(page.locator('[data-testid="stMain"]')).to_contain_text(shown)
    page.wait_for_timeout(300)
    assert page.evaluate("window.owned") is None
    assert page.locator('[onerror], [onload], a[href^="javascript"]').count() == 0
    foreign = 'img[src*="evil"], script[src*="evil"], iframe'
    assert page.locator(f'[data-testid="stMain"] :is({foreign})').count() == 0


def test_an_original_comes_as_a_file_and_to_those_who_may_read_it(
    tab: Tab, desk: Office, documents: dict[str, str], tmp_path: Path
) -> None:
    page = tab("", f"document?id={documents['Quokka']}")
    told = []
    page.on("response", lambda answer: told.append(answer) if "/media/" in answer.url else None)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger").click()
    assert waiting.value.suggested_filename == "quokka.html"
    saved = tmp_path / "saved"
    waiting.value.save_as(saved)
    assert b"<script>" in saved.read_bytes()
    answer = page.request.get(waiting.value.url)
    headers = answer.headers
    assert headers["content-type"].startswith("application/octet-stream")
    assert headers["content-disposition"].startswith("attachment")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "no-store"


def test_the_audit_is_taken_as_a_table_without_formulas(
    tab: Tab, desk: Office, tmp_path: Path
) -> None:
    desk.audit.record(person(desk, "agent").id, Action.READ, "@SUM(1)")
    page = tab("administrator", "audit")
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Télécharger ces lignes").click()
    table = tmp_path / "table.csv"
    waiting.value.save_as(table)
    text = table.read_text("utf-8-sig")
    assert f'"\'{FORMULA}"' in text
    assert '"\'@SUM(1)"' in text
    assert f'"{FORMULA}' not in text
    exported = desk.audit.records(actions=[Action.EXPORTED])
    assert [record.actor for record in exported] == [person(desk, "administrator").id]

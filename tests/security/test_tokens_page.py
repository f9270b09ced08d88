"""The page of access tokens: made once, shown once, and dead when revoked."""

from collections.abc import Callable

import httpx
from playwright.sync_api import Page, expect

NAME = "<b>Mon programme</b> *1*"


def test_a_token_made_on_the_page_opens_until_it_is_revoked(
    app: str, tab: Callable[[str, str], Page]
) -> None:
    page = tab("expert", "tokens")
    page.get_by_label("Nom").fill(NAME)
    page.get_by_role("button", name="Créer le jeton").click()
    secret = page.locator(".st-key-new-token-box code").inner_text().strip()
    expect(page.get_by_text(NAME)).to_be_visible()

    def answer() -> httpx.Response:
        return httpx.get(f"{app}/api/v1/me", headers={"Authorization": f"Bearer {secret}"})

    assert answer().json()["login"] == "expert"
    page.get_by_role("button", name="Je l’ai copié").click()
    expect(page.get_by_text(secret)).to_have_count(0)
    page.get_by_role("button", name="Révoquer").first.click()
    expect(page.get_by_text("Vous n’avez aucun jeton.")).to_be_visible()
    assert answer().status_code == 401


def test_guests_have_no_tokens(tab: Callable[[str, str], Page]) -> None:
    page = tab("", "tokens")
    expect(page.get_by_role("button", name="Créer le jeton")).to_have_count(0)

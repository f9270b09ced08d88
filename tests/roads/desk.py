"""Walking through the app in a browser, signed in as one of its people."""

from playwright.sync_api import Browser, Page, expect

PASSWORD = "cheval-orange-42-lune"  # noqa: S105 - of people who exist in tests only
PEOPLE = {
    "chef": ("administrator", "qc"),
    "elise": ("expert", "qc"),
    "colette": ("coordinator", "qc"),
    "farid": ("coordinator", "fr"),
    "anne": ("agent", "fr"),
}
"""Logins with role and party."""

QUIET = """() => new Promise((done) => {
  const soon = () => setTimeout(done, 400);
  let waiting = soon();
  const watcher = new MutationObserver(() => { clearTimeout(waiting); waiting = soon(); });
  watcher.observe(document.body, { subtree: true, childList: true });
})"""


def open_page(page: Page, address: str) -> None:
    """Go to an address and wait until the page is drawn to its foot."""
    page.goto(address)
    expect(page.locator("footer.foot")).to_be_visible()
    settle(page)


def settle(page: Page) -> None:
    """Wait until the app is done running, and the browser done drawing what it sent."""
    expect(
        page.locator('[data-testid="stApp"][data-test-script-state="notRunning"]')
    ).to_be_visible()
    page.evaluate(QUIET)


def sign_in(browser: Browser, app: str, login: str, language: str = "fr") -> Page:
    """Open a tab in which somebody is signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="fr-CA")
    context.set_default_timeout(30_000)
    page = context.new_page()
    page.goto(f"{app}/sign-in?lang={language}&next=/?lang={language}")
    page.fill("#login", login)
    page.fill("#password", PASSWORD)
    page.locator("form button").first.click()
    expect(page.locator("footer.foot")).to_be_visible()
    settle(page)
    return page


def press(page: Page, name: str) -> None:
    """Press a button and wait for what comes of it."""
    page.get_by_role("button", name=name, exact=True).click()
    page.wait_for_timeout(300)
    settle(page)


def tick(page: Page, words: str) -> None:
    """Tick a box, once what was typed before was sent and no longer moves what lies below it."""
    page.keyboard.press("Tab")
    page.wait_for_timeout(300)
    settle(page)
    page.get_by_text(words).click()
    expect(page.get_by_role("checkbox", name=words)).to_be_checked()
    page.wait_for_timeout(300)
    settle(page)

"""How the plain pages look: signing in, one's account."""

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import HTMLResponse

from ui import services
from ui.texts import LANGUAGES, Texts

_PAGES = Path(__file__).with_name("pages")


def texts_for(request: Request, language: str = "") -> Texts:
    """Speak the language given, or that of the address, or else the app's first."""
    asked = language or request.query_params.get("lang", "")
    return Texts(asked if asked in LANGUAGES else services.opened_services().settings.language)


def room(name: str, texts: Texts, *, status: int = 200, **facts: Any) -> HTMLResponse:
    """Draw a page; every fact is escaped."""
    environment = Environment(
        loader=FileSystemLoader(_PAGES), autoescape=select_autoescape(default=True)
    )
    html = environment.get_template(f"{name}.html").render(t=texts, **facts)
    return HTMLResponse(html, status, headers={"Cache-Control": "no-store"})

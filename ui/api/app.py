"""The API put together: its routes, its failures, its description."""

from typing import Any

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from kb.settings import Settings
from ui import services
from ui.api.account import account_routes
from ui.api.asking import Doorkeeper
from ui.api.contributing import contribution_routes
from ui.api.description import describe
from ui.api.documents import document_routes
from ui.api.problems import add_handlers
from ui.api.searching import search_routes
from ui.api.themes import theme_routes
from ui.doors.rooms import room, texts_for

_ABOUT = """Chercher, lire et déposer des bonnes pratiques, avec les droits de la personne qui a
créé le jeton. Les erreurs suivent la RFC 9457, dans la langue de « Accept-Language » (fr ou en).
Les listes se tournent par « limit » et « offset » ; l’en-tête « Link » mène aux autres pages."""

_TAGS = [
    {"name": "search", "description": "Chercher."},
    {"name": "documents", "description": "Lire les documents, leurs passages et leurs pages."},
    {"name": "themes", "description": "Parcourir les domaines et les sujets."},
    {"name": "contributions", "description": "Déposer des documents."},
    {"name": "account", "description": "La personne et son jeton."},
]

_ROUTES = (search_routes, document_routes, theme_routes, contribution_routes, account_routes)


def make_api(settings: Settings) -> FastAPI:
    """Put the API together."""
    api = FastAPI(
        title="Passerelle",
        version="1.0.0",
        description=_ABOUT,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        openapi_tags=_TAGS,
        redirect_slashes=False,
    )
    door = Doorkeeper(settings.api_rate)
    for routes in _ROUTES:
        # Side by side, so that an address that is refused can tell all methods it has.
        api.router.routes.extend(routes(door).routes)
    add_handlers(api)
    _add_description(api)
    return api


def _add_description(api: FastAPI) -> None:
    def said() -> dict[str, Any]:
        return describe(api, services.opened_services().store.catalogue.vocabulary)

    def description(_request: Request) -> Response:
        return JSONResponse(said(), headers={"Cache-Control": "no-cache"})

    def page(request: Request) -> HTMLResponse:
        return room("api", texts_for(request), said=said())

    api.add_route("/openapi.json", description, methods=["GET"], include_in_schema=False)
    api.add_route("/docs", page, methods=["GET"], include_in_schema=False)

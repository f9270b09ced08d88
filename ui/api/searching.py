"""Searching by the API; what is asked again is at hand until something changes."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from kb.access_tokens import Scope
from ui import services
from ui.api.asking import Caller, Doorkeeper
from ui.api.filters import Asked
from ui.api.kept import Kept
from ui.api.models import SearchResults
from ui.api.replies import Written, paged, written


@dataclass(frozen=True)
class Searching:
    """Answer questions; equal ones of people who read the same are answered once."""

    kept: Kept[Written] = field(default_factory=Kept)

    def answer(self, asked: Asked, caller: Caller) -> Written:
        """Answer a question as its asker may read.

        Raises:
            InvalidQuestion: when it cannot be searched.
        """
        question, store = asked.question, services.opened_services().store
        edition = store.catalogue.feed.latest()
        stamp = (edition, store.catalogue.thesaurus.revision())

        def make() -> Written:
            found = services.opened_services().retriever.answer(question, access=caller.reading)
            return written(SearchResults.of(found, caller.base), found.total)

        key = (question.model_dump_json(), caller.reading.key, caller.base)
        # What an index says that is behind the catalogue would stay too long.
        return self.kept.give(key, stamp, make, keep=store.words.position >= edition)


def search_routes(door: Doorkeeper) -> APIRouter:
    """List the routes of searching."""
    router, searching = APIRouter(tags=["search"]), Searching()

    @router.get("/search", operation_id="search", response_model=SearchResults)
    def search(
        request: Request,
        asked: Annotated[Asked, Query()],
        caller: Annotated[Caller, Depends(door.admits(Scope.SEARCH))],
    ) -> Response:
        """Rechercher dans les documents que l’on peut lire, dans les deux langues."""
        answer = searching.answer(asked, caller)
        return paged(request, answer, limit=asked.limit, offset=asked.offset)

    return router

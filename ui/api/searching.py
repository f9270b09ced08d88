"""Searching by the API; what is asked again is at hand until something changes."""

import os
from dataclasses import dataclass, field
from typing import Annotated

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from kb.access_tokens import Scope
from search.nouns import Question
from ui import services
from ui.api.asking import Caller, Doorkeeper
from ui.api.filters import Asked
from ui.api.kept import Kept
from ui.api.models import SearchResults
from ui.api.replies import Written, paged, written


@dataclass(frozen=True)
class Searching:
    """Answer questions; equal ones of people who read the same are answered once.

    Only as many are worked on at once as there are cores; the others wait their turn.
    """

    kept: Kept[Written] = field(default_factory=Kept)
    turns: CapacityLimiter = field(default_factory=lambda: CapacityLimiter(os.cpu_count() or 1))

    async def answer(self, asked: Asked, caller: Caller) -> Written:
        """Answer a question as its asker may read.

        Raises:
            InvalidQuestion: when it cannot be searched.
        """
        question = asked.question
        key = (question.model_dump_json(), caller.reading.key, caller.base)
        known = self.kept.find(key, caller.edition)
        if known is not None:
            return known
        made, current = await to_thread.run_sync(_made, question, caller, limiter=self.turns)
        if current:
            self.kept.put(key, caller.edition, made)
        return made


def _made(question: Question, caller: Caller) -> tuple[Written, bool]:
    """Write an answer, and tell whether the words searched were those of the caller's edition.

    What an index says that is behind the catalogue would stay at hand too long.
    """
    opened = services.opened_services()
    current = opened.store.words.position >= caller.edition[0]
    with opened.turns.turn():
        found = opened.retriever.answer(question, access=caller.reading)
    return written(SearchResults.of(found, caller.base), found.total, pack=True), current


def search_routes(door: Doorkeeper) -> APIRouter:
    """List the routes of searching."""
    router, searching = APIRouter(tags=["search"]), Searching()

    @router.get("/search", operation_id="search", response_model=SearchResults)
    async def search(
        request: Request,
        asked: Annotated[Asked, Query()],
        caller: Annotated[Caller, Depends(door.admits(Scope.SEARCH))],
    ) -> Response:
        """Rechercher dans les documents que l’on peut lire, dans les deux langues."""
        answer = await searching.answer(asked, caller)
        return paged(request, answer, limit=asked.limit, offset=asked.offset)

    return router

"""Documents, their passages and pages by the API."""

from dataclasses import dataclass, field
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request
from starlette.responses import Response

from kb.access_tokens import Scope
from kb.audit import Action
from kb.errors import NotFound
from kb.nouns import Document
from ui import handing, services
from ui.api import examples
from ui.api.asking import Caller, Doorkeeper
from ui.api.filters import Listed
from ui.api.models import (
    DocumentList,
    DocumentRecord,
    PageRecord,
    PassageList,
    PassageRecord,
)
from ui.api.replies import Written, paged, reply, written
from ui.doors.pace import Pace

_A_DAY = 86_400.0

DocumentId = Annotated[
    str,
    Path(
        pattern="^[0-9a-f]{32}$",
        description="Identifiant du document.",
        examples=[examples.DOCUMENT_ID],
    ),
]
Number = Annotated[int, Path(ge=1, le=100_000, description="Numéro de la page.", examples=[2])]


class Turned(BaseModel):
    """A page of a list of passages."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(100, ge=1, le=500, description="Passages par page.", examples=[100])
    offset: int = Field(0, ge=0, le=1_000_000, description="Passages à passer.", examples=[0])


@dataclass(frozen=True)
class Reading:
    """Read for a caller; who opens a restricted document is noted, once a day for each."""

    noted: Pace = field(default_factory=lambda: Pace(1, _A_DAY))

    def document(self, document_id: str, caller: Caller) -> Document:
        """Read a document.

        Raises:
            NotFound: when there is none, or none for this caller.
        """
        opened = services.opened_services()
        found = opened.store.catalogue.reader.document(document_id, access=caller.access)
        if self.noted.allows(f"{caller.user.id if caller.user else ''} {document_id}"):
            handing.record(opened, caller.user, Action.READ, found)
        return found

    def page(self, document_id: str, number: int, caller: Caller) -> PageRecord:
        """Read a page's text.

        Raises:
            NotFound: when there is none, or none for this caller.
        """
        document = self.document(document_id, caller)
        opened = services.opened_services()
        page = opened.store.catalogue.reader.page(document_id, number, access=caller.access)
        return PageRecord.of(document, page, pictured=opened.pictures.can_picture(document))

    def picture(self, document_id: str, number: int, caller: Caller) -> bytes:
        """Draw a page as it was laid out.

        Raises:
            NotFound: when there is no such page for this caller, or none that can be drawn.
        """
        document, pictures = self.document(document_id, caller), services.opened_services().pictures
        if not pictures.can_picture(document):
            raise NotFound("page.not_found", page=number)
        return pictures.picture(document_id, number, None, access=caller.access)


def listed(asked: Listed, caller: Caller) -> Written:
    """List documents."""
    catalogue = services.opened_services().store.catalogue
    found = catalogue.reader.browse(
        asked.filters, access=caller.access, limit=asked.limit, offset=asked.offset
    )
    total = catalogue.counting.total(asked.filters, access=caller.access)
    items = tuple(DocumentRecord.of(each, caller.base) for each in found)
    page = DocumentList(total=total, limit=asked.limit, offset=asked.offset, items=items)
    return written(page, total)


def passages(document: Document, turned: Turned, caller: Caller) -> Written:
    """List passages of a document."""
    reader = services.opened_services().store.catalogue.reader
    found = reader.passages_of(document.id, access=caller.access)
    part = found[turned.offset : turned.offset + turned.limit]
    page = PassageList(
        total=len(found),
        limit=turned.limit,
        offset=turned.offset,
        items=tuple(PassageRecord.of(each, caller.base) for each in part),
    )
    return written(page, len(found))


def document_routes(door: Doorkeeper) -> APIRouter:
    """List the routes of documents."""
    router, reading = APIRouter(tags=["documents"]), Reading()
    Reader = Annotated[Caller, Depends(door.admits(Scope.READ))]  # noqa: N806 - a type

    @router.get("/documents", operation_id="list_documents", response_model=DocumentList)
    def list_documents(
        request: Request, asked: Annotated[Listed, Query()], caller: Reader
    ) -> Response:
        """Lister les documents que l’on peut lire, les plus récents d’abord."""
        return paged(request, listed(asked, caller), limit=asked.limit, offset=asked.offset)

    @router.get(
        "/documents/{document_id}", operation_id="read_document", response_model=DocumentRecord
    )
    def read_document(request: Request, document_id: DocumentId, caller: Reader) -> Response:
        """Lire la notice d’un document."""
        document = reading.document(document_id, caller)
        return reply(request, written(DocumentRecord.of(document, caller.base)))

    @router.get(
        "/documents/{document_id}/passages",
        operation_id="list_passages",
        response_model=PassageList,
    )
    def list_passages(
        request: Request,
        document_id: DocumentId,
        turned: Annotated[Turned, Query()],
        caller: Reader,
    ) -> Response:
        """Lire les passages d’un document, dans leur ordre."""
        answer = passages(reading.document(document_id, caller), turned, caller)
        return paged(request, answer, limit=turned.limit, offset=turned.offset)

    @router.get(
        "/documents/{document_id}/pages/{number}",
        operation_id="read_page",
        response_model=PageRecord,
    )
    def read_page(
        request: Request, document_id: DocumentId, number: Number, caller: Reader
    ) -> Response:
        """Lire le texte d’une page."""
        return reply(request, written(reading.page(document_id, number, caller)))

    @router.get(
        "/documents/{document_id}/pages/{number}/picture",
        operation_id="see_page",
        response_class=Response,
        responses={200: {"content": {"image/webp": {"schema": {"type": "string"}}}}},
    )
    def see_page(document_id: DocumentId, number: Number, caller: Reader) -> Response:
        """Voir une page telle qu’elle est mise en page, en WebP."""
        drawn = reading.picture(document_id, number, caller)
        return Response(drawn, media_type="image/webp", headers={"Cache-Control": "no-store"})

    return router

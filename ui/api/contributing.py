"""Contributing by the API: files become drafts on their sender's desk, as in the app."""

import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from fastapi import APIRouter, Depends, Form, UploadFile
from starlette.requests import Request
from starlette.responses import Response

from ingest.reports import Given, Outcome
from kb.access import GROUP_PREFIX, PARTNERS, PARTY, PUBLIC
from kb.access_tokens import Scope
from kb.entente import DOMAIN, TARGET_GROUP
from kb.errors import Forbidden, InvalidDocument, NotFound
from kb.nouns import Document
from kb.people import User
from ui import services
from ui.api.asking import Caller, Doorkeeper
from ui.api.desk import (
    Contribution,
    ContributionList,
    FindingRecord,
    Received,
    Report,
    Sent,
)
from ui.api.documents import DocumentId
from ui.api.languages import language_of
from ui.api.replies import fresh

_PLACE = "/api/v1/contributions"


def receive(sent: Sent, caller: Caller, language: str) -> Received:
    """Make drafts of what was sent.

    Raises:
        Forbidden: when this person brings nothing in, the audience is not theirs to choose, or
            this installation takes nothing.
        InvalidDocument: when a domain or a target group is unknown.
    """
    user, opened = caller.member, services.opened_services()
    if not opened.settings.contributions:
        raise Forbidden("api.closed")
    given = _given(sent, user)
    with _laid_down(sent.file) as path:
        reports = list(opened.contributions.bring([path], given, user))
    made = [
        each.document_id for each in reports if each.outcome is Outcome.READ and each.document_id
    ]
    return Received(
        files=tuple(Report.of(each, language) for each in reports),
        drafts=tuple(contribution(document_id, caller) for document_id in made),
    )


def contribution(document_id: str, caller: Caller) -> Contribution:
    """Tell how a document on somebody's own desk stands.

    Raises:
        NotFound: when they brought in no such document.
        Forbidden: when this person brings nothing in.
    """
    user = _contributor(caller)
    document = services.opened_services().works.document(document_id, user)
    if document.owner != user.id:
        raise NotFound("document.not_found")
    return _told(document, caller)


def own(caller: Caller) -> ContributionList:
    """List what somebody brought in and is not published.

    Raises:
        Forbidden: when this person brings nothing in.
    """
    drafts = services.opened_services().contributions.drafts(_contributor(caller))
    return ContributionList(items=tuple(_told(each, caller) for each in drafts))


def submit(document_id: str, caller: Caller) -> Contribution:
    """Hand a draft to the coordinators.

    Raises:
        NotFound: when there is none on this desk.
        Forbidden: when it is not this person's draft.
        Unresolved: when something has to be settled or filled in first.
    """
    contribution(document_id, caller)
    services.opened_services().contributions.submit(document_id, caller.member)
    return contribution(document_id, caller)


def contribution_routes(door: Doorkeeper) -> APIRouter:
    """List the routes of contributing."""
    router = APIRouter(tags=["contributions"])
    Sender = Annotated[Caller, Depends(door.admits(Scope.CONTRIBUTE))]  # noqa: N806 - a type

    @router.post(
        "/contributions",
        operation_id="contribute",
        response_model=Received,
        status_code=201,
        responses={200: {"model": Received, "description": "Rien de nouveau n’a été lu."}},
    )
    def contribute(
        request: Request,
        sent: Annotated[Sent, Form(media_type="multipart/form-data")],
        caller: Sender,
    ) -> Response:
        """Déposer un fichier : il devient un brouillon, jamais une publication."""
        received = receive(sent, caller, language_of(request))
        places = [f"{_PLACE}/{each.id}" for each in received.drafts]
        return fresh(received, 201, {"Location": places[0]}) if places else fresh(received)

    @router.get(
        "/contributions", operation_id="list_contributions", response_model=ContributionList
    )
    def list_contributions(caller: Sender) -> Response:
        """Lister ses documents qui ne sont pas encore publiés."""
        return fresh(own(caller))

    @router.get(
        "/contributions/{document_id}",
        operation_id="read_contribution",
        response_model=Contribution,
    )
    def read_contribution(document_id: DocumentId, caller: Sender) -> Response:
        """Voir où en est un document que l’on a déposé."""
        return fresh(contribution(document_id, caller))

    @router.post(
        "/contributions/{document_id}/submission",
        operation_id="submit_contribution",
        response_model=Contribution,
    )
    def submit_contribution(document_id: DocumentId, caller: Sender) -> Response:
        """Remettre un brouillon à la coordination."""
        return fresh(submit(document_id, caller))

    return router


def _contributor(caller: Caller) -> User:
    if not caller.member.contributes:
        raise Forbidden("access.forbidden")
    return caller.member


def _given(sent: Sent, user: User) -> Given:
    audience = sent.audience or PARTNERS
    groups = {f"{GROUP_PREFIX}{name}" for name in user.groups}
    if audience not in {PUBLIC, PARTNERS, PARTY} | groups:
        raise Forbidden("document.unknown_audience", audience=audience)
    _refuse_unknown(DOMAIN, sent.domain)
    _refuse_unknown(TARGET_GROUP, sent.target_group)
    return Given(
        party=user.party,
        audience=audience,
        title=sent.title,
        kind=sent.kind,
        year=sent.year,
        domains=tuple(sent.domain),
        target_groups=tuple(sent.target_group),
        rights_owner=sent.rights_owner,
        licence=sent.licence,
        attribution=sent.attribution,
    )


def _refuse_unknown(vocabulary: str, keys: Sequence[str]) -> None:
    terms = services.opened_services().store.catalogue.vocabulary.terms(vocabulary)
    known = {term.key for term in terms}
    for key in keys:
        if key not in known:
            raise InvalidDocument(
                "document.unknown_term", vocabulary=vocabulary, key=key, known=", ".join(known)
            )


@contextmanager
def _laid_down(file: UploadFile) -> Iterator[Path]:
    """Lay what was sent down as a file; its name never leads out of its folder."""
    with tempfile.TemporaryDirectory(prefix="passerelle-upload-") as folder:
        name = Path((file.filename or "").replace("\\", "/")).name.replace("\0", "")
        path = Path(folder) / (name.strip(". ")[-150:] or "document")
        with path.open("wb") as target:
            shutil.copyfileobj(file.file, target)
        yield path


def _told(document: Document, caller: Caller) -> Contribution:
    findings: Counter[str] = Counter()
    for each in services.opened_services().works.findings(document.id, caller.member):
        findings[each.kind.value] += len(each.sightings)
    return Contribution(
        id=document.id,
        title=document.fields.title,
        kind=document.fields.kind,
        audience=document.fields.audience,
        status=document.fields.status.value,
        updated_at=document.updated_at,
        findings=tuple(FindingRecord(kind=kind, sightings=n) for kind, n in findings.items()),
        url=f"{caller.base}/draft?id={document.id}",
    )

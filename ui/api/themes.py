"""Domains and topics by the API, each counted by what the caller may read."""

from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema
from starlette.requests import Request
from starlette.responses import Response

from kb.access_tokens import Scope
from kb.entente import DOMAIN
from kb.nouns import Frozen
from kb.topics import circle_for
from search.themes import tabulate
from search.topics.reading import Topic
from ui import services
from ui.api import examples
from ui.api.asking import Caller, Doorkeeper
from ui.api.filters import Key
from ui.api.languages import language_of
from ui.api.models import DocumentList, DocumentRecord, exampled
from ui.api.replies import paged, reply, written

TopicId = Annotated[
    str,
    Path(
        pattern="^[0-9a-z-]{1,32}$",
        description="Identifiant du sujet.",
        examples=[examples.TOPIC_ID],
    ),
]


class DomainRecord(Frozen):
    """A domain of Article 2, with how many readable documents each party has in it."""

    model_config = exampled(examples.DOMAIN)

    key: str
    label: str
    documents: int
    parties: dict[str, int]


class DomainList(Frozen):
    """The domains in the agreement's order; `documents` counts each document once."""

    documents: int
    items: tuple[DomainRecord, ...]


class TopicRecord(Frozen):
    """A topic, named and counted by what the caller may read; `near` names its neighbours."""

    model_config = exampled(examples.TOPIC)

    id: str
    label: str
    documents: int
    parties: dict[str, int]
    near: tuple[str, ...]

    @classmethod
    def of(cls, topic: Topic, language: str) -> "TopicRecord":
        """Say what a topic is."""
        return cls(
            id=topic.id,
            label=topic.label(language),
            documents=topic.documents,
            parties=dict(topic.parties),
            near=topic.near,
        )


class TopicList(Frozen):
    """Topics that hold readable documents, those with the most first."""

    items: tuple[TopicRecord, ...]


class OfDomain(BaseModel):
    """Which topics are wanted."""

    model_config = ConfigDict(extra="forbid")

    domain: Key | SkipJsonSchema[None] = Field(
        None, description="Domaine de l’article 2.", examples=["retention"]
    )


class Part(BaseModel):
    """A page of a topic's documents."""

    model_config = ConfigDict(extra="forbid")

    limit: int = Field(20, ge=1, le=100, description="Documents par page.", examples=[20])
    offset: int = Field(0, ge=0, le=1_000_000, description="Documents à passer.", examples=[0])


def domains(caller: Caller, language: str) -> DomainList:
    """Count the readable documents of each domain."""
    catalogue = services.opened_services().store.catalogue
    table = tabulate(catalogue, access=caller.access)
    counts: dict[str, Counter[str]] = {}
    for (domain, party), count in table.cells.items():
        counts.setdefault(domain, Counter())[party] += count
    items = tuple(
        DomainRecord(
            key=term.key,
            label=term.label(language),
            documents=counts.get(term.key, Counter()).total(),
            parties=dict(counts.get(term.key, Counter())),
        )
        for term in catalogue.vocabulary.terms(DOMAIN)
    )
    return DomainList(documents=table.documents, items=items)


def topics(domain: str, caller: Caller, language: str) -> TopicList:
    """List the topics of a domain, or all."""
    circle = circle_for(caller.access)
    if not circle:
        return TopicList(items=())
    found = services.opened_services().topics.topics(circle, domain, access=caller.access)
    named = (TopicRecord.of(each, language) for each in found.values())
    return TopicList(items=tuple(each for each in named if each.label))


def documents_of(topic_id: str, part: Part, caller: Caller) -> DocumentList:
    """List a topic's readable documents.

    Raises:
        NotFound: when there is no such topic for this caller.
    """
    views = services.opened_services().topics
    topic = views.topic(topic_id, access=caller.access)
    found = views.documents(topic, access=caller.access, limit=part.limit, offset=part.offset)
    items = tuple(DocumentRecord.of(each, caller.base) for each in found)
    return DocumentList(total=topic.documents, limit=part.limit, offset=part.offset, items=items)


def theme_routes(door: Doorkeeper) -> APIRouter:
    """List the routes of domains and topics."""
    router = APIRouter(tags=["themes"])
    Reader = Annotated[Caller, Depends(door.admits(Scope.READ))]  # noqa: N806 - a type

    @router.get("/domains", operation_id="list_domains", response_model=DomainList)
    def list_domains(request: Request, caller: Reader) -> Response:
        """Lister les domaines de l’entente, avec le nombre de documents de chaque partie."""
        return reply(request, written(domains(caller, language_of(request))))

    @router.get("/topics", operation_id="list_topics", response_model=TopicList)
    def list_topics(
        request: Request, wanted: Annotated[OfDomain, Query()], caller: Reader
    ) -> Response:
        """Lister les sujets, d’un domaine ou de tous."""
        return reply(request, written(topics(wanted.domain or "", caller, language_of(request))))

    @router.get("/topics/{topic_id}", operation_id="read_topic", response_model=TopicRecord)
    def read_topic(request: Request, topic_id: TopicId, caller: Reader) -> Response:
        """Lire un sujet."""
        topic = services.opened_services().topics.topic(topic_id, access=caller.access)
        return reply(request, written(TopicRecord.of(topic, language_of(request))))

    @router.get(
        "/topics/{topic_id}/documents", operation_id="list_topic", response_model=DocumentList
    )
    def list_topic(
        request: Request, topic_id: TopicId, part: Annotated[Part, Query()], caller: Reader
    ) -> Response:
        """Lister les documents d’un sujet."""
        found = documents_of(topic_id, part, caller)
        answer = written(found, found.total)
        return paged(request, answer, limit=part.limit, offset=part.offset)

    return router

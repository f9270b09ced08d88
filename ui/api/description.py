"""The API's description (OpenAPI 3.1), completed: the tokens, the problems, the links."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from kb.catalogue.vocabulary import Vocabulary
from kb.entente import DOMAIN, TARGET_GROUP
from ui.api.details import ProblemDetails

PREFIX = "/api/v1"
_SCHEME = "token"
_OPEN_TO_GUESTS = {"search", "documents", "themes"}
_PROBLEM = "application/problem+json"

_STATUSES = {
    "401": "Il manque un jeton valable.",
    "403": "Le jeton, ou la personne, ne permet pas cela.",
    "404": "Inconnu, ou pas ouvert à qui demande : rien ne les distingue.",
    "422": "La demande n’est pas valable.",
    "429": "Trop de demandes ; voyez « Retry-After ».",
    "503": "Momentanément impossible.",
}
_OF_SENDING = {
    "409": "Quelque chose est à régler d’abord.",
    "413": "Trop volumineux.",
}
_LINKS = {
    "search": ("read_document", "document_id", "$response.body#/hits/0/document/id"),
    "list_documents": ("read_document", "document_id", "$response.body#/items/0/id"),
    "read_document": ("list_passages", "document_id", "$response.body#/id"),
    "list_topics": ("read_topic", "topic_id", "$response.body#/items/0/id"),
    "read_topic": ("list_topic", "topic_id", "$response.body#/id"),
    "contribute": ("read_contribution", "document_id", "$response.body#/drafts/0/id"),
    "read_contribution": ("submit_contribution", "document_id", "$response.body#/id"),
}
"""From which answer to which next question, with what."""


def describe(api: FastAPI, vocabulary: Vocabulary) -> dict[str, Any]:
    """Describe the API with the words that the agreement has now."""
    said = get_openapi(
        title=api.title,
        version=api.version,
        description=api.description,
        routes=api.routes,
        servers=[{"url": PREFIX}],
        tags=api.openapi_tags,
    )
    sent = said["components"]["schemas"]["Sent"]["properties"]
    for name, words in (("domain", DOMAIN), ("target_group", TARGET_GROUP)):
        keys = [term.key for term in vocabulary.terms(words)]
        sent[name]["items"] = {"type": "string", "enum": keys}
    return _complete(said)


def _complete(said: dict[str, Any]) -> dict[str, Any]:
    parts = said["components"]
    for name in ("HTTPValidationError", "ValidationError"):
        parts["schemas"].pop(name, None)
    shape = ProblemDetails.model_json_schema(ref_template="#/components/schemas/{model}")
    parts["schemas"] |= shape.pop("$defs") | {"ProblemDetails": shape}
    parts["securitySchemes"] = {
        _SCHEME: {
            "type": "http",
            "scheme": "bearer",
            "description": "Jeton créé dans l’application, page « Jetons d’accès ».",
        }
    }
    for path in said["paths"].values():
        for operation in path.values():
            _complete_operation(operation)
    return said


def _complete_operation(operation: dict[str, Any]) -> None:
    named = operation["operationId"]
    operation["summary"] = operation["description"].split("\n")[0]
    guests: list[dict[str, list[str]]] = [{}] if set(operation["tags"]) & _OPEN_TO_GUESTS else []
    operation["security"] = [{_SCHEME: []}, *guests]
    responses = operation["responses"]
    responses.pop("422", None)
    sending = _OF_SENDING if "contributions" in operation["tags"] else {}
    for status, meaning in (_STATUSES | sending).items():
        responses[status] = _problem(meaning)
    if named in _LINKS:
        target, parameter, value = _LINKS[named]
        good = max(each for each in responses if each.startswith("2"))
        responses[good]["links"] = {
            target: {"operationId": target, "parameters": {parameter: value}}
        }


def _problem(meaning: str) -> dict[str, Any]:
    shape = {"$ref": "#/components/schemas/ProblemDetails"}
    return {"description": meaning, "content": {_PROBLEM: {"schema": shape}}}

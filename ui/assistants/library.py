"""What an assistant may find and fetch: with the access of a token, looked up at each call."""

from dataclasses import dataclass

from kb.access import PUBLIC, AccessScope, scope_of
from kb.access_tokens import AccessTokens, Bearer, Scope
from kb.audit import GUEST, Action
from kb.errors import Forbidden, SignInRefused
from kb.nouns import Document, Frozen, StoredPassage
from kb.store import Store
from search.nouns import Question, SearchHit
from search.retriever import Retriever
from ui.api.models import address
from ui.assistants.quoting import one_line, quoted

_HOME = "http://localhost:8501"
"""Where `run.py` serves the app, for installations that have not said their address."""


class Found(Frozen):
    """One result, in the shape that assistants expect; `text` is the passage that answers."""

    id: str
    title: str
    url: str
    text: str


class FoundList(Frozen):
    """The results of a search, the best first."""

    results: list[Found]


class Fetched(Frozen):
    """A whole document, in the shape that assistants expect."""

    id: str
    title: str
    text: str
    url: str
    metadata: dict[str, str]


@dataclass(frozen=True, slots=True)
class AssistantLibrary:
    """Search and fetch in the name of whoever made a token, or as a guest if it is empty."""

    store: Store
    retriever: Retriever
    tokens: AccessTokens
    secret: str

    def search(self, query: str, limit: int) -> FoundList:
        """Find documents; nothing where the best is not good enough.

        Raises:
            SignInRefused: when the token is not good, or guests may not search.
            Forbidden: when it is not for searching.
            InvalidQuestion: when the question is too long.
        """
        access, _ = self._access(Scope.SEARCH)
        reading = AccessScope(access.shelves)
        answer = self.retriever.answer(Question(text=query, limit=limit), access=reading)
        hits = () if answer.weak else answer.hits
        return FoundList(results=[self._found(hit) for hit in hits])

    def fetch(self, document_id: str) -> Fetched:
        """Read a document; who reads a restricted one is noted.

        Raises:
            SignInRefused: when the token is not good, or guests may not read.
            Forbidden: when it is not for reading.
            NotFound: when there is none, or none for this reader.
        """
        access, reader = self._access(Scope.READ)
        catalogue = self.store.catalogue
        document = catalogue.reader.document(document_id, access=access)
        passages = catalogue.reader.passages_of(document_id, access=access)
        if document.fields.audience != PUBLIC:
            self.store.audit.record(reader, Action.READ, document.id)
        return Fetched(
            id=document.id,
            title=one_line(document.fields.title),
            text=quoted(_text(document, passages)),
            url=address(self._base, document.id),
            metadata=_facts(document),
        )

    @property
    def _base(self) -> str:
        return (self.store.settings.public_url or _HOME).rstrip("/")

    def _access(self, scope: Scope) -> tuple[AccessScope, str]:
        """Tell what may be read now, and by whom."""
        guests = self.store.settings.guest_shelves
        bearer: Bearer | None = self.tokens.bearer(self.secret) if self.secret else None
        if bearer is None and (self.secret or not guests):
            raise SignInRefused("api.token_refused" if self.secret else "api.token_missing")
        if bearer is None:
            return AccessScope(guests), GUEST
        if scope not in bearer.token.scopes:
            raise Forbidden("api.scope", scope=scope.value)
        return scope_of(bearer.user, guests), bearer.user.id

    def _found(self, hit: SearchHit) -> Found:
        return Found(
            id=hit.document.id,
            title=one_line(hit.document.fields.title),
            url=address(self._base, hit.document.id, hit.passage.id),
            text=quoted(hit.passage.passage.text),
        )


def _text(document: Document, passages: list[StoredPassage]) -> str:
    """Join a document's passages, each page announced where pages are the file's own."""
    lines, page = [], 0
    for each in passages:
        if document.paginated and each.passage.page != page:
            page = each.passage.page
            lines.append(f"[p. {page}]")
        lines.append(each.passage.text)
    return "\n\n".join(lines)


def _facts(document: Document) -> dict[str, str]:
    fields = document.fields
    facts = {
        "party": fields.party,
        "kind": fields.kind.value,
        "language": fields.language,
        "audience": fields.audience,
        "year": str(fields.year or ""),
        "domains": " ".join(fields.domains),
        "licence": one_line(fields.licence),
        "attribution": one_line(fields.attribution or fields.rights_owner),
        "file": one_line(document.file_name),
    }
    return {name: value for name, value in facts.items() if value}

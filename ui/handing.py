"""What is handed out as files, to whoever may have them at that moment, and noted."""

from collections.abc import Callable

from kb.access import PUBLIC, AccessScope, scope_of
from kb.audit import GUEST, Action
from kb.errors import Forbidden
from kb.nouns import Document
from kb.people import User
from ui.services import Services


def original(opened: Services, carried: str, document_id: str) -> bytes:
    """Give a document's file to whoever carries a token, if they may read it now.

    Raises:
        NotFound: when there is none, or none for this reader.
    """
    user = opened.store.accounts.person(carried)
    scope = scope_of(user, opened.settings.guest_shelves)
    readable = opened.store.catalogue.reader.document(document_id, access=scope)
    record(opened, user, Action.DOWNLOAD, readable)
    return opened.store.originals.path(readable.content_hash).read_bytes()


def export(opened: Services, carried: str, table: Callable[[], bytes]) -> bytes:
    """Give a table to whoever carries a token, if they are an administrator now.

    Raises:
        Forbidden: when they are not.
    """
    user = opened.store.accounts.person(carried)
    if user is None or not user.administers:
        raise Forbidden("access.forbidden")
    exported = table()
    opened.store.audit.record(user.id, Action.EXPORTED, "audit")
    return exported


def coordinators_table(
    opened: Services, carried: str, table: Callable[[AccessScope], bytes], subject: str
) -> bytes:
    """Give a table of what they may read now to whoever carries a coordinator's token.

    Raises:
        Forbidden: when they are no coordinator.
    """
    user = opened.store.accounts.person(carried)
    if user is None or not user.coordinates:
        raise Forbidden("access.forbidden")
    exported = table(scope_of(user, opened.settings.guest_shelves))
    opened.store.audit.record(user.id, Action.EXPORTED, subject)
    return exported


def record(opened: Services, user: User | None, action: Action, document: Document) -> None:
    """Note that somebody saw or took a document that not everybody may read."""
    if document.fields.audience != PUBLIC:
        opened.store.audit.record(user.id if user else GUEST, action, document.id)

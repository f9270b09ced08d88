"""Personal data is settled before a document goes on: blacked out, or kept with a reason."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from ingest.desk.rendering import WRITTEN
from ingest.desk.screened import masked, masked_fields, masked_page
from ingest.desk.works import Works
from kb.audit import Action
from kb.desk import Clearance, Clearing
from kb.errors import Unresolved
from kb.people import User

_SHORTEST_REASON = 4


@dataclass(frozen=True)
class Settling:
    """Settle what the screening found in a document that a person may change."""

    works: Works

    def mask(self, document_id: str, data: Sequence[tuple[str, str]], user: User) -> None:
        """Black personal data, (kind, datum) each, out of a document; the file as given goes.

        Raises:
            NotFound: when there is none on this desk.
            Forbidden: when it is not theirs to change.
        """
        document = self.works.changeable(document_id, user)
        pages, fields = self.works.pages(document_id, user), document.fields
        name = document.file_name
        # The longest first: a family name alone must not cut a full name in two.
        for datum in sorted({datum for _, datum in data}, key=len, reverse=True):
            pages = [masked_page(page, datum) for page in pages]
            fields, name = masked_fields(fields, datum), masked(name, datum)
        submission = self.works.masked_copy(document, fields, pages, name)
        if document.media_type == WRITTEN:
            parsed = submission.parsed.model_copy(update={"media_type": WRITTEN})
            submission = submission.model_copy(update={"parsed": parsed})
        self.works.store_anew(document, submission, masked=True)
        for kind, _ in data:
            self._clear(document_id, kind, "", Clearing.MASKED, "", user)

    def keep(self, document_id: str, kind: str, datum: str, reason: str, user: User) -> None:
        """Let a personal datum stand, and say why.

        Raises:
            NotFound: when there is none on this desk.
            Forbidden: when it is not theirs to change.
            Unresolved: when no reason is given.
        """
        self.works.changeable(document_id, user)
        if len(reason.strip()) < _SHORTEST_REASON:
            raise Unresolved("desk.reason")
        self._clear(document_id, kind, datum, Clearing.KEPT, reason.strip(), user)

    def _clear(
        self, document_id: str, kind: str, datum: str, action: Clearing, reason: str, user: User
    ) -> None:
        store = self.works.store
        clearance = Clearance(
            document_id=document_id,
            kind=kind,
            datum=datum,
            action=action,
            reason=reason,
            user_id=user.id,
            at=datetime.now(UTC),
        )
        recorded = Action.MASKED if action is Clearing.MASKED else Action.KEPT
        with store.catalogue.desk.writing.begin() as connection:
            store.catalogue.desk.add_clearance(connection, clearance)
            store.audit.append(connection, user.id, recorded, document_id, kind=kind)

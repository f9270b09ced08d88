"""Coordinators withdraw what their party published, and review it again or erase it."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from ingest.desk.news import News
from ingest.desk.works import Works
from kb.audit import Action
from kb.desk import Decision, Verdict
from kb.errors import Forbidden, Unresolved
from kb.nouns import Document, Status
from kb.people import User
from kb.receipts import Receipt


@dataclass(frozen=True)
class Removals:
    """Take documents away from readers: at once, and then for good."""

    works: Works
    news: News

    def withdraw(self, document_id: str, reason: str, user: User) -> None:
        """Hide a published document at once, everywhere, and note why on its desk.

        Raises:
            NotFound: when it is not on this desk, or not published.
            Forbidden: when it is not of this person's party.
            Unresolved: when no reason is given.
        """
        document, reason = self._decided(document_id, user), reason.strip()
        if not reason:
            raise Unresolved("desk.withdrawal_reason")
        decision = Decision(
            document_id=document_id,
            user_id=user.id,
            party=user.party,
            verdict=Verdict.WITHDRAW,
            audience=document.fields.audience,
            comment=reason,
            at=datetime.now(UTC),
        )
        store = self.works.store
        note = partial(store.catalogue.desk.add_decision, decision=decision)
        store.eraser.withdraw(document_id, actor=user.id, also=note)
        self.news.tell(self.news.owner(document), document_id, "withdrawn", reason)
        store.catch_up()

    def reopen(self, document_id: str, user: User) -> None:
        """Put a withdrawn document back in review: published again, it passes every check again.

        Raises:
            NotFound: when it is not on this desk, or not withdrawn any more.
            Forbidden: when it is not of this person's party, or was refused, never published.
        """
        document = self._decided(document_id, user)
        if document.published_at is None:
            raise Forbidden("access.forbidden")
        store = self.works.store
        with store.catalogue.desk.writing.begin() as connection:
            store.catalogue.desk.move(
                connection,
                document_id,
                start=[Status.WITHDRAWN],
                end=Status.IN_REVIEW,
                submitted_at=datetime.now(UTC),
            )
            store.audit.append(connection, user.id, Action.REOPENED, document_id)
        self.news.submitted(document, by=user)
        self.news.tell(self.news.owner(document), document_id, "reopened")

    def erase(self, document_id: str, user: User) -> None:
        """Take a withdrawn document out of the catalogue; a receipt follows by itself.

        Raises:
            NotFound: when it is not on this desk.
            Forbidden: when it is not of this person's party.
            Unresolved: when it has not been withdrawn.
        """
        document = self._decided(document_id, user)
        if document.fields.status is not Status.WITHDRAWN:
            raise Forbidden("access.forbidden")
        self.works.store.eraser.request(document_id, actor=user.id)

    def receipts(self, user: User) -> list[Receipt]:
        """List the receipts of what this person's party erased, the latest first."""
        people = self.works.store.catalogue.people.everyone()
        own = {each.id for each in people if each.party == user.party}
        return [
            receipt
            for receipt in self.works.store.eraser.receipts()
            if user.coordinates and receipt.requested_by in own
        ]

    def _decided(self, document_id: str, user: User) -> Document:
        document = self.works.document(document_id, user)
        if not self.works.decides_on(document, user):
            raise Forbidden("access.forbidden")
        return document

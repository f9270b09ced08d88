"""Coordinators withdraw what their party published, and erase what was withdrawn."""

from dataclasses import dataclass

from ingest.desk.news import News
from ingest.desk.works import Works
from kb.errors import Forbidden
from kb.nouns import Document, Status
from kb.people import User
from kb.receipts import Receipt


@dataclass(frozen=True)
class Removals:
    """Take documents away from readers: at once, and then for good."""

    works: Works
    news: News

    def withdraw(self, document_id: str, user: User) -> None:
        """Hide a published document at once, everywhere.

        Raises:
            NotFound: when it is not on this desk, or not published.
            Forbidden: when it is not of this person's party.
        """
        document = self._decided(document_id, user)
        self.works.store.eraser.withdraw(document_id, actor=user.id)
        self.news.tell(self.news.owner(document), document_id, "withdrawn")
        self.works.store.catch_up()

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

"""People are told what happened to a document: in the app, and by mail if there is any."""

from collections.abc import Iterable
from dataclasses import dataclass

from ingest.desk.works import Works
from kb.access import PARTNERS
from kb.entente import PARTY
from kb.mail import Mailer
from kb.nouns import Document
from kb.people import User
from kb.problems import Problem


@dataclass(frozen=True)
class News:
    """Tell those whom it concerns."""

    works: Works
    mailer: Mailer

    def submitted(self, document: Document, *, by: User) -> None:
        """Tell the coordinators who decide that something waits for them."""
        people = self.works.coordinators(self.deciding(document))
        self.tell([user for user in people if user.id != by.id], document.id, "submitted")

    def tell(self, people: Iterable[User], document_id: str, code: str, comment: str = "") -> None:
        """Tell some people something about a document.

        A mail says that there is news, never of what: mail is read by others too.
        """
        told = list(people)
        desk = self.works.store.catalogue.desk
        with desk.writing.begin() as connection:
            ids = [user.id for user in told]
            desk.write_letter(connection, ids, document_id, code, comment)
        address = self.works.store.settings.public_url
        for user in told:
            if user.email:
                subject = Problem("mail.subject").say(user.language)
                body = Problem("mail.body", {"name": user.name, "address": address})
                self.mailer.send(user.email, subject, body.say(user.language))

    def owner(self, document: Document) -> list[User]:
        """Give the person who brought a document in, if they are still there."""
        user = self.works.store.catalogue.people.by_id(document.owner)
        return [user] if user and not user.disabled else []

    def deciding(self, document: Document) -> list[str]:
        """List the parties of which a coordinator has to agree."""
        if document.fields.audience != PARTNERS or not self.works.store.settings.both_parties:
            return [document.fields.party]
        return [term.key for term in self.works.store.catalogue.vocabulary.terms(PARTY)]

"""Coordinators decide on what comes in, and look again at what was published."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import Connection

from ingest.desk.news import News
from ingest.desk.works import Works
from kb.audit import SYSTEM, Action
from kb.catalogue.announcing import announce
from kb.catalogue.desk import Desk
from kb.desk import Decision, Verdict
from kb.errors import Forbidden, Unresolved
from kb.nouns import Document, Status
from kb.people import User

_DAYS_A_MONTH = 30.44
_ACTIONS = {
    Verdict.ACCEPT: Action.ACCEPTED,
    Verdict.CHANGES: Action.CHANGES_ASKED,
    Verdict.REJECT: Action.REJECTED,
}


@dataclass(frozen=True)
class Reviews:
    """What a coordinator does."""

    works: Works
    news: News

    def queue(self, user: User) -> list[Document]:
        """List what waits for somebody's decision, the longest first."""
        _refuse_others(user)
        waiting = self._desk.documents(Status.IN_REVIEW, access=self.works.scope(user))
        return [document for document in waiting if self.is_awaited(document, user)]

    def waiting(self, user: User) -> list[Document]:
        """List what is accepted here and waits for the other party, or for its day."""
        _refuse_others(user)
        waiting = self._desk.documents(Status.IN_REVIEW, access=self.works.scope(user))
        return [document for document in waiting if not self.is_awaited(document, user)]

    def overdue(self, user: User) -> list[Document]:
        """List the published documents of this person's party whose review is due."""
        _refuse_others(user)
        return self._desk.overdue(_today(), access=self.works.scope(user))

    def withdrawn(self, user: User) -> list[Document]:
        """List what this person's party withdrew or refused, and may erase."""
        _refuse_others(user)
        found = self._desk.documents(Status.WITHDRAWN, access=self.works.scope(user))
        return [document for document in found if document.fields.party == user.party]

    def is_awaited(self, document: Document, user: User) -> bool:
        """Tell whether a submission still needs the word of somebody's party."""
        missing = set(self.news.deciding(document)) - self._agreed(document, user)
        return user.party in missing

    def decisions(self, document_id: str, user: User) -> list[Decision]:
        """List what was said of a document on somebody's desk."""
        return self._desk.decisions(document_id, access=self.works.scope(user))

    def decide(self, document_id: str, verdict: Verdict, comment: str, user: User) -> Document:
        """Accept a submission, ask for changes, or refuse it; return it as it stands then.

        It is published once every party that has to agree has, and its embargo is over.

        Raises:
            NotFound: when there is none on this desk, or somebody else was faster.
            Forbidden: when it is not this person's to decide on: their own, for one.
            Unresolved: when something has to be settled or filled in first.
        """
        document = self._decidable(document_id, user)
        if verdict is Verdict.ACCEPT:
            self._refuse_unfit(document, user)
        elif not comment.strip():
            raise Unresolved("desk.comment")
        elif verdict is Verdict.CHANGES and not self.news.owner(document):
            raise Unresolved("desk.nobody_to_change")
        with self._desk.writing.begin() as connection:
            self._note(connection, document, verdict, comment.strip(), user)
            if verdict is Verdict.CHANGES:
                self._move(connection, document_id, Status.DRAFT)
            elif verdict is Verdict.REJECT:
                self._move(connection, document_id, Status.WITHDRAWN)
        if verdict is not Verdict.ACCEPT:
            self.news.tell(self.news.owner(document), document_id, verdict.value, comment.strip())
        elif not set(self.news.deciding(document)) - self._agreed(document, user):
            self._publish_in_time(document, by=user.id)
        return document

    def renew(self, document_id: str, user: User) -> None:
        """Say that a published document still holds, for as long again.

        Raises:
            NotFound: when there is none on this desk.
            Forbidden: when it is not of this person's party.
        """
        document = self.works.document(document_id, user)
        if not self.works.decides_on(document, user):
            raise Forbidden("access.forbidden")
        fields = document.fields.model_copy(update={"review_due": self._next_review()})
        self.works.store.catalogue.writer.revise(document_id, fields)
        self.works.store.audit.record(user.id, Action.REVISED, document_id)

    def release_due(self) -> int:
        """Publish what was accepted and whose embargo has ended; return how many."""
        due = [
            document
            for document, decisions in self._desk.embargoed(_today())
            if set(self.news.deciding(document)) <= _agreeing(document, decisions)
        ]
        for document in due:
            self._publish_in_time(document, by=SYSTEM)
        return len(due)

    @property
    def _desk(self) -> Desk:
        return self.works.store.catalogue.desk

    def _decidable(self, document_id: str, user: User) -> Document:
        _refuse_others(user)
        document = self.works.document(document_id, user)
        if document.owner == user.id:
            raise Forbidden("desk.own")
        if document.fields.status is not Status.IN_REVIEW or not self.is_awaited(document, user):
            raise Forbidden("desk.not_awaited")
        return document

    def _refuse_unfit(self, document: Document, user: User) -> None:
        fields = document.fields
        if not (fields.rights_owner.strip() and fields.licence.strip()):
            raise Unresolved("desk.rights")
        if findings := self.works.findings(document.id, user):
            raise Unresolved("desk.findings", count=len(findings))

    def _note(
        self,
        connection: Connection,
        document: Document,
        verdict: Verdict,
        comment: str,
        user: User,
    ) -> None:
        decision = Decision(
            document_id=document.id,
            user_id=user.id,
            party=user.party,
            verdict=verdict,
            audience=document.fields.audience,
            comment=comment,
            at=datetime.now(UTC),
        )
        self._desk.add_decision(connection, decision)
        self.works.store.audit.append(connection, user.id, _ACTIONS[verdict], document.id)

    def _move(self, connection: Connection, document_id: str, end: Status) -> None:
        self._desk.move(connection, document_id, start=[Status.IN_REVIEW], end=end)

    def _agreed(self, document: Document, user: User) -> set[str]:
        return _agreeing(document, self.decisions(document.id, user))

    def _publish_in_time(self, document: Document, *, by: str) -> None:
        embargo = document.fields.embargo
        if embargo is not None and embargo > _today():
            return
        with self._desk.writing.begin() as connection:
            self._desk.move(
                connection,
                document.id,
                start=[Status.IN_REVIEW],
                end=Status.PUBLISHED,
                published_at=datetime.now(UTC),
                review_due=document.fields.review_due or self._next_review(),
            )
            announce(connection, document.id)
            self.works.store.audit.append(connection, by, Action.PUBLISHED, document.id)
        self.news.tell(self.news.owner(document), document.id, "published")
        self.works.store.catch_up()

    def _next_review(self) -> date:
        months = self.works.store.settings.review_months
        return _today() + timedelta(days=round(months * _DAYS_A_MONTH))


def _agreeing(document: Document, decisions: list[Decision]) -> set[str]:
    """List the parties that accepted a submission as it stands: a later change asks again."""
    return {
        decision.party
        for decision in decisions
        if decision.verdict is Verdict.ACCEPT and decision.at >= document.updated_at
    }


def _refuse_others(user: User) -> None:
    if not user.coordinates:
        raise Forbidden("access.forbidden")


def _today() -> date:
    return datetime.now(UTC).date()

"""What people think of hits, without who they are; and what a coordinator makes of it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import uuid4

from kb.access import AccessScope
from kb.audit import Action, AuditLog
from kb.catalogue.opinions import OpinionStore
from kb.catalogue.reader import CatalogueReader
from kb.errors import Forbidden, NotFound
from kb.interest import JudgedPair, Thumb, ThumbReason
from kb.people import User
from search.interest.screened import Screening
from search.nouns import SearchHit

_LONGEST = 400
GRADES = (0, 1, 2, 3)


@dataclass(frozen=True, slots=True)
class Opinions:
    """Take thumbs, and turn them into judged pairs."""

    store: OpinionStore
    reader: CatalogueReader
    audit: AuditLog
    screening: Screening
    today: Callable[[], date] = lambda: datetime.now(UTC).date()

    def up(self, question: str, hit: SearchHit) -> str:
        """Note that a hit helps; return what takes it back."""
        return self._add(question, hit, up=True)

    def down(self, question: str, hit: SearchHit, reason: ThumbReason, comment: str = "") -> str:
        """Note why a hit does not help; return what takes it back."""
        return self._add(question, hit, up=False, reason=reason.value, comment=comment)

    def take_back(self, thumb_id: str) -> None:
        """Forget a thumb: only its giver's session knows its name."""
        self.store.remove_thumb(thumb_id)

    def judge(
        self, question: str, document_id: str, grade: int, by: User, *, access: AccessScope
    ) -> None:
        """Decide how well a document answers a question, for the evaluation.

        Raises:
            Forbidden: when somebody does not coordinate.
            NotFound: when there is no such document for them, or no such grade.
        """
        if not by.coordinates:
            raise Forbidden("access.forbidden")
        self.reader.document(document_id, access=access)
        masked = self.screening.masked(question)[:_LONGEST]
        if grade not in GRADES or not masked:
            raise NotFound("document.not_found")
        pair = JudgedPair(
            id=uuid4().hex,
            question=masked,
            language=self.screening.language(masked),
            document_id=document_id,
            grade=grade,
            decided_by=by.id,
            decided_at=datetime.now(UTC),
        )
        with self.store.writing.begin() as connection:
            self.store.judge(connection, pair)
            self.audit.append(connection, by.id, Action.JUDGED, document_id, grade=str(grade))

    def unjudge(self, pair_id: str, by: User, *, access: AccessScope) -> None:
        """Take a judged pair out of the evaluation.

        Raises:
            Forbidden: when somebody does not coordinate.
        """
        if not by.coordinates:
            raise Forbidden("access.forbidden")
        with self.store.writing.begin() as connection:
            if self.store.remove_pair(connection, pair_id, access=access):
                self.audit.append(connection, by.id, Action.UNJUDGED, pair_id)

    def _add(
        self, question: str, hit: SearchHit, *, up: bool, reason: str = "", comment: str = ""
    ) -> str:
        thumb = Thumb(
            id=uuid4().hex,
            question=self.screening.masked(question)[:_LONGEST],
            language=self.screening.language(question),
            document_id=hit.document.id,
            passage_id=hit.passage.id,
            rank=hit.rank,
            score=round(100 * hit.score),
            up=up,
            reason=reason,
            comment=self.screening.masked(comment)[:_LONGEST],
            day=self.today(),
        )
        self.store.add_thumb(thumb)
        return thumb.id

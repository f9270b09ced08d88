"""Adoptions: which offices took a practice up, and what came of it."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from kb.access import AccessScope
from kb.audit import OPERATOR, Action, AuditLog
from kb.catalogue.adoptions import Adoptions
from kb.catalogue.reader import CatalogueReader
from kb.catalogue.sisters import Sisters
from kb.catalogue.vocabulary import Vocabulary
from kb.entente import PARTY
from kb.errors import Forbidden, InvalidDocument, Unresolved
from kb.nouns import Kind
from kb.store import Store
from kb.twins import Adoption, AdoptionState

_AHEAD = timedelta(hours=14)
"""How far the day is ahead of UTC's where it begins first."""


@dataclass(frozen=True, slots=True)
class AdoptedPractices:
    """Read and record adoptions on sheets; coordinators of either party record them."""

    reader: CatalogueReader
    sisters: Sisters
    adoptions: Adoptions
    vocabulary: Vocabulary
    audit: AuditLog

    @classmethod
    def over(cls, store: Store) -> "AdoptedPractices":
        """Build the service of an open store."""
        catalogue = store.catalogue
        return cls(
            catalogue.reader,
            catalogue.sisters,
            catalogue.adoptions,
            catalogue.vocabulary,
            store.audit,
        )

    def of(self, document_id: str, *, access: AccessScope) -> list[Adoption]:
        """List who took a practice up, recorded on it or on a translation, the latest first."""
        same = self.sisters.of([document_id], access=access)[document_id]
        return self.adoptions.of(sorted(same), access=access)

    def record(self, adoption: Adoption, *, access: AccessScope, actor: str) -> None:
        """Record that an office took a practice up.

        Raises:
            NotFound: when there is no such document for this reader.
            Forbidden: when they are no coordinator.
            Unresolved: when no office is named, or it is said to have happened on a day to come.
            InvalidDocument: when it is no practice sheet, or no such party is known.
        """
        self._check(adoption, access=access, actor=actor)
        with self.adoptions.writing.begin() as connection:
            self.adoptions.add(connection, adoption.model_copy(update={"user_id": actor}))
            self.audit.append(
                connection,
                actor,
                Action.ADOPTION_RECORDED,
                adoption.document_id,
                state=adoption.state,
            )

    def change(self, adoption: Adoption, *, access: AccessScope, actor: str) -> None:
        """Record how far an adoption came, and what came of it.

        Raises:
            NotFound: when there is none, or none of a document for this reader.
            Forbidden: when they are no coordinator.
            Unresolved: when it is said to have happened, and its day is still to come.
        """
        known = self.adoptions.one(adoption.id, access=access)
        _permit(access, actor)
        _check_day(known.day, adoption.state)
        changed = known.model_copy(
            update={"state": adoption.state, "outcome": adoption.outcome, "user_id": actor}
        )
        with self.adoptions.writing.begin() as connection:
            self.adoptions.change(connection, changed)
            self.audit.append(
                connection,
                actor,
                Action.ADOPTION_RECORDED,
                known.document_id,
                state=adoption.state,
            )

    def remove(self, adoption_id: int, *, access: AccessScope, actor: str) -> None:
        """Take back an adoption that was recorded by mistake.

        Raises:
            NotFound: when there is none, or none of a document for this reader.
            Forbidden: when they are no coordinator.
        """
        known = self.adoptions.one(adoption_id, access=access)
        _permit(access, actor)
        with self.adoptions.writing.begin() as connection:
            self.adoptions.remove(connection, adoption_id)
            self.audit.append(connection, actor, Action.ADOPTION_REMOVED, known.document_id)

    def _check(self, adoption: Adoption, *, access: AccessScope, actor: str) -> None:
        document = self.reader.document(adoption.document_id, access=access)
        _permit(access, actor)
        if document.fields.kind is not Kind.PRACTICE_SHEET:
            raise InvalidDocument("adoption.sheets_only")
        known = [term.key for term in self.vocabulary.terms(PARTY)]
        if adoption.party not in known:
            raise InvalidDocument(
                "document.unknown_term",
                vocabulary=PARTY,
                key=adoption.party,
                known=", ".join(known),
            )
        if not adoption.office.strip():
            raise Unresolved("adoption.office")
        _check_day(adoption.day, adoption.state)


def _check_day(day: date, state: AdoptionState) -> None:
    """Hold a practice that is to be adopted on a day to come for one that is considered."""
    latest = (datetime.now(UTC) + _AHEAD).date()
    if state is not AdoptionState.CONSIDERED and day > latest:
        raise Unresolved("adoption.future", day=day.isoformat())


def _permit(access: AccessScope, actor: str) -> None:
    if not (access.decides_for or actor == OPERATOR):
        raise Forbidden("access.forbidden")

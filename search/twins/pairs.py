"""Twins as people meet them: proposed, compared, decided on."""

from collections.abc import Sequence
from dataclasses import dataclass

from kb.access import AccessScope
from kb.audit import OPERATOR, Action, AuditLog
from kb.catalogue.reader import CatalogueReader
from kb.catalogue.sisters import Sisters
from kb.catalogue.twins import TwinFilter, TwinStore
from kb.errors import Forbidden, NotFound, Unresolved
from kb.nouns import Document
from kb.store import Store
from kb.twins import Pair, TwinNote, TwinState, Verdict
from search.twins.comparing import Reasoning, Reasons
from search.twins.laying import Layout, PracticeTwins
from search.twins.words import SharedWords


@dataclass(frozen=True, slots=True)
class DecidedPair:
    """A pair that was decided on."""

    one: Document
    other: Document
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two practices side by side; without a verdict, nobody decided on them yet."""

    one: Document
    other: Document
    reasons: Reasons
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class TwinPractices:
    """List, compare and decide; both ends of every pair are readable to who asks."""

    reader: CatalogueReader
    twins: TwinStore
    sisters: Sisters
    reasoning: Reasoning
    audit: AuditLog

    @classmethod
    def over(cls, store: Store) -> "TwinPractices":
        """Build the service of an open store."""
        catalogue = store.catalogue
        words = SharedWords(store.word_encoder, store.words)
        return cls(
            reader=catalogue.reader,
            twins=catalogue.twins,
            sisters=catalogue.sisters,
            reasoning=Reasoning(catalogue.reader, store.encoder, words),
            audit=store.audit,
        )

    def practices(
        self,
        chosen: TwinFilter,
        *,
        access: AccessScope,
        limit: int,
        offset: int = 0,
        language: str = "",
    ) -> tuple[int, list[PracticeTwins]]:
        """List practices with counterparts to decide on, the likeliest first.

        What stands in several languages is shown in `language`, if it is one of them.

        Returns:
            How many there are in all (0 beyond the last), and those asked for.
        """
        total, ids = self.twins.practices(chosen, access=access, limit=limit, offset=offset)
        return total, self._layout.of(ids, access=access, language=language)

    def of_practice(
        self, document_id: str, *, access: AccessScope, language: str = ""
    ) -> PracticeTwins | None:
        """Give the counterparts of one practice; nothing if it has none, or is not readable."""
        head = self.twins.head_of(document_id, access=access)
        laid_out = self._layout.of([head], access=access, language=language)
        return laid_out[0] if laid_out and laid_out[0].every else None

    def decided(
        self,
        state: TwinState,
        chosen: TwinFilter,
        *,
        access: AccessScope,
        limit: int,
        offset: int = 0,
    ) -> list[DecidedPair]:
        """List the pairs that were confirmed or rejected, the latest first."""
        verdicts = self.twins.verdicts(state, chosen, access=access, limit=limit, offset=offset)
        return self._pairs(verdicts, access=access)

    def confirmed(self, document_id: str, *, access: AccessScope) -> list[Document]:
        """List the confirmed twins of a document, or of its translations."""
        own = sorted(self.sisters.of([document_id], access=access)[document_id])
        verdicts = self.twins.verdicts_of(own, access=access)
        ends = [
            end
            for each in verdicts
            if each.state is TwinState.CONFIRMED
            for end in (each.pair.document_id, each.pair.other_id)
            if end not in own
        ]
        found = self.reader.documents(ends, access=access)
        return [found[each] for each in dict.fromkeys(ends) if each in found]

    def comparison(self, one: str, other: str, *, access: AccessScope) -> Comparison:
        """Lay two documents of different parties side by side.

        Coordinators may compare any; others those that were confirmed.

        Raises:
            NotFound: when there is no such pair for this reader.
        """
        found = self._both(one, other, access=access)
        verdict = next(iter(self._verdicts(one, other, access=access)), None)
        confirmed = verdict is not None and verdict.state is TwinState.CONFIRMED
        if not (access.decides_for or confirmed):
            raise NotFound("twins.not_found")
        return Comparison(*found, self.reasoning.of(*found, access=access), verdict)

    def confirm(self, one: str, other: str, *, access: AccessScope, actor: str) -> None:
        """Say that two practices are twins.

        Raises:
            NotFound: when there is no such pair for this reader.
            Forbidden: when they are no coordinator.
        """
        self._decide(one, other, TwinState.CONFIRMED, access=access, actor=actor)

    def reject(self, one: str, other: str, *, access: AccessScope, actor: str) -> None:
        """Say that two practices are no twins, so that they are not proposed again.

        Raises:
            NotFound: when there is no such pair for this reader.
            Forbidden: when they are no coordinator.
        """
        self._decide(one, other, TwinState.REJECTED, access=access, actor=actor)

    def reopen(self, one: str, other: str, *, access: AccessScope, actor: str) -> None:
        """Take a verdict back.

        Raises:
            NotFound: when there is no such pair for this reader.
            Forbidden: when they are no coordinator.
        """
        self._decide(one, other, None, access=access, actor=actor)

    def note(self, one: str, other: str, text: str, *, access: AccessScope, actor: str) -> None:
        """Write something about a pair, for coordinators.

        Raises:
            NotFound: when there is no such pair for this reader.
            Forbidden: when they are no coordinator.
            Unresolved: when nothing is written.
        """
        pair = self._decidable(one, other, access=access, actor=actor)
        if not text.strip():
            raise Unresolved("twins.empty_note")
        with self.twins.writing.begin() as connection:
            self.twins.add_note(connection, pair, text.strip(), actor)
            self.audit.append(
                connection, actor, Action.TWIN_NOTED, pair.document_id, other=pair.other_id
            )

    def notes(self, one: str, other: str, *, access: AccessScope) -> list[TwinNote]:
        """List what coordinators wrote about a pair; nothing for anybody else."""
        if not access.decides_for:
            return []
        return self.twins.notes(self._heads(one, other, access=access), access=access)

    def _decide(
        self, one: str, other: str, state: TwinState | None, *, access: AccessScope, actor: str
    ) -> None:
        pair = self._decidable(one, other, access=access, actor=actor)
        action = {
            TwinState.CONFIRMED: Action.TWIN_CONFIRMED,
            TwinState.REJECTED: Action.TWIN_REJECTED,
            None: Action.TWIN_REOPENED,
        }[state]
        earlier = [each.pair for each in self._verdicts(one, other, access=access)]
        with self.twins.writing.begin() as connection:
            self.twins.forget(connection, earlier)
            if state is not None:
                self.twins.decide(connection, pair, state, actor)
            self.audit.append(connection, actor, action, pair.document_id, other=pair.other_id)

    def _decidable(self, one: str, other: str, *, access: AccessScope, actor: str) -> Pair:
        self._both(one, other, access=access)
        if not (access.decides_for or actor == OPERATOR):
            raise Forbidden("access.forbidden")
        return self._heads(one, other, access=access)

    def _heads(self, one: str, other: str, *, access: AccessScope) -> Pair:
        """Give the pair that speaks for two documents in all their languages."""
        return Pair.of(
            self.twins.head_of(one, access=access), self.twins.head_of(other, access=access)
        )

    def _both(self, one: str, other: str, *, access: AccessScope) -> tuple[Document, Document]:
        found = self.reader.documents([one, other], access=access)
        if one not in found or other not in found:
            raise NotFound("twins.not_found")
        if found[one].fields.party == found[other].fields.party:
            raise NotFound("twins.not_found")
        return found[one], found[other]

    def _verdicts(self, one: str, other: str, *, access: AccessScope) -> list[Verdict]:
        """List what was decided of a pair, in whichever of its languages."""
        same = self.sisters.of([one, other], access=access)
        return [
            each
            for each in self.twins.verdicts_of(sorted(same[one]), access=access)
            if {each.pair.document_id, each.pair.other_id} & same[other]
        ]

    def _pairs(self, verdicts: Sequence[Verdict], *, access: AccessScope) -> list[DecidedPair]:
        ends = {end for each in verdicts for end in (each.pair.document_id, each.pair.other_id)}
        found = self.reader.documents(ends, access=access)
        return [
            DecidedPair(found[each.pair.document_id], found[each.pair.other_id], each)
            for each in verdicts
            if each.pair.document_id in found and each.pair.other_id in found
        ]

    @property
    def _layout(self) -> Layout:
        return Layout(self.reader, self.twins, self.sisters)

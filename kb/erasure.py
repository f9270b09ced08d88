"""Withdrawal and erasure: hidden at once, then gone for good, with a signed receipt.

A request takes the document out of the catalogue and deletes its files. What an index or a
database keeps of deleted things (logs, graph files, unmerged segments, unused pages) only goes
when it is written anew; the process that owns the indexes does that, looks whether anything is
left, and signs. Killed anywhere, it is taken up again from the `erasures` table.

Copies in memory go by themselves: the app's caches are keyed by the catalogue's edition, its
newest change, so that nothing cached before a withdrawal is shown after it.
"""

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import Lock

from sqlalchemy import Connection, Engine

from kb.audit import Action, AuditLog
from kb.catalogue.announcing import announce
from kb.catalogue.compaction import compact
from kb.catalogue.desk import Desk
from kb.catalogue.erasures import Erasures, Pending
from kb.cleaning import Cleaner
from kb.errors import NotFound, StoreError
from kb.follower import Follower
from kb.index_folders import IndexFolders
from kb.nouns import Status
from kb.proof import Proof
from kb.receipts import Checked, Receipt, Removed, Signer, verify
from kb.traces import Traces

_PAUSE = 0.2


@dataclass(frozen=True, slots=True)
class Eraser:
    """Withdraw documents, erase them, and prove it. The caller checks who may ask for it.

    Attributes:
        follower: rebuilds the indexes; None where another process owns them, which then
            finishes what is requested here.
        folders: where indexes of other encoders lie, which are not written anew but forgotten.
        cleaner: where several processes make the installation, frees this one's home; a receipt
            then waits until all of them have done so.
    """

    engine: Engine
    desk: Desk
    erasures: Erasures
    traces: Traces
    audit: AuditLog
    signer: Signer
    follower: Follower | None
    folders: IndexFolders
    cleaner: Cleaner | None = None
    _turn: Lock = field(default_factory=Lock)

    def withdraw(
        self, document_id: str, *, actor: str, also: Callable[[Connection], None] | None = None
    ) -> None:
        """Hide a published document at once, everywhere; its desk still shows it.

        `also` is done in the same transaction: to note why, in the document's own decisions, which
        an erasure takes along. The audit, which it does not, is told no words.

        Raises:
            NotFound: when it is not published.
        """
        with self.desk.writing.begin() as connection:
            self.desk.move(connection, document_id, start=[Status.PUBLISHED], end=Status.WITHDRAWN)
            if also is not None:
                also(connection)
            announce(connection, document_id)
            self.audit.append(connection, actor, Action.WITHDRAWN, document_id)

    def request(self, document_id: str, *, actor: str) -> None:
        """Take a withdrawn document out of the catalogue, and delete its files.

        Asking again is harmless. `finish` removes what is left in indexes and unused places.

        Raises:
            NotFound: when there is no such document.
            Unresolved: when it has not been withdrawn.
        """
        if self.erasures.find(document_id) is None:
            with self.erasures.writing.begin() as connection:
                self.erasures.begin(connection, document_id, actor=actor)
                self.audit.append(connection, actor, Action.ERASED, document_id)
        found = self.erasures.find(document_id)
        if isinstance(found, Pending):
            self._remove_files(found)

    def finish(self) -> list[Receipt]:
        """Bring all requests to their end and sign; does nothing beside the indexes' owner.

        Raises:
            StoreError: when something is left, or is in use; the next call tries again.
        """
        if self.follower is None:
            return []
        with self._turn:
            pending = self.erasures.pending()
            if not pending:
                return []
            for each in pending:
                self._remove_files(each)
            self.traces.originals.sweep(self.follower.feed.content_hashes())
            if not self._cleaned_everywhere():
                return []
            database = compact(self.engine)
            if self.cleaner is None:
                self.follower.rebuild()
            proof = Proof(self.erasures, self.traces, self.follower, database)
            return [self._sign(each, proof.of(each)) for each in pending]

    @property
    def cleaned_through(self) -> int:
        """Tell up to which change this process's home is free of what was erased."""
        return self.cleaner.through if self.cleaner else 0

    def _cleaned_everywhere(self) -> bool:
        if self.cleaner is None:
            return self.folders.forget_others(self.erasures.through())
        self.cleaner.clean()
        return self.cleaner.everywhere()

    def complete(self, document_id: str, *, patience: float = 120.0) -> Receipt:
        """Wait for the receipt of a request, finishing it here if this process owns the indexes.

        Raises:
            NotFound: when it was never requested.
            StoreError: when the owner has not finished after `patience` seconds.
        """
        deadline = time.monotonic() + patience
        while not isinstance(found := self.erasures.find(document_id), Receipt):
            if found is None:
                raise NotFound("document.not_found")
            if time.monotonic() > deadline:
                raise StoreError("erasure.unfinished", document_id=document_id)
            if not self.finish():
                time.sleep(_PAUSE)
        return found

    def erase(self, document_id: str, *, actor: str, patience: float = 120.0) -> Receipt:
        """Withdraw a document if it is still shown, request its erasure, and see it through.

        Raises:
            NotFound: when there is no such document, and none was erased.
            Unresolved: when it has not been published yet.
            StoreError: when the owner of the indexes has not finished after `patience` seconds.
        """
        with suppress(NotFound):
            self.withdraw(document_id, actor=actor)
        self.request(document_id, actor=actor)
        return self.complete(document_id, patience=patience)

    def receipts(self) -> list[Receipt]:
        """List all receipts, the latest request first."""
        return self.erasures.receipts()

    def signed(self, receipt: Receipt) -> bool:
        """Tell whether this installation signed a receipt, and nobody changed it since."""
        return verify(receipt, self.signer.key)

    def _remove_files(self, pending: Pending) -> None:
        """Delete exports, originals and pictures; exports that could not be reached stay listed."""
        document_id, facts = pending.document_id, pending.facts
        paths = {*facts.exports, *self.erasures.exports_of(document_id)}
        unreached = self.traces.remove_exports(paths)
        self.erasures.settle_exports(document_id, paths - set(unreached))
        # Within a writing transaction: nobody can begin to use an original while it is deleted.
        with self.erasures.writing.begin() as connection:
            self.traces.remove(self.erasures.unused(facts.originals, connection))

    def _sign(self, pending: Pending, checked: Checked) -> Receipt:
        facts = pending.facts
        shared = set(facts.originals) - self.erasures.unused(facts.originals)
        receipt = Receipt(
            document_id=pending.document_id,
            requested_by=pending.requested_by,
            requested_at=pending.requested_at,
            erased_at=datetime.now(UTC),
            removed=Removed(
                versions=facts.versions,
                passages=facts.passages,
                originals=facts.originals,
                shared=tuple(sorted(shared)),
            ),
            checked=checked,
            unreached=self.erasures.exports_left().get(pending.document_id, ()),
        )
        signed = self.signer.sign(receipt)
        self.erasures.close(signed)
        return signed

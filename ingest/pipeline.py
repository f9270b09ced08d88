"""The way in, from files to one transaction each in the catalogue."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection

from ingest.acquaintances import Acquaintances
from ingest.ahead import read_ahead
from ingest.archives import FoundFile
from ingest.language import LanguageGuesser
from ingest.likeness import Profile
from ingest.listing import files_of
from ingest.preparing import Preparer, refuse_problem
from ingest.reporting import read_report, reported
from ingest.reports import FileReport, Given
from ingest.sandbox import Sandbox
from kb.catalogue.feed import in_context
from kb.catalogue.rows import centroid
from kb.errors import AlreadyStored, Overtaken
from kb.index_nouns import Vectors
from kb.nouns import Submission
from kb.originals import content_hash
from kb.store import Store

Settle = Callable[[Connection, FileReport], None]
"""What has to happen in the transaction that stores a document, told how it went."""


class _Read(NamedTuple):
    submission: Submission
    vectors: Vectors


class Ingest:
    """Take files into the store, one after the other; a bad one never stops the rest."""

    def __init__(
        self, store: Store, sandbox: Sandbox, languages: LanguageGuesser | None = None
    ) -> None:
        """Read files in `sandbox` and store them in `store`."""
        self._store = store
        self._sandbox = sandbox
        self.preparer = Preparer(sandbox, languages or LanguageGuesser())
        self._known = Acquaintances.of(store.catalogue.feed)

    def take_in_all(
        self, paths: Iterable[Path], given: Given, one_by_one: Callable[[], bool] = bool
    ) -> Iterator[FileReport]:
        """Take in files, folders and archives, and report on each file as it is done.

        Of a folder with a manifest, the files that it lists are taken, as it describes them. The
        next ones are read meanwhile, as many at once as the sandbox reads, unless `one_by_one`.

        Raises:
            InvalidDocument: when a manifest cannot be understood.
        """
        files = files_of(paths, given, self._sandbox.limits)
        for found, own, reading in read_ahead(files, self._read, self._sandbox.at_once, one_by_one):
            yield reported(found, partial(self._take_in, found, own, reading.result))

    def take_in_with(self, found: FoundFile, given: Given, settle: Settle) -> FileReport:
        """Take in one file beside others who do so too, with what has to be settled with it.

        Raises:
            PasserelleError: when it cannot be taken in, and whatever `settle` raises.
        """
        self._known.renew(self._store.catalogue.feed)
        return self._take_in(found, given, partial(self._read, found, given), settle)

    def _read(self, found: FoundFile, given: Given) -> _Read:
        refuse_problem(found)
        digest = content_hash(found.path)
        self._refuse_same_content(digest, given)
        submission = self.preparer.prepare(found, given, digest)
        return _Read(submission, self._encode(submission))

    def _take_in(
        self,
        found: FoundFile,
        given: Given,
        read: Callable[[], _Read],
        settle: Settle | None = None,
    ) -> FileReport:
        submission, vectors = read()
        # Again, for one that was read at the same time may have been stored meanwhile.
        self._refuse_same_content(submission.content_hash, given)
        if settle is None:
            return self._keep(found, given, submission, vectors)
        return self._keep_beside_others(found, given, submission, vectors, settle)

    def _keep_beside_others(
        self,
        found: FoundFile,
        given: Given,
        submission: Submission,
        vectors: Vectors,
        settle: Settle,
    ) -> FileReport:
        """Compare and store; again with what others stored between the two."""
        while True:
            try:
                return self._keep(found, given, submission, vectors, settle)
            except Overtaken:
                self._known.renew(self._store.catalogue.feed)

    def _refuse_same_content(self, digest: str, given: Given) -> None:
        if same := self._known.same_content(digest, given.party):
            raise AlreadyStored(
                "document.already_stored", document_id=same.document_id, title=same.title
            )

    def _encode(self, submission: Submission) -> Vectors:
        title = submission.fields.title
        return self._store.encoder.encode_passages(
            [in_context(title, each.heading_path, each.text) for each in submission.passages]
        )

    def _keep(
        self,
        found: FoundFile,
        given: Given,
        submission: Submission,
        vectors: Vectors,
        settle: Settle | None = None,
    ) -> FileReport:
        encoder = self._store.encoder.name
        likeness = Profile(
            language=submission.fields.language,
            centroid=centroid(vectors),
            passage_count=len(vectors),
            marks=frozenset(submission.marks),
        )
        earlier = given.replaces or self._known.earlier_version(submission)
        links = self._known.relatives(submission, likeness, encoder, apart_from=earlier)
        # The original first: a crash in between leaves a file that nothing names, and the
        # next `doctor` sweeps it; the other order could leave a document without its file.
        self._store.originals.keep(found.path, submission.content_hash)
        told: list[FileReport] = []

        def stored(connection: Connection, document_id: str) -> None:
            new = earlier is not None
            told.append(read_report(found, submission, document_id, links, new_version=new))
            if settle is not None:
                settle(connection, told[0])

        document_id = self._store.catalogue.writer.store(
            submission,
            vectors,
            encoder,
            replaces=earlier,
            related=links,
            seen=None if settle is None else self._known.position,
            also=stored,
        )
        # Again, for an erasure of the same file may have taken the first copy before the commit.
        self._store.originals.keep(found.path, submission.content_hash)
        self._known.meet(document_id, submission, likeness, encoder)
        return told[0]

"""The way in, from files to one transaction each in the catalogue."""

import logging
from collections.abc import Iterable, Iterator
from pathlib import Path

from ingest.acquaintances import Acquaintances
from ingest.archives import FoundFile, files_in
from ingest.drafting import draft
from ingest.language import LanguageGuesser
from ingest.likeness import Profile, marks_of, signature
from ingest.manifest import read_manifest
from ingest.passages import split
from ingest.reports import FileReport, Given, Outcome
from ingest.sandbox import Sandbox
from kb.catalogue.feed import in_context
from kb.catalogue.rows import centroid
from kb.errors import AlreadyStored, NotForReading, PasserelleError, UnreadableFile
from kb.nouns import Link, Notice, ParsedDocument, Passage, Submission
from kb.originals import content_hash
from kb.ports import Vectors
from kb.store import Store

_LOG = logging.getLogger(__name__)


class Ingest:
    """Take files into the store, one after the other; a bad one never stops the rest."""

    def __init__(
        self, store: Store, sandbox: Sandbox, languages: LanguageGuesser | None = None
    ) -> None:
        """Read files in `sandbox` and store them in `store`."""
        self._store = store
        self._sandbox = sandbox
        self._languages = languages or LanguageGuesser()
        self._known = Acquaintances(store.catalogue.feed.known_texts())

    def take_in_all(self, paths: Iterable[Path], given: Given) -> Iterator[FileReport]:
        """Take in files, folders and archives, and report on each file as it is done.

        Of a folder with a manifest, the files that it lists are taken, as it describes them.

        Raises:
            InvalidDocument: when a manifest cannot be understood.
        """
        for path in paths:
            listed = read_manifest(path) or {path.resolve(): given}
            for file, own in listed.items():
                for found in files_in(file, self._sandbox.limits):
                    yield self.take_in(found, own)

    def take_in(self, found: FoundFile, given: Given) -> FileReport:
        """Take in one file; whatever is wrong with it is in the report, never raised."""
        try:
            return self._take_in(found, given)
        except (AlreadyStored, NotForReading) as error:
            return _skipped(found, error)
        except PasserelleError as error:
            return _failed(found, error)
        except OSError as error:
            return _failed(
                found,
                UnreadableFile("file.unreachable", file=found.name, reason=str(error.strerror)),
            )
        except Exception:
            _LOG.exception("unexpected failure at %s", found.name)
            return _failed(found, UnreadableFile("file.unexpected", file=found.name))

    def _take_in(self, found: FoundFile, given: Given) -> FileReport:
        _refuse_problem(found)
        digest = content_hash(found.path)
        self._refuse_same_content(digest, given)
        document = self._sandbox.read(found.path, name=found.name)
        passages = split(document, languages=self._languages)
        _refuse_silence(found, document, passages)
        submission = self._submit(found, given, digest, document, passages)
        vectors = self._encode(submission)
        return self._keep(found, given, submission, vectors)

    def _refuse_same_content(self, digest: str, given: Given) -> None:
        if same := self._known.same_content(digest, given.party):
            raise AlreadyStored(
                "document.already_stored", document_id=same.document_id, title=same.title
            )

    def _submit(
        self,
        found: FoundFile,
        given: Given,
        digest: str,
        document: ParsedDocument,
        passages: tuple[Passage, ...],
    ) -> Submission:
        texts = [passage.text for passage in passages]
        language = self._languages.document(texts)
        name = Path(found.name).name
        return Submission(
            fields=draft(document, passages, given, language=language, file_name=name),
            parsed=document,
            passages=passages,
            file_name=name,
            content_hash=digest,
            size=found.path.stat().st_size,
            origin=found.origin,
            signature=signature(texts),
            marks=tuple(sorted(marks_of(texts))),
        )

    def _encode(self, submission: Submission) -> Vectors:
        title = submission.fields.title
        return self._store.encoder.encode_passages(
            [in_context(title, each.heading_path, each.text) for each in submission.passages]
        )

    def _keep(
        self, found: FoundFile, given: Given, submission: Submission, vectors: Vectors
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
        document_id = self._store.catalogue.writer.store(
            submission, vectors, encoder, replaces=earlier, related=links
        )
        self._known.meet(document_id, submission, likeness, encoder)
        return _read(found, submission, document_id, links, new_version=earlier is not None)


def _refuse_problem(found: FoundFile) -> None:
    if found.problem is None:
        return
    left_out = found.problem.code in {"archive.hidden", "archive.symlink"}
    error = NotForReading if left_out else UnreadableFile
    raise error(found.problem.code, **found.problem.values)


def _refuse_silence(
    found: FoundFile, document: ParsedDocument, passages: tuple[Passage, ...]
) -> None:
    if passages:
        return
    unread = [page.unread for page in document.pages if page.unread]
    if unread:
        raise UnreadableFile(unread[0].code, **unread[0].values)
    raise UnreadableFile("file.no_text", file=found.name)


def _read(
    found: FoundFile,
    submission: Submission,
    document_id: str,
    links: list[Link],
    *,
    new_version: bool,
) -> FileReport:
    pages = submission.parsed.pages
    unread = [page.unread for page in pages if page.unread]
    return FileReport(
        file=found.name,
        outcome=Outcome.READ,
        document_id=document_id,
        title=submission.fields.title,
        passages=len(submission.passages),
        pages=len(pages),
        unread_pages=len(unread),
        notices=(*submission.parsed.notices, *unread),
        links=tuple(links),
        new_version=new_version,
    )


def _skipped(found: FoundFile, error: PasserelleError) -> FileReport:
    known = error.problem.values.get("document_id")
    return FileReport(
        file=found.name,
        outcome=Outcome.SKIPPED,
        reason=_notice(error),
        document_id=str(known) if known else None,
    )


def _failed(found: FoundFile, error: PasserelleError) -> FileReport:
    return FileReport(file=found.name, outcome=Outcome.FAILED, reason=_notice(error))


def _notice(error: PasserelleError) -> Notice:
    return Notice(code=error.problem.code, values=dict(error.problem.values))

"""A file becomes a submission: read, split, its fields drafted; nothing is stored yet."""

from dataclasses import dataclass
from pathlib import Path

from ingest.archives import FoundFile
from ingest.drafting import draft
from ingest.language import LanguageGuesser
from ingest.likeness import marks_of, signature
from ingest.passages import split
from ingest.reports import Given
from ingest.sandbox import Sandbox
from kb.catalogue.desk import Desk
from kb.errors import AlreadyStored, NotForReading, UnreadableFile
from kb.nouns import ParsedDocument, Passage, Submission


@dataclass(frozen=True, slots=True)
class Preparer:
    """Read files in a sandbox and draft what is to be stored of them."""

    sandbox: Sandbox
    languages: LanguageGuesser

    def prepare(self, found: FoundFile, given: Given, digest: str) -> Submission:
        """Prepare one file, whose content hash is `digest`.

        Raises:
            UnreadableFile: when it cannot be read, or has no text.
        """
        document = self.sandbox.read(found.path, name=found.name)
        passages = split(document, languages=self.languages)
        _refuse_silence(found, document, passages)
        texts = [passage.text for passage in passages]
        language = self.languages.document(texts)
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


def refuse_problem(found: FoundFile) -> None:
    """Raise what an archive or a folder already found wrong with a file."""
    if found.problem is None:
        return
    left_out = found.problem.code in {"archive.hidden", "archive.symlink"}
    error = NotForReading if left_out else UnreadableFile
    raise error(found.problem.code, **found.problem.values)


def refuse_brought_in(desk: Desk, digest: str, user_id: str) -> None:
    """Refuse a file that is somebody's draft or submission as it is.

    What was masked is not known again: the file as it was given is no longer kept.

    Raises:
        AlreadyStored: when one of theirs has exactly this content.
    """
    if same := desk.under_way(digest, user_id):
        title = same.fields.title or same.file_name
        raise AlreadyStored("desk.brought_in", document_id=same.id, title=title)


def _refuse_silence(
    found: FoundFile, document: ParsedDocument, passages: tuple[Passage, ...]
) -> None:
    if passages:
        return
    unread = [page.unread for page in document.pages if page.unread]
    if unread:
        raise UnreadableFile(unread[0].code, **unread[0].values)
    raise UnreadableFile("file.no_text", file=found.name)

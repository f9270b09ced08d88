"""What contributions and reviews share: who may change what, and a document made anew."""

import hashlib
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.acquaintances import Acquaintances
from ingest.desk.rendering import MASKED, file_name, file_text
from ingest.desk.screened import OpenFinding, Screen, Texts, open_findings
from ingest.language import LanguageGuesser
from ingest.likeness import Profile, marks_of, signature
from ingest.passages import split
from kb.access import AccessScope, scope_of
from kb.catalogue.feed import in_context
from kb.catalogue.rows import centroid
from kb.errors import Forbidden
from kb.index_nouns import Vectors
from kb.nouns import Document, DocumentFields, Link, Page, ParsedDocument, Status, Submission
from kb.people import User
from kb.store import Store


@dataclass(frozen=True)
class Works:
    """Read and rewrite the documents that lie on somebody's desk."""

    store: Store
    languages: LanguageGuesser
    screen: Screen

    def scope(self, user: User) -> AccessScope:
        """Give what somebody with an account may see."""
        return scope_of(user, frozenset())

    def document(self, document_id: str, user: User) -> Document:
        """Read a document on a person's desk.

        Raises:
            NotFound: when there is none, or none on this desk.
        """
        return self.store.catalogue.desk.document(document_id, access=self.scope(user))

    def changeable(self, document_id: str, user: User) -> Document:
        """Read a document that a person may change: their draft, or what they review.

        Raises:
            NotFound: when there is none on this desk.
            Forbidden: when it is no longer, or not yet, theirs to change.
        """
        document = self.document(document_id, user)
        status = document.fields.status
        own_draft = status is Status.DRAFT and document.owner == user.id and user.contributes
        in_review = status is Status.IN_REVIEW and self.decides_on(document, user)
        if not (own_draft or in_review):
            raise Forbidden("access.forbidden")
        return document

    def decides_on(self, document: Document, user: User) -> bool:
        """Tell whether somebody is a coordinator of the party that a document belongs to."""
        return user.coordinates and document.fields.party == user.party

    def pages(self, document_id: str, user: User) -> list[Page]:
        """Read every page of a document on a person's desk."""
        return self.store.catalogue.desk.pages(document_id, access=self.scope(user))

    def findings(self, document_id: str, user: User) -> list[OpenFinding]:
        """List the personal data that nobody has settled yet in a document."""
        document = self.document(document_id, user)
        texts = Texts.of(document, self.pages(document_id, user))
        cleared = self.store.catalogue.desk.clearances(document_id, access=self.scope(user))
        return open_findings(texts, cleared, screen=self.screen)

    def as_it_stands(self, document: Document, user: User) -> Submission:
        """Put a document on one's desk together again from what is kept of it."""
        parsed = ParsedDocument(
            media_type=document.media_type,
            title=document.fields.title,
            pages=tuple(self.pages(document.id, user)),
            paginated=document.paginated,
            notices=document.notices,
        )
        return self.rebuilt(document, document.fields, parsed, document.file_name)

    def rebuilt(
        self, document: Document, fields: DocumentFields, parsed: ParsedDocument, name: str
    ) -> Submission:
        """Make a submission of a document whose text or fields have changed."""
        passages = split(parsed, languages=self.languages)
        texts = [passage.text for passage in passages]
        return Submission(
            fields=fields,
            parsed=parsed,
            passages=passages,
            file_name=name,
            content_hash=document.content_hash,
            size=document.size,
            origin=f"desk:{document.id}",
            signature=signature(texts),
            marks=tuple(sorted(marks_of(texts))),
            owner=document.owner,
        )

    def with_file(self, submission: Submission) -> Submission:
        """Write a submission's own text as its original, in place of the file as it was given."""
        text = file_text(submission.fields.title, submission.parsed.pages)
        data = text.encode()
        digest = hashlib.sha256(data).hexdigest()
        with tempfile.TemporaryDirectory(prefix="passerelle-desk-") as folder:
            path = Path(folder, "text")
            path.write_bytes(data)
            self.store.originals.keep(path, digest)
        return submission.model_copy(update={"content_hash": digest, "size": len(data)})

    def store_anew(
        self,
        document: Document,
        submission: Submission,
        vectors: Vectors | None = None,
        *,
        masked: bool,
    ) -> None:
        """Replace a document's text; an original that nothing refers to any more goes."""
        self.store.catalogue.writer.rewrite(
            document.id, submission, vectors, self.store.encoder.name, masked=masked
        )
        if submission.content_hash != document.content_hash:
            self.drop_original(document.content_hash)

    def drop_original(self, digest: str) -> None:
        """Delete an original and its pictures, unless some document still refers to it."""
        if digest not in self.store.catalogue.feed.content_hashes():
            self.store.eraser.traces.remove([digest])

    def masked_copy(
        self, document: Document, fields: DocumentFields, pages: Iterable[Page], name: str
    ) -> Submission:
        """Make what is left of a document once something was blacked out."""
        parsed = ParsedDocument(
            media_type=MASKED,
            title=fields.title,
            pages=tuple(pages),
            paginated=document.paginated,
        )
        return self.with_file(self.rebuilt(document, fields, parsed, file_name(name)))

    def encode(self, submission: Submission) -> Vectors:
        """Embed a submission that holds nothing unresolved; shape (passages, dimension)."""
        title = submission.fields.title
        return self.store.encoder.encode_passages(
            [in_context(title, each.heading_path, each.text) for each in submission.passages]
        )

    def likenesses(self, document_id: str, submission: Submission, vectors: Vectors) -> list[Link]:
        """Point out near-duplicates and probable translations, whoever may read them."""
        known = Acquaintances(self.store.catalogue.feed.known_texts())
        profile = Profile(
            language=submission.fields.language,
            centroid=centroid(vectors),
            passage_count=len(vectors),
            marks=frozenset(submission.marks),
        )
        found = known.relatives(
            submission, profile, self.store.encoder.name, apart_from=document_id
        )
        return [link.model_copy(update={"document_id": document_id}) for link in found]

    def coordinators(self, parties: Sequence[str]) -> list[User]:
        """List the coordinators of some parties."""
        everyone = self.store.catalogue.people.everyone()
        return [
            user
            for user in everyone
            if user.coordinates and user.party in parties and not user.disabled
        ]

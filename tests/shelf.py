"""Small documents for tests, stored as the way in would store them."""

import hashlib
from dataclasses import dataclass

from ingest.likeness import signature
from kb.catalogue.feed import in_context
from kb.nouns import DocumentFields, Kind, Page, ParsedDocument, Passage, Status, Submission
from kb.store import Store


@dataclass(frozen=True, slots=True)
class Shelf:
    """Store documents of one page, one passage a paragraph."""

    store: Store

    def put(
        self,
        text: str,
        *,
        title: str = "Fiche",
        language: str = "fr",
        party: str = "qc",
        audience: str = "public",
        status: Status = Status.PUBLISHED,
        year: int | None = 2023,
        domains: tuple[str, ...] = ("retention",),
        replaces: str | None = None,
        follow: bool = True,
    ) -> str:
        """Store a text and bring the indexes up to date if asked; return the document's id."""
        submission = make_submission(
            text,
            DocumentFields(
                title=title,
                party=party,
                kind=Kind.PRACTICE_SHEET,
                language=language,
                audience=audience,
                status=status,
                year=year,
                domains=domains,
            ),
        )
        encoder = self.store.encoder
        vectors = encoder.encode_passages(
            [in_context(title, (), passage.text) for passage in submission.passages]
        )
        document_id = self.store.catalogue.writer.store(
            submission, vectors, encoder.name, replaces=replaces
        )
        if follow:
            self.store.catch_up()
        return document_id


def make_submission(text: str, fields: DocumentFields) -> Submission:
    """Build a submission of one page, one passage a paragraph."""
    passages, start = [], 0
    for paragraph in text.split("\n\n"):
        end = start + len(paragraph)
        passages.append(
            Passage(
                page=1,
                start=start,
                end=end,
                text=paragraph,
                heading_path=(),
                language=fields.language,
            )
        )
        start = end + 2
    page = Page(number=1, label="1", text=text)
    digest = hashlib.sha256((fields.title + text).encode()).hexdigest()
    return Submission(
        fields=fields,
        parsed=ParsedDocument(
            media_type="text/plain", title=fields.title, pages=(page,), paginated=False
        ),
        passages=tuple(passages),
        file_name="fiche.txt",
        content_hash=digest,
        size=len(text),
        origin=digest,
        signature=signature([passage.text for passage in passages]),
    )

"""Put packed documents into the catalogue's tables, with the ids and times they had."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, insert

from kb.catalogue import Catalogue
from kb.catalogue.rows import passage_row
from kb.catalogue.schema import pages, passages, versions
from kb.desk import Clearance, Decision
from kb.handover.layout import PackedDocument, PackedVersion

_OF_THE_ROW = (
    "origin",
    "version",
    "created_at",
    "updated_at",
    "submitted_at",
    "published_at",
    "masked",
)


@dataclass(frozen=True, slots=True)
class Placing:
    """Write one document in one transaction; `people` tells who the package's people are here."""

    connection: Connection
    catalogue: Catalogue
    people: Mapping[str, str]

    def document(self, packed: PackedDocument) -> None:
        """Write a document with its versions, pages and passages.

        Raises:
            InvalidDocument: when a field breaks a rule of the agreement's vocabulary.
        """
        columns = {name: getattr(packed, name) for name in _OF_THE_ROW}
        columns["owner"] = self._here(packed.owner)
        self.catalogue.writer.bring(self.connection, packed.id, packed.fields, columns)
        for version in packed.versions:
            self._version(packed.id, version)
        rows = [passage_row(packed.id, *each) for each in enumerate(packed.passages)]
        if rows:
            self.connection.execute(insert(passages), rows)

    def said(self, decisions: Iterable[Decision], clearances: Iterable[Clearance]) -> None:
        """Write what was decided on a document, and settled in it."""
        desk = self.catalogue.desk
        for decision in decisions:
            who = {"user_id": self._here(decision.user_id)}
            desk.add_decision(self.connection, decision.model_copy(update=who))
        for clearance in clearances:
            who = {"user_id": self._here(clearance.user_id)}
            desk.add_clearance(self.connection, clearance.model_copy(update=who))

    def _version(self, document_id: str, version: PackedVersion) -> None:
        row = {
            **version.model_dump(exclude={"pages", "marks"}),
            "notices": [notice.model_dump() for notice in version.notices],
            "marks": list(version.marks),
            "page_count": len(version.pages),
            "document_id": document_id,
        }
        version_id = self.connection.execute(
            insert(versions).values(**row).returning(versions.c.id)
        ).scalar_one()
        rows = [
            {**page.model_dump(mode="json"), "version_id": version_id} for page in version.pages
        ]
        if rows:
            self.connection.execute(insert(pages), rows)

    def _here(self, user_id: str) -> str:
        return self.people.get(user_id, user_id)

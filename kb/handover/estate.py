"""What belongs to a party, as the catalogue holds it."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import Connection, RowMapping, or_, select

from kb.audit import Record
from kb.catalogue.concepts import load_concepts
from kb.catalogue.rows import as_utc, load_documents, page_of, passage_of, select_documents
from kb.catalogue.schema import documents, links, pages, passages, terms, versions
from kb.catalogue.tables.desk import audit, clearances, decisions
from kb.catalogue.tables.people import memberships, users
from kb.catalogue.tables.thesaurus import concept_editions, concepts
from kb.desk import Clearance, Decision
from kb.entente import Term
from kb.handover.layout import PackedDocument, PackedPerson, PackedVersion
from kb.nouns import Document, Link, Page, Passage
from kb.thesaurus import Concept


@dataclass(frozen=True)
class Estate:
    """Read a party's documents, people and records over one connection, always in one order."""

    connection: Connection
    party: str

    @cached_property
    def document_ids(self) -> list[str]:
        """List the party's documents at any status, the oldest first."""
        query = select(documents.c.id).where(documents.c.party == self.party)
        ordered = query.order_by(documents.c.created_at, documents.c.id)
        return list(self.connection.execute(ordered).scalars())

    def documents(self) -> Iterator[PackedDocument]:
        """Read the documents with all their versions, one at a time."""
        names = {row.id: (row.login, row.name) for row in self.connection.execute(select(users))}
        for document_id in self.document_ids:
            query = select_documents().where(documents.c.id == document_id)
            (document,) = load_documents(self.connection, query)
            yield self._packed(document, *names.get(document.owner, ("", "")))

    def links(self) -> Iterator[Link]:
        """Read the bonds that have an end among the party's documents."""
        own = select(documents.c.id).where(documents.c.party == self.party)
        query = select(links).where(or_(links.c.document_id.in_(own), links.c.other_id.in_(own)))
        ordered = query.order_by(links.c.document_id, links.c.other_id, links.c.relation)
        for row in self.connection.execute(ordered).mappings():
            yield Link.model_validate(dict(row))

    def decisions(self) -> Iterator[Decision]:
        """Read what coordinators of either party said of the party's documents."""
        query = select(decisions).join(documents, documents.c.id == decisions.c.document_id)
        query = query.where(documents.c.party == self.party).order_by(decisions.c.id)
        for row in self.connection.execute(query).mappings():
            yield Decision.model_validate(_dated(row, without="id"))

    def clearances(self) -> Iterator[Clearance]:
        """Read what was settled about personal data in the party's documents."""
        query = select(clearances).join(documents, documents.c.id == clearances.c.document_id)
        query = query.where(documents.c.party == self.party).order_by(clearances.c.id)
        for row in self.connection.execute(query).mappings():
            yield Clearance.model_validate(_dated(row, without="id"))

    def people(self) -> Iterator[PackedPerson]:
        """Read the party's accounts, without what opens them."""
        query = select(users).where(users.c.party == self.party).order_by(users.c.login)
        for row in self.connection.execute(query).mappings().all():
            facts = {name: row[name] for name in PackedPerson.model_fields if name in row}
            facts["created_at"] = as_utc(row["created_at"])
            yield PackedPerson.model_validate(facts | {"groups": self._groups(row["id"])})

    def audit(self) -> Iterator[Record]:
        """Read the records of the party's documents and people, and of what its people did."""
        people = select(users.c.id).where(users.c.party == self.party)
        own = set(self.document_ids) | set(self.connection.execute(people).scalars())
        query = select(audit).order_by(audit.c.position)
        for row in self.connection.execute(query).mappings():
            if row["subject"] in own or row["actor"] in own:
                yield Record.model_validate(dict(row))

    def terms(self) -> Iterator[Term]:
        """Read the vocabularies, which the fields' keys are from."""
        ordered = select(terms).order_by(terms.c.vocabulary, terms.c.position, terms.c.key)
        for row in self.connection.execute(ordered).mappings():
            yield Term.model_validate(dict(row))

    def concepts(self) -> Iterator[Concept]:
        """Read the concepts of the thesaurus that anybody changed: it is both parties'."""
        changed = select(concepts).where(concepts.c.key.in_(select(concept_editions.c.key)))
        rows = self.connection.execute(changed.order_by(concepts.c.key)).mappings()
        yield from load_concepts(self.connection, rows.all())

    def _packed(self, document: Document, login: str, name: str) -> PackedDocument:
        query = select(documents.c.origin).where(documents.c.id == document.id)
        kept = document.model_dump(include=set(PackedDocument.model_fields))
        return PackedDocument.model_validate(
            kept
            | {
                "origin": self.connection.execute(query).scalar_one(),
                "owner_login": login,
                "owner_name": name,
                "versions": self._versions(document.id),
                "passages": self._passages(document.id),
            }
        )

    def _versions(self, document_id: str) -> list[PackedVersion]:
        query = select(versions).where(versions.c.document_id == document_id)
        rows = self.connection.execute(query.order_by(versions.c.number)).mappings().all()
        return [_version(row, self._pages(row["id"])) for row in rows]

    def _pages(self, version_id: int) -> list[Page]:
        query = select(pages).where(pages.c.version_id == version_id).order_by(pages.c.number)
        return [page_of(row) for row in self.connection.execute(query).mappings()]

    def _passages(self, document_id: str) -> list[Passage]:
        query = select(passages).where(passages.c.document_id == document_id)
        rows = self.connection.execute(query.order_by(passages.c.position)).mappings()
        return [passage_of(row).passage for row in rows]

    def _groups(self, user_id: str) -> list[str]:
        query = select(memberships.c.name).where(memberships.c.user_id == user_id)
        return list(self.connection.execute(query.order_by(memberships.c.name)).scalars())


def _version(row: RowMapping, read: list[Page]) -> PackedVersion:
    facts = {name: row[name] for name in PackedVersion.model_fields if name in row}
    facts |= {"created_at": as_utc(row["created_at"]), "pages": read}
    return PackedVersion.model_validate(facts)


def _dated(row: RowMapping, *, without: str) -> dict[str, object]:
    own = {name: value for name, value in row.items() if name != without}
    return own | {"at": as_utc(row["at"])}

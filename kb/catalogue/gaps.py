"""What is missing, counted in the database: of what a reader may read, translations once."""

from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Engine, Select, and_, exists, func, or_, select

from kb.access import AccessScope
from kb.catalogue.conditions import readable
from kb.catalogue.schema import document_terms, documents, links, passages
from kb.catalogue.sisters import second_tongue, shown
from kb.entente import DOMAIN, TARGET_GROUP
from kb.nouns import Kind, Relation


class Lack(StrEnum):
    """What a document may lack."""

    REVIEW = "review"
    EVIDENCE = "evidence"
    SISTER = "sister"


class GapReader:
    """Count documents by theme, and list those that lack something."""

    def __init__(self, engine: Engine) -> None:
        """Read from `engine`."""
        self._engine = engine

    def cells(self, *, access: AccessScope) -> dict[tuple[str, str, str], int]:
        """Count documents by domain, target group and party; a group may be empty: none named.

        A document of two domains or groups counts in each of them.
        """
        domain, group = document_terms.alias(), document_terms.alias()
        named = func.coalesce(group.c.key, "")
        query = (
            select(domain.c.key, named, documents.c.party, func.count())
            .select_from(documents)
            .join(
                domain,
                and_(domain.c.document_id == documents.c.id, domain.c.vocabulary == DOMAIN),
            )
            .outerjoin(
                group,
                and_(group.c.document_id == documents.c.id, group.c.vocabulary == TARGET_GROUP),
            )
            .where(readable(access), documents.c.id.not_in(second_tongue(access)))
            .group_by(domain.c.key, named, documents.c.party)
        )
        with self._engine.connect() as connection:
            return {(row[0], row[1], row[2]): row[3] for row in connection.execute(query)}

    def lacking(
        self, lack: Lack, *, access: AccessScope, today: date, limit: int, offset: int = 0
    ) -> list[str]:
        """List documents that lack something: the longest overdue first, else the latest."""
        order: tuple[ColumnElement[Any], ...] = (
            (documents.c.review_due,)
            if lack is Lack.REVIEW
            else (documents.c.year.desc().nulls_last(), documents.c.title)
        )
        query = _lacking(lack, access, today, documents.c.id).order_by(*order, documents.c.id)
        with self._engine.connect() as connection:
            return list(connection.execute(query.limit(limit).offset(offset)).scalars())

    def count(self, lack: Lack, *, access: AccessScope, today: date) -> int:
        """Count the documents that `lacking` lists."""
        with self._engine.connect() as connection:
            query = _lacking(lack, access, today, func.count())
            return int(connection.execute(query).scalar_one())


def _lacking(
    lack: Lack, access: AccessScope, today: date, wanted: ColumnElement[Any]
) -> Select[Any]:
    condition = {
        Lack.REVIEW: documents.c.review_due < today,
        Lack.EVIDENCE: _unproven(access),
        Lack.SISTER: ~_has_sister(access),
    }[lack]
    return select(wanted).select_from(documents).where(readable(access), condition)


def _unproven(access: AccessScope) -> ColumnElement[bool]:
    """Select sheets whose evidence is left empty and that give no percentage anywhere.

    A sheet in two languages is listed once.
    """
    said = func.coalesce(documents.c.sheet["evidence"].as_string(), "")
    figures = exists().where(
        passages.c.document_id == documents.c.id, passages.c.text.contains("%", autoescape=True)
    )
    return and_(
        documents.c.kind == Kind.PRACTICE_SHEET,
        said == "",
        documents.c.id.not_in(second_tongue(access)),
        ~figures,
    )


def _has_sister(access: AccessScope) -> ColumnElement[bool]:
    """Select documents that stand in another language too, as far as this reader may see."""
    bonds = (
        select(links.c.document_id, links.c.other_id)
        .where(
            links.c.relation == Relation.TRANSLATION,
            shown(links.c.document_id, access),
            shown(links.c.other_id, access),
        )
        .subquery()
    )
    return or_(
        documents.c.id.in_(select(bonds.c.document_id)),
        documents.c.id.in_(select(bonds.c.other_id)),
    )

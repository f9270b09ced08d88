"""The thesaurus as the catalogue holds it: concepts, their history, and proposed pairs."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, ScalarSelect, Select, delete, func, insert, select

from kb.catalogue.concepts import load_concepts, put_concept
from kb.catalogue.engine import insert_ignoring
from kb.catalogue.rows import as_utc
from kb.catalogue.tables.thesaurus import (
    concept_editions,
    concept_terms,
    concepts,
    proposals,
    refusals,
)
from kb.errors import NotFound
from kb.folding import fold
from kb.thesaurus import Concept, Edition, Proposal, Variety, digest_of

_FRENCH = (Variety.QC, Variety.FR)


class ThesaurusStore:
    """Keep concepts and proposals; nothing here decides anything.

    Concepts are words of the agreement, open to everybody; proposals are for coordinators.
    """

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self.writing = engine.execution_options(writes=True)

    def revision(self) -> int:
        """Number the state of the thesaurus: it grows with every edit, by whatever process."""
        with self._engine.connect() as connection:
            return connection.execute(select(func.max(concept_editions.c.number))).scalar() or 0

    def everything(self, *, retired: bool = False) -> list[Concept]:
        """List the concepts in use by key, or all of them with `retired`."""
        query = select(concepts).order_by(concepts.c.key)
        if not retired:
            query = query.where(concepts.c.retired.is_(False))
        return self._load(query)

    def search(
        self,
        text: str = "",
        *,
        domain: str = "",
        retired: bool = False,
        language: str = "fr",
        limit: int,
        offset: int,
    ) -> tuple[list[Concept], int]:
        """List some of the concepts with a term that holds `text`, and count them all.

        They stand in the order of their first terms in a language.
        """
        query = select(concepts).where(concepts.c.retired.is_(retired))
        if domain:
            query = query.where(concepts.c.domain == domain)
        if text.strip():
            query = query.where(concepts.c.key.in_(_holding(text)))
        with self._engine.connect() as connection:
            total = connection.execute(select(func.count()).select_from(query.subquery()))
            return self._load(
                _in_order(query, language).limit(limit).offset(offset)
            ), total.scalar_one()

    def concept(self, key: str) -> Concept:
        """Read one concept, retired or not.

        Raises:
            NotFound: when there is none.
        """
        found = self._load(select(concepts).where(concepts.c.key == key))
        if not found:
            raise NotFound("thesaurus.unknown", key=key)
        return found[0]

    def put(self, connection: Connection, concept: Concept, *, by: str) -> None:
        """Write a concept in the place of what it was, and keep this edition."""
        put_concept(connection, concept)
        connection.execute(
            insert(concept_editions).values(
                key=concept.key,
                content=concept.model_dump(mode="json"),
                changed_by=by,
                changed_at=datetime.now(UTC),
            )
        )

    def history(self, key: str) -> list[Edition]:
        """List what people made of a concept, the latest first."""
        query = select(concept_editions).where(concept_editions.c.key == key)
        with self._engine.connect() as connection:
            rows = connection.execute(query.order_by(concept_editions.c.number.desc()))
            return [
                Edition(
                    number=row.number,
                    concept=Concept.model_validate(row.content),
                    changed_by=row.changed_by,
                    changed_at=as_utc(row.changed_at),
                )
                for row in rows
            ]

    def propose(self, found: Iterable[Proposal]) -> int:
        """Put proposals in the place of earlier ones of the same origins; refused ones stay out.

        Returns:
            how many wait for a decision now.
        """
        new = {digest_of(each): each for each in found}
        with self.writing.begin() as connection:
            refused = set(connection.execute(select(refusals.c.digest)).scalars())
            connection.execute(delete(proposals))
            rows = [
                {**each.model_dump(mode="json", exclude={"id"}), "digest": digest}
                for digest, each in new.items()
                if digest not in refused
            ]
            if rows:
                connection.execute(insert(proposals), rows)
        return len(rows)

    def proposals(self, *, limit: int, offset: int) -> tuple[list[Proposal], int]:
        """List some of the proposals, the likeliest first, and count them all."""
        query = select(proposals).order_by(proposals.c.score.desc(), proposals.c.id)
        with self._engine.connect() as connection:
            total = connection.execute(select(func.count()).select_from(proposals)).scalar_one()
            rows = connection.execute(query.limit(limit).offset(offset)).mappings()
            return [_proposal(dict(row)) for row in rows], total

    def proposal(self, number: int) -> Proposal:
        """Read one proposal.

        Raises:
            NotFound: when it is gone.
        """
        with self._engine.connect() as connection:
            row = connection.execute(select(proposals).where(proposals.c.id == number)).mappings()
            found = row.one_or_none()
        if found is None:
            raise NotFound("thesaurus.proposal_gone")
        return _proposal(dict(found))

    def refuse(self, connection: Connection, proposal: Proposal, *, by: str) -> None:
        """Take a proposal out for good; only a digest is left of its words."""
        connection.execute(
            insert_ignoring(self._engine, refusals).values(
                digest=digest_of(proposal), refused_by=by, refused_at=datetime.now(UTC)
            )
        )
        self.drop(connection, [proposal])

    def drop(self, connection: Connection, gone: Sequence[Proposal]) -> None:
        """Delete proposals."""
        numbers = [each.id for each in gone]
        connection.execute(delete(proposals).where(proposals.c.id.in_(numbers)))

    def _load(self, query: "Select[tuple[object, ...]]") -> list[Concept]:
        with self._engine.connect() as connection:
            return load_concepts(connection, connection.execute(query).mappings().all())


def _holding(text: str) -> "Select[tuple[str]]":
    """Select the concepts one of whose terms holds a text, whatever its accents and case."""
    wanted = fold(" ".join(text.split()))
    return select(concept_terms.c.key).where(
        concept_terms.c.folded.contains(wanted, autoescape=True)
    )


def _in_order(query: "Select[tuple[object, ...]]", language: str) -> "Select[tuple[object, ...]]":
    """Order concepts by the Québec term, or the French one where there is none.

    In English they go by the English term first.
    """
    varieties = (Variety.EN, *_FRENCH) if language == "en" else _FRENCH
    return query.order_by(func.coalesce(*map(_first, varieties)), concepts.c.key)


def _first(variety: Variety) -> "ScalarSelect[str]":
    """Select the first term of each concept in a variety, folded."""
    return (
        select(concept_terms.c.folded)
        .where(
            concept_terms.c.key == concepts.c.key,
            concept_terms.c.position == 0,
            concept_terms.c.variety == variety.value,
        )
        .scalar_subquery()
    )


def _proposal(row: dict[str, object]) -> Proposal:
    return Proposal.model_validate({name: row[name] for name in Proposal.model_fields})

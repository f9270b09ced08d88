"""Concepts as rows of the catalogue."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, RowMapping, delete, insert, select

from kb.catalogue.tables.thesaurus import concept_editions, concept_terms, concepts
from kb.folding import fold
from kb.thesaurus import Concept, Variety

_FACTS = ("key", "relation", "domain", "definition_fr", "definition_en", "retired")


def bring_concepts(connection: Connection, lexicon: Iterable[Concept]) -> None:
    """Add the concepts that the catalogue has never held, and renew those that nobody changed."""
    rows = connection.execute(select(concepts)).mappings().all()
    held = {concept.key: concept for concept in load_concepts(connection, rows)}
    theirs = set(connection.execute(select(concept_editions.c.key)).scalars())
    new = []
    for concept in lexicon:
        if concept.key not in held:
            new.append(concept)
        elif concept.key not in theirs and concept != held[concept.key]:
            put_concept(connection, concept)
    if new:
        connection.execute(insert(concepts), [facts_of(concept) for concept in new])
        connection.execute(
            insert(concept_terms), [row for concept in new for row in _terms_of(concept)]
        )


def put_concept(connection: Connection, concept: Concept) -> None:
    """Write a concept in the place of what it was."""
    connection.execute(delete(concepts).where(concepts.c.key == concept.key))
    connection.execute(insert(concepts).values(**facts_of(concept)))
    connection.execute(insert(concept_terms), _terms_of(concept))


def load_concepts(connection: Connection, rows: Iterable[RowMapping]) -> list[Concept]:
    """Complete rows of concepts with their terms."""
    found = list(rows)
    terms: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    query = select(concept_terms).order_by(concept_terms.c.key, concept_terms.c.position)
    wanted = [row["key"] for row in found]
    for row in connection.execute(query.where(concept_terms.c.key.in_(wanted))).mappings():
        terms[row["key"]][row["variety"]].append(row["text"])
    return [_built(row, terms[row["key"]]) for row in found]


def facts_of(concept: Concept) -> dict[str, object]:
    """Give a concept's row, without its terms."""
    return concept.model_dump(mode="json", include=set(_FACTS))


def _terms_of(concept: Concept) -> list[dict[str, object]]:
    return [
        {
            "key": concept.key,
            "variety": variety.value,
            "position": position,
            "text": text,
            "folded": fold(text),
        }
        for variety in Variety
        for position, text in enumerate(concept.terms(variety))
    ]


def _built(row: RowMapping, terms: Mapping[str, list[str]]) -> Concept:
    facts = {name: row[name] for name in _FACTS}
    return Concept.model_validate({**facts, **terms})

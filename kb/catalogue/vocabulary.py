"""The agreement's words as the catalogue holds them."""

from collections.abc import Iterable

from sqlalchemy import Engine, select

from kb.catalogue.schema import terms
from kb.entente import DOMAIN, PARTY, TARGET_GROUP, Term
from kb.errors import InvalidDocument
from kb.nouns import DocumentFields


class Vocabulary:
    """Read parties, domains, kinds, means and target groups with their labels."""

    def __init__(self, engine: Engine) -> None:
        """Read from `engine` at every call: the words may be edited while we run."""
        self._engine = engine

    def terms(self, vocabulary: str) -> list[Term]:
        """List the terms of one vocabulary in their order."""
        query = (
            select(terms)
            .where(terms.c.vocabulary == vocabulary)
            .order_by(terms.c.position, terms.c.key)
        )
        with self._engine.connect() as connection:
            return [Term(**row) for row in connection.execute(query).mappings()]

    def check(self, fields: DocumentFields) -> None:
        """Make sure that a document speaks the agreement's words.

        Raises:
            InvalidDocument: at the first word that is not in its vocabulary.
        """
        used = [(PARTY, fields.party)]
        used += [(DOMAIN, key) for key in fields.domains]
        used += [(TARGET_GROUP, key) for key in fields.target_groups]
        known = self._known(used)
        for vocabulary, key in used:
            if (vocabulary, key) not in known:
                raise InvalidDocument(
                    "document.unknown_term",
                    vocabulary=vocabulary,
                    key=key,
                    known=", ".join(term.key for term in self.terms(vocabulary)),
                )

    def _known(self, used: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
        query = select(terms.c.vocabulary, terms.c.key).where(
            terms.c.key.in_({key for _, key in used})
        )
        with self._engine.connect() as connection:
            return {(row.vocabulary, row.key) for row in connection.execute(query)}

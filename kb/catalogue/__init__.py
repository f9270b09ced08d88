"""The catalogue: the one truth about documents, of which every index is a view."""

from dataclasses import dataclass

from sqlalchemy import Engine

from kb.catalogue.desk import Desk
from kb.catalogue.engine import open_engine
from kb.catalogue.feed import ChangeFeed
from kb.catalogue.people import PeopleStore
from kb.catalogue.reader import CatalogueReader
from kb.catalogue.thesaurus import ThesaurusStore
from kb.catalogue.vocabulary import Vocabulary
from kb.catalogue.writer import CatalogueWriter


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Give each user of the catalogue the side it needs."""

    engine: Engine
    reader: CatalogueReader
    writer: CatalogueWriter
    feed: ChangeFeed
    vocabulary: Vocabulary
    people: PeopleStore
    desk: Desk
    thesaurus: ThesaurusStore

    @classmethod
    def open(cls, url: str) -> "Catalogue":
        """Open the catalogue at a SQLAlchemy address.

        Raises:
            StoreError: when the database cannot be reached or written.
        """
        engine = open_engine(url)
        vocabulary = Vocabulary(engine)
        return cls(
            engine=engine,
            reader=CatalogueReader(engine),
            writer=CatalogueWriter(engine, vocabulary),
            feed=ChangeFeed(engine),
            vocabulary=vocabulary,
            people=PeopleStore(engine),
            desk=Desk(engine),
            thesaurus=ThesaurusStore(engine),
        )

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

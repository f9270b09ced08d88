"""The catalogue: the one truth about documents, of which every index is a view."""

from dataclasses import dataclass

from sqlalchemy import Engine

from kb.catalogue.access_tokens import TokenStore
from kb.catalogue.adoptions import Adoptions
from kb.catalogue.counting import Counting
from kb.catalogue.desk import Desk
from kb.catalogue.engine import open_engine
from kb.catalogue.feed import ChangeFeed
from kb.catalogue.follows import FollowStore
from kb.catalogue.gaps import GapReader
from kb.catalogue.job_taking import JobTaking
from kb.catalogue.jobs import Jobs
from kb.catalogue.leases import Leases
from kb.catalogue.opinions import OpinionStore
from kb.catalogue.people import PeopleStore
from kb.catalogue.period import PeriodReader
from kb.catalogue.plan import PlanStore
from kb.catalogue.processes import Processes
from kb.catalogue.reader import CatalogueReader
from kb.catalogue.records import RecordStore
from kb.catalogue.reindexings import Reindexings
from kb.catalogue.sisters import Sisters
from kb.catalogue.tallies import Tallies
from kb.catalogue.tellings import TellingStore
from kb.catalogue.thesaurus import ThesaurusStore
from kb.catalogue.topic_jobs import TopicJobs
from kb.catalogue.topic_material import TopicMaterial
from kb.catalogue.topic_reader import TopicReader
from kb.catalogue.topics import TopicStore
from kb.catalogue.twin_ends import TwinEnds
from kb.catalogue.twins import TwinStore
from kb.catalogue.usage import UsageReader
from kb.catalogue.vocabulary import Vocabulary
from kb.catalogue.writer import CatalogueWriter


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Give each user of the catalogue the side it needs."""

    engine: Engine
    reader: CatalogueReader
    counting: Counting
    writer: CatalogueWriter
    feed: ChangeFeed
    vocabulary: Vocabulary
    people: PeopleStore
    access_tokens: TokenStore
    desk: Desk
    follows: FollowStore
    tellings: TellingStore
    records: RecordStore
    usage: UsageReader
    opinions: OpinionStore
    tallies: Tallies
    topics: TopicStore
    topic_jobs: TopicJobs
    topic_reader: TopicReader
    sisters: Sisters
    twin_ends: TwinEnds
    twins: TwinStore
    adoptions: Adoptions
    gaps: GapReader
    plan: PlanStore
    period: PeriodReader
    thesaurus: ThesaurusStore
    jobs: Jobs
    job_taking: JobTaking
    leases: Leases
    processes: Processes
    reindexings: Reindexings

    @classmethod
    def open(cls, url: str) -> "Catalogue":
        """Open the catalogue at a SQLAlchemy address.

        Raises:
            StoreError: when the database cannot be reached or written.
        """
        engine = open_engine(url)
        vocabulary, people = Vocabulary(engine), PeopleStore(engine)
        return cls(
            engine=engine,
            reader=CatalogueReader(engine),
            counting=Counting(engine),
            writer=CatalogueWriter(engine, vocabulary),
            feed=ChangeFeed(engine),
            vocabulary=vocabulary,
            people=people,
            access_tokens=TokenStore(engine, people),
            desk=Desk(engine),
            follows=FollowStore(engine),
            tellings=TellingStore(engine),
            records=RecordStore(engine),
            usage=UsageReader(engine),
            opinions=OpinionStore(engine),
            tallies=Tallies(engine),
            topics=TopicStore(engine),
            topic_jobs=TopicJobs(engine),
            topic_reader=TopicReader(engine),
            sisters=Sisters(engine),
            twin_ends=TwinEnds(engine),
            twins=TwinStore(engine),
            adoptions=Adoptions(engine),
            gaps=GapReader(engine),
            plan=PlanStore(engine),
            period=PeriodReader(engine),
            thesaurus=ThesaurusStore(engine),
            jobs=Jobs(engine),
            job_taking=JobTaking(engine),
            leases=Leases(engine),
            processes=Processes(engine),
            reindexings=Reindexings(engine),
        )

    def topic_material(self, encoder: str) -> TopicMaterial:
        """Give what topics are made of, by one encoder's vectors."""
        return TopicMaterial(self.engine, encoder)

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

"""What coordinators see, told of every document there is: reading alone must hold things back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

from sqlalchemy import Table, insert

from kb.access import PARTNERS, PUBLIC, AccessScope
from kb.catalogue.gaps import Lack
from kb.catalogue.tables import interest, plan, topics, twins
from kb.catalogue.twins import TwinFilter
from kb.errors import Forbidden, NotFound
from kb.interest import FollowKind
from kb.nouns import Kind
from kb.people import User
from kb.plan import Period
from kb.topics import circle_for
from kb.twins import TwinState
from search.planning.late import late_board
from search.reporting.markdown import MarkdownRenderer
from search.reporting.reports import Wanted
from ui.gap_table import GapTable
from ui.services import Services
from ui.texts import Texts

DOMAIN = "retention"
START, END, DAY = date(2026, 1, 1), date(2026, 12, 31), date(2026, 6, 1)
NOW = datetime(2026, 6, 1, tzinfo=UTC)
PERIOD = Period(starts=date(2020, 1, 1), ends=date(2030, 12, 31))
PLAN, ACTIVITY = "plan-1", "activity-1"
CIRCLES = (PUBLIC, PARTNERS)

Roads = Iterator[tuple[str, Iterable[str]]]


@dataclass
class Overview:
    """Write rows about every document, readable or not, and read them by every road."""

    services: Services
    model: dict[str, dict[str, Any]]
    written: set[str] = field(default_factory=set)

    def begin(self) -> None:
        """Make a topic for each circle, and a plan with one activity."""
        for circle in CIRCLES:
            self._insert(topics.topic_circles, circle=circle, position=0, documents=0, phrases=0,
                         stamp=1, computed_at=NOW)  # fmt: skip
            self._insert(topics.topics, id=f"topic-{circle}", circle=circle, name_fr="",
                         name_en="", near=[])  # fmt: skip
        self._insert(plan.plans, id=PLAN, title="Plan", starts=PERIOD.starts, ends=PERIOD.ends,
                     updated_at=NOW)  # fmt: skip
        texts = dict.fromkeys(("mandate", "owner", "expected", "outcome", "note"), "")
        self._insert(plan.activities, id=ACTIVITY, plan_id=PLAN, title="Échanges", means=[],
                     domains=[], parties=[], owner_party="qc", state="planned", updated_at=NOW,
                     **texts)  # fmt: skip

    def tell_of_everything(self) -> None:
        """Write rows about the documents that none were written about yet."""
        for document in [each for each in self.model if each not in self.written]:
            self._tell_of(document)
            self._pair(document)
            self.written.add(document)

    def follow(self, user: User, access: AccessScope) -> None:
        """Let somebody follow the domain and both topics."""
        following = self.services.interest.following
        following.follow(user, FollowKind.DOMAIN, DOMAIN, access=access)
        for circle in CIRCLES:
            following.follow(user, FollowKind.TOPIC, f"topic-{circle}", access=access)

    def _tell_of(self, document: str) -> None:
        word = self.model[document]["word"]
        for circle in CIRCLES:
            self._insert(topics.topic_places, circle=circle, document_id=document, version=1,
                         topic_id=f"topic-{circle}", x=0.1, y=0.2)  # fmt: skip
            self._insert(topics.topic_phrases, topic_id=f"topic-{circle}", language="fr",
                         phrase=word, document_id=document, rank=1)  # fmt: skip
        self._insert(twins.adoptions, document_id=document, party="fr", office="Lyon", day=DAY,
                     state="adopted", outcome="", user_id="u", at=NOW)  # fmt: skip
        self._insert(plan.attachments, document_id=document, activity_id=ACTIVITY)
        self._insert(interest.openings, document_id=document, week=DAY, language="fr", times=2)
        self._insert(
            interest.thumbs,
            id=document,
            question=word,
            rank=1,
            score=90,
            up=False,
            language="fr",
            document_id=document,
            reason="other",
            comment="",
            day=DAY,
        )
        self._insert(interest.judged_pairs, id=document, question=word, language="fr", grade=2,
                     document_id=document, decided_by="u", decided_at=NOW)  # fmt: skip

    def _pair(self, document: str) -> None:
        others = [
            each
            for each in self.written
            if self.model[each]["party"] != self.model[document]["party"]
        ]
        for number, other in enumerate(others):
            one, two = sorted((document, other))
            if number % 2:
                self._insert(twins.twin_verdicts, document_id=one, other_id=two,
                             state="confirmed", user_id="u", at=NOW)  # fmt: skip
            for ends in ((one, two), (two, one)):
                self._insert(twins.twin_proposals, document_id=ends[0], other_id=ends[1],
                             score=0.5)  # fmt: skip

    def _insert(self, table: Table, **row: Any) -> None:
        engine = self.services.store.catalogue.engine.execution_options(writes=True)
        with engine.begin() as connection:
            connection.execute(insert(table).values(**row))

    def roads(self, person: User | None, access: AccessScope, readable: set[str]) -> Roads:
        """Read everything as somebody; give each road with the documents that it told of."""
        yield from self._topics(access, readable)
        yield from self._twins(access)
        yield from self._gaps(access, readable)
        yield from self._plan(access)
        yield from self._usage(access)
        if person is not None and not person.disabled:
            yield from self._news(person, access)

    def _topics(self, access: AccessScope, readable: set[str]) -> Roads:
        views, catalogue = self.services.topics, self.services.store.catalogue
        tallies = catalogue.tallies
        assert tallies.domain(DOMAIN, access=access).documents == len(readable)
        assert sum(tallies.domains(access=access).values()) == len(readable)
        for circle in CIRCLES:
            placed = catalogue.topic_reader.topics_of(circle, list(self.model), access=access)
            yield f"placed in {circle}", placed
            points = views.points(circle, DOMAIN, list(self.model), access=access)
            yield f"points of {circle}", [point.document_id for point in points]
            for topic in views.topics(circle, DOMAIN, access=access).values():
                assert topic.documents <= len(readable)
                yield f"phrases of {circle}", self._named(topic.phrases)
            try:
                topic = views.topic(f"topic-{circle}", access=access)
            except NotFound:
                assert not readable or circle != circle_for(access, "")
                continue
            listed = views.documents(topic, access=access, limit=200)
            yield f"topic of {circle}", [document.id for document in listed]

    def _twins(self, access: AccessScope) -> Roads:
        pairs = self.services.twins
        total, laid_out = pairs.practices(TwinFilter(), access=access, limit=200)
        ends = [each.practice.id for each in laid_out]
        ends += [other.document.id for each in laid_out for other in each.every]
        assert total <= len(self.model)
        yield "twins proposed", ends
        decided = pairs.decided(TwinState.CONFIRMED, TwinFilter(), access=access, limit=200)
        yield "twins decided", [end.id for each in decided for end in (each.one, each.other)]
        count = self.services.store.catalogue.twins.count_verdicts(
            TwinState.CONFIRMED, TwinFilter(), access=access
        )
        assert count == len(decided)
        for document in self.model:
            confirmed = pairs.confirmed(document, access=access)
            yield "twins confirmed", [each.id for each in confirmed]
            adopted = self.services.adopted.of(document, access=access)
            yield "adoptions", [each.document_id for each in adopted]
        for one, other in product(list(self.model)[:4], list(self.model)[-4:]):
            try:
                found = pairs.comparison(one, other, access=access)
            except NotFound as error:
                assert error.problem.code == "twins.not_found"
            else:
                yield "twins compared", [found.one.id, found.other.id]

    def _gaps(self, access: AccessScope, readable: set[str]) -> Roads:
        gaps = self.services.gaps
        assert all(count <= len(readable) for count in gaps.cells(access=access).values())
        assert all(each.documents <= len(readable) for each in gaps.one_sided(access=access))
        for lack in Lack:
            lacking = gaps.lacking(lack, access=access, limit=200)
            assert gaps.count(lack, access=access) == len(lacking)
            yield f"gaps {lack.value}", [document.id for document in lacking]
        empty: dict[str, Any] = {}
        table = GapTable(gaps, Texts("fr"), empty, empty, empty, "http://x")
        yield "gaps as a table", self._named(table.write(access).decode("utf-8-sig"))

    def _plan(self, access: AccessScope) -> Roads:
        store, period = self.services.store.catalogue.plan, self.services.store.catalogue.period
        published = period.published(PERIOD, tuple(Kind), access=access, limit=200)
        yield "published in a period", [document.id for document in published.documents]
        assert published.total == len(published.documents)
        assert sum(period.counts(PERIOD, access=access).values()) == published.total
        yield "titles", [each.id for each in period.titled("Fiche", access=access, limit=200)]
        try:
            programme = store.programme(PLAN, access=access)
        except Forbidden:
            assert not access.person
            return
        yield "attachments", [each.document_id for each in programme.attachments]
        board = late_board(programme, period, DAY, access=access)
        yield "late", [each.thing.id for each in board.late if each.thing.id in self.model]
        wanted = Wanted(language="fr", party="qc", base="http://x", today=DAY)
        drawn = [self.services.reports.plan(PLAN, wanted, access=access)]
        if access.decides_for:
            drawn.append(self.services.reports.report(PERIOD, wanted, access=access))
        for report in drawn:
            yield "report", self._named(MarkdownRenderer().render(report).decode())

    def _usage(self, access: AccessScope) -> Roads:
        catalogue = self.services.store.catalogue
        opened = catalogue.usage.opened(START, END, access=access, limit=200)
        yield "opened", [each.document_id for each in opened]
        assert catalogue.usage.count_opened(START, END, access=access) == len(opened)
        thumbs = catalogue.opinions.thumbs(START, END, access=access, limit=200)
        yield "thumbs", [each.document_id for each in thumbs]
        reasons = catalogue.opinions.reasons(START, END, access=access)
        assert sum(reasons.values()) == len(thumbs)
        pairs = catalogue.opinions.pairs(access=access, limit=200)
        yield "judged pairs", [each.document_id for each in pairs]
        assert catalogue.opinions.count_pairs(access=access) == len(pairs)

    def _news(self, person: User, access: AccessScope) -> Roads:
        catalogue, own = self.services.store.catalogue, self.services.interest
        own.digest.catch_up(person)
        news = own.digest.news(person, access=access, limit=500)
        yield "news", [each.document_id for each in news]
        assert catalogue.tellings.unseen(person.id, access=access) <= len(news)
        yield "feed", self._named(own.feeds.write(person, base="http://x").decode())

    def _named(self, said: object) -> list[str]:
        """Tell which documents' own words stand in what was said."""
        text = str(said)
        return [key for key, facts in self.model.items() if facts["word"] in text]

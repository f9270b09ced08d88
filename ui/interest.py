"""Build what has to do with people's interest: follows, digests, records of searches, opinions."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache

from ingest.language import LanguageGuesser
from ingest.privacy.screening import screen
from kb.access import PARTNERS, PUBLIC, AccessScope, scope_of
from kb.catalogue.people import PeopleStore
from kb.catalogue.vocabulary import Vocabulary
from kb.entente import DOMAIN
from kb.errors import NotFound
from kb.interest import Follow, FollowKind
from kb.keys import ready_key
from kb.mail import Mailer
from kb.store import Store
from search.interest.digest import (
    Digest,
    DomainMatcher,
    Matcher,
    SearchMatcher,
    TopicMatcher,
)
from search.interest.feeds import Feeds
from search.interest.following import Following
from search.interest.insight import Forgetting, Insight, Reformulations, UnansweredQuestions
from search.interest.languages import QuestionLanguage
from search.interest.mailing import Mailing
from search.interest.opinions import Opinions
from search.interest.records import SearchRecords
from search.interest.screened import Screening
from search.retriever import Retriever
from search.topics.reading import TopicViews

_AT_HAND = 50
"""Texts whose language is known: few, since what somebody typed shall not stay for long."""


@dataclass(frozen=True, slots=True)
class Interest:
    """The services of staying informed, and of what is known of searches."""

    following: Following
    digest: Digest
    feeds: Feeds
    mailing: Mailing
    records: SearchRecords
    opinions: Opinions
    insight: Insight
    unanswered: UnansweredQuestions
    reformulations: Reformulations
    forgetting: Forgetting


@dataclass(frozen=True, slots=True)
class FollowNames:
    """Name what is followed: as its owner calls it, or as the theme is called."""

    vocabulary: Vocabulary
    topics: TopicViews
    people: PeopleStore
    guests: frozenset[str]

    def __call__(self, follow: Follow, language: str) -> str:
        """Name a follow in a language, a topic as its owner sees it."""
        if follow.name:
            return follow.name
        if follow.kind is FollowKind.TOPIC:
            return self._topic(follow, language)
        terms = {term.key: term for term in self.vocabulary.terms(DOMAIN)}
        return terms[follow.key].label(language) if follow.key in terms else follow.key

    def _topic(self, follow: Follow, language: str) -> str:
        access = scope_of(self.people.by_id(follow.user_id), self.guests)
        try:
            return self.topics.topic(follow.key, access=access).label(language)
        except NotFound as error:
            return error.problem.say(language)


def interest_over(
    store: Store, retriever: Retriever, topics: TopicViews, mailer: Mailer
) -> Interest:
    """Build the services of an open store, and give the follower its part of their work."""
    catalogue, guests = store.catalogue, store.settings.guest_shelves
    digest = _digest(store, retriever, topics)
    names = FollowNames(catalogue.vocabulary, topics, catalogue.people, guests)
    # A question's language is asked for three times when it is written down.
    screening = Screening(screen, lru_cache(maxsize=_AT_HAND)(question_language(store)))
    interest = Interest(
        following=Following(catalogue.follows),
        digest=digest,
        feeds=Feeds(digest, catalogue.tellings, catalogue.people, catalogue.reader, names),
        mailing=Mailing(
            digest=digest,
            tellings=catalogue.tellings,
            people=catalogue.people,
            reader=catalogue.reader,
            mailer=mailer,
            name=names,
            address=store.settings.public_url,
        ),
        records=_records(store, screening),
        opinions=Opinions(catalogue.opinions, catalogue.reader, store.audit, screening),
        insight=Insight(catalogue.usage),
        unanswered=UnansweredQuestions(catalogue.usage, _today),
        reformulations=Reformulations(catalogue.usage),
        forgetting=Forgetting(catalogue.records, store.audit),
    )
    if store.follower is not None:
        store.follower.after.append(interest.records.flush)
    if store.turns is not None:
        store.turns.extend((digest.turn, interest.mailing.turn))
    return interest


def question_language(store: Store) -> QuestionLanguage:
    """Guess questions' languages by what every member may read."""
    members = AccessScope(frozenset({PUBLIC, PARTNERS}))
    return QuestionLanguage(LanguageGuesser(default="und").passage, store.words, members)


def _digest(store: Store, retriever: Retriever, topics: TopicViews) -> Digest:
    catalogue = store.catalogue
    matchers: dict[FollowKind, Matcher] = {
        FollowKind.SEARCH: SearchMatcher(retriever),
        FollowKind.DOMAIN: DomainMatcher(catalogue.follows),
        FollowKind.TOPIC: TopicMatcher(topics),
    }
    return Digest(
        follows=catalogue.follows,
        tellings=catalogue.tellings,
        people=catalogue.people,
        matchers=matchers,
        guests=store.settings.guest_shelves,
        edition=catalogue.feed.latest,
        held=lambda: min(store.facts.position, store.words.position),
    )


def _records(store: Store, screening: Screening) -> SearchRecords:
    return SearchRecords(
        store.catalogue.records,
        screening,
        ready_key(store.settings.keys, "questions"),
        on=store.settings.search_records,
        days=store.settings.search_retention_days,
        today=_today,
    )


def _today() -> date:
    return datetime.now(UTC).date()

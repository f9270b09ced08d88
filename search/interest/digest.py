"""The digest: what appeared, compared with what people follow, each document once for each.

A document appears when it is published, comes to another shelf, or gets a new version. Each
follow is compared with what appeared since it was last examined, as its owner reads by then;
only the ids of what matched are kept, and whoever reads the digest reads it with the access
they have at that moment.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from threading import Lock
from typing import Protocol

from kb.access import AccessScope, scope_of
from kb.catalogue.follows import FollowStore
from kb.catalogue.people import PeopleStore
from kb.catalogue.tellings import TellingStore
from kb.errors import InvalidQuestion, NotFound
from kb.interest import Follow, FollowKind, Telling
from kb.people import User
from search.interest.following import saved_question
from search.retriever import Retriever
from search.topics.reading import TopicViews

_STEP = 300
"""Documents that one follow is compared with at once."""

_TURN = 5
"""Follows examined in one turn: whoever else waits for the follower's thread must not wait long."""


class Matcher(Protocol):
    """Tell which of some documents belong to what is followed."""

    def __call__(self, key: str, ids: Sequence[str], *, access: AccessScope) -> Collection[str]:
        """Give the ids of those that do, of documents that `access` reads only."""


@dataclass(frozen=True, slots=True)
class Digest:
    """Find what is new to people, and tell it to them.

    Attributes:
        matchers: by kind of follow; a kind without one is told of nothing.
        guests: shelves open to everybody.
        edition: how far the catalogue came.
        indexed: how far the indexes came that searches are answered from.
    """

    follows: FollowStore
    tellings: TellingStore
    people: PeopleStore
    matchers: Mapping[FollowKind, Matcher]
    guests: frozenset[str]
    edition: Callable[[], int]
    indexed: Callable[[], int]
    _turns: Lock = field(default_factory=Lock)
    _seen: list[int] = field(default_factory=list)

    def turn(self) -> int:
        """Examine some follows, if anything appeared; return how many. For the follower's turn."""
        with self._turns:
            edition = self.edition()
            if self._seen == [edition]:
                return 0
            newest = self.follows.note_appearances()
            if self._is_behind():
                return 0
            due = self.follows.due(newest, _TURN)
            for follow in due:
                self._examine(follow, newest, self._reading(follow.user_id))
            if not due:
                self._seen[:] = [edition]
        return len(due)

    def catch_up(self, user: User) -> None:
        """Examine what one person follows, also what they may read only since lately."""
        access, newest = scope_of(user, self.guests), self.follows.note_appearances()
        if self._is_behind():
            return
        shelves = sorted(access.shelves)
        with self._turns:
            for follow in self.follows.of(user.id):
                behind = follow.examined < newest or list(follow.shelves) != shelves
                while behind and not follow.paused:
                    reached = self._examine(follow, newest, access)
                    behind = reached < newest
                    follow = follow.model_copy(
                        update={"examined": reached, "shelves": tuple(shelves)}
                    )

    def news(self, user: User, *, access: AccessScope, limit: int = 50) -> list[Telling]:
        """List what is new to somebody over all their follows, the latest first."""
        return self.tellings.news(user.id, access=access, limit=limit)

    def _is_behind(self) -> bool:
        """Tell whether something that appeared is not found by searches yet.

        A saved search would not find it, and be taken to have been compared with it for good.
        """
        return self.indexed() < self.edition()

    def _reading(self, user_id: str) -> AccessScope:
        return scope_of(self.people.by_id(user_id), self.guests)

    def _examine(self, follow: Follow, newest: int, access: AccessScope) -> int:
        """Compare a follow with the next documents that appeared; tell how far it came."""
        found = self.follows.appeared(follow, access=access, limit=_STEP)
        examined = found[-1][0] if len(found) == _STEP else newest
        fresh = {document: version for _, document, version in found}
        fresh |= dict(self.follows.gained(follow, access=access, limit=_STEP))
        matched = self._matching(follow, list(fresh), access=access) if fresh else ()
        new = [(document, fresh[document]) for document in matched]
        self.follows.settle(follow, new, examined, sorted(access.shelves))
        return examined

    def _matching(
        self, follow: Follow, ids: Sequence[str], *, access: AccessScope
    ) -> Collection[str]:
        matcher = self.matchers.get(follow.kind)
        return matcher(follow.key, ids, access=access) if matcher else ()


@dataclass(frozen=True, slots=True)
class SearchMatcher:
    """Tell which documents a saved search finds, with a chance worth showing."""

    retriever: Retriever

    def __call__(self, key: str, ids: Sequence[str], *, access: AccessScope) -> Collection[str]:
        """Ask the saved question of these documents only."""
        question = saved_question(key)
        narrowed = question.filters.model_copy(update={"documents": tuple(ids)})
        asked = question.model_copy(update={"filters": narrowed, "limit": len(ids)})
        try:
            answer = self.retriever.answer(asked, access=access)
        except InvalidQuestion:
            return ()
        return [hit.document.id for hit in answer.hits if hit.score >= self.retriever.good]


@dataclass(frozen=True, slots=True)
class DomainMatcher:
    """Tell which documents belong to a domain."""

    store: FollowStore

    def __call__(self, key: str, ids: Sequence[str], *, access: AccessScope) -> Collection[str]:
        """Look the documents' domains up."""
        return self.store.in_domain(key, ids, access=access)


@dataclass(frozen=True, slots=True)
class TopicMatcher:
    """Tell which documents stand in a topic."""

    topics: TopicViews

    def __call__(self, key: str, ids: Sequence[str], *, access: AccessScope) -> Collection[str]:
        """Look up where the documents were placed; none where the topic is gone."""
        try:
            topic = self.topics.topic(key, access=access)
        except NotFound:
            return ()
        placed = self.topics.reader.topics_of(topic.circle, ids, access=access)
        return [document for document, where in placed.items() if where in topic.family]

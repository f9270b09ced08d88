"""What coordinators decide about topics: names, merges, and when they are found anew."""

from dataclasses import dataclass

from kb.access import AccessScope, scope_of
from kb.audit import Action, AuditLog
from kb.catalogue.topic_jobs import TopicJobs
from kb.catalogue.topics import TopicStore
from kb.errors import Forbidden, NotFound, Unresolved
from kb.people import User
from kb.topics import CIRCLES, Job, Task, TopicRow, circles_for
from search.topics.reading import TopicViews

_LONGEST = 120


@dataclass(frozen=True, slots=True)
class Curating:
    """Rename, merge and separate topics; each decision is recorded, and outlives computations.

    Names are not written to the audit: who may read it may not be who may read the topic.
    """

    rows: TopicStore
    jobs: TopicJobs
    views: TopicViews
    audit: AuditLog

    def rename(self, topic_id: str, name_fr: str, name_en: str, user: User) -> None:
        """Give a topic names; without any it is called by its phrases again.

        Raises:
            Forbidden: when this person does not coordinate.
            NotFound: when there is no such topic for them.
            Unresolved: when a name is too long.
        """
        names = {"name_fr": " ".join(name_fr.split()), "name_en": " ".join(name_en.split())}
        topic = self._topic(topic_id, user)
        if any(len(name) > _LONGEST for name in names.values()):
            raise Unresolved("topic.long_name", most=_LONGEST)
        self._change(topic.model_copy(update=names), Action.TOPIC_RENAMED, user)

    def merge(self, topic_id: str, into: str, user: User) -> None:
        """Make a topic part of another one.

        Raises:
            Forbidden: when this person does not coordinate.
            NotFound: when there is no such topic for them.
            Unresolved: when the two are one already.
        """
        topic, other = self._topic(topic_id, user), self._topic(into, user)
        if topic.circle != other.circle or topic.id == other.id:
            raise Unresolved("topic.same")
        merged = topic.model_copy(update={"merged_into": other.id})
        self._change(merged, Action.TOPIC_MERGED, user, into=other.id)
        self.jobs.ask(topic.circle, Task.RELABEL, by=user.id)

    def separate(self, topic_id: str, user: User) -> None:
        """Undo a merge: a topic that became part of another one stands on its own again.

        Raises:
            Forbidden: when this person does not coordinate.
            NotFound: when there is no such topic for them.
        """
        self._topic(topic_id, user)
        topic = self._known(topic_id, user)
        if topic.merged_into is not None:
            alone = topic.model_copy(update={"merged_into": None})
            self._change(alone, Action.TOPIC_SEPARATED, user, out_of=topic.merged_into)
            self.jobs.ask(topic.circle, Task.RELABEL, by=user.id)

    def recompute(self, circle: str, user: User) -> Job:
        """Ask for a circle's topics to be found anew.

        Raises:
            Forbidden: when this person does not coordinate.
            NotFound: when there is no such circle.
        """
        _refuse_others(user)
        if circle not in CIRCLES:
            raise NotFound("topic.not_found")
        self.audit.record(user.id, Action.TOPICS_RECOMPUTED, circle)
        return self.jobs.ask(circle, Task.RECOMPUTE, by=user.id)

    def _topic(self, topic_id: str, user: User) -> TopicRow:
        """Give the topic that somebody sees under an id: what others were merged into."""
        _refuse_others(user)
        found = self.views.topic(topic_id, access=_scope(user))
        return self.rows.topics(found.circle)[found.id]

    def _known(self, topic_id: str, user: User) -> TopicRow:
        for circle in circles_for(_scope(user)):
            if (found := self.rows.topics(circle).get(topic_id)) is not None:
                return found
        raise NotFound("topic.not_found")

    def _change(self, topic: TopicRow, action: Action, user: User, **details: str) -> None:
        with self.rows.writing.begin() as connection:
            self.rows.change(connection, topic)
            self.audit.append(connection, user.id, action, topic.id, **details)


def _scope(user: User) -> AccessScope:
    return scope_of(user, frozenset())


def _refuse_others(user: User) -> None:
    if not user.coordinates:
        raise Forbidden("access.forbidden")

"""Topics in the session: counted and named once for all who read the same."""

from collections.abc import Collection

import streamlit as st

from kb.access import AccessScope
from kb.catalogue.tallies import Tally
from kb.nouns import Document
from kb.topics import Job, Point, circle_for, circles_for
from search.topics.reading import Topic
from ui import session


def circle() -> str:
    """Give the circle whose topics this person sees; the address may name a smaller one."""
    return circle_for(session.access(), session.parameter("circle"))


def circles() -> list[str]:
    """List the circles whose topics this person may see, the widest first."""
    return circles_for(session.access())


def chosen_circle() -> dict[str, str]:
    """Give the circle for links, where it is not the widest."""
    own = circles()
    return {"circle": circle()} if own and circle() != own[0] else {}


def ready() -> bool:
    """Tell whether topics were looked for in this person's circle."""
    return session.services().store.catalogue.topics.circle(circle()) is not None


def tally(domain: str) -> Tally:
    """Count the documents of a domain."""
    return _tally(domain, session.reading_key(), session.edition())


def of_domain(domain: str) -> dict[str, Topic]:
    """Give the topics of a domain."""
    return _topics(circle(), domain, session.reading_key(), session.edition(), _stamp(circle()))


def topic(topic_id: str) -> Topic:
    """Give a topic.

    Raises:
        NotFound: when there is none, or none for this reader.
    """
    return session.services().topics.topic(topic_id, access=session.access())


def others(topic: Topic) -> dict[str, Topic]:
    """Give all topics of a topic's circle."""
    stamp = _stamp(topic.circle)
    return _topics(topic.circle, "", session.reading_key(), session.edition(), stamp)


def parts(topic: Topic) -> list[Topic]:
    """Give the topics that were merged into one."""
    return session.services().topics.parts(topic, access=session.access())


def documents(topic: Topic, limit: int, offset: int) -> list[Document]:
    """List some of a topic's documents."""
    return session.services().topics.documents(
        topic, access=session.access(), limit=limit, offset=offset
    )


def points(domain: str, keep: Collection[str]) -> list[Point]:
    """Give the points of a domain's map."""
    own = circle()
    return _points(own, domain, tuple(keep), session.reading_key(), session.edition(), _stamp(own))


def job() -> Job | None:
    """Tell of the last job on this person's circle."""
    return session.services().store.catalogue.topic_jobs.latest(circle())


def _stamp(circle: str) -> int:
    state = session.services().store.catalogue.topics.circle(circle)
    return state.stamp if state else 0


@st.cache_data(show_spinner=False, max_entries=100)
def _tally(domain: str, access_key: str, edition: int) -> Tally:
    tallies = session.services().store.catalogue.tallies
    return tallies.domain(domain, access=AccessScope.of_key(access_key))


@st.cache_data(show_spinner=False, max_entries=100)
def _topics(
    circle: str, domain: str, access_key: str, edition: int, stamp: int
) -> dict[str, Topic]:
    access = AccessScope.of_key(access_key)
    return session.services().topics.topics(circle, domain, access=access)


@st.cache_data(show_spinner=False, max_entries=30)
def _points(
    circle: str, domain: str, keep: tuple[str, ...], access_key: str, edition: int, stamp: int
) -> list[Point]:
    access = AccessScope.of_key(access_key)
    return session.services().topics.points(circle, domain, keep, access=access)

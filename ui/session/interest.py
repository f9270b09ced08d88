"""The session's part in staying informed: what was asked and opened here, thumbs, follows."""

import secrets
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import NamedTuple

import streamlit as st

from kb.access import AccessScope
from kb.interest import Follow, FollowKind, Telling, ThumbReason
from kb.nouns import Document
from search.interest.insight import Usage
from search.interest.records import FOUND, NOTHING, WEAK
from search.nouns import Question, SearchAnswer, SearchHit
from ui import handing, session
from ui.interest import Interest
from ui.session import library
from ui.turns import Turn

_SOON = 180.0
"""Seconds after a question within which another one may be the same put differently."""


CLICKED = "thumbs-clicked"
"""The key of what hears clicks on thumbs."""


class _LastSearch(NamedTuple):
    text: str
    asked: str
    at: float
    good: bool
    ranks: dict[str, int]
    opened: frozenset[str]
    instead_of: str


def interest() -> Interest:
    """Give the services of staying informed."""
    return session.services().interest


def ask(question: Question, turn: Turn) -> SearchAnswer:
    """Answer a question, and take down that it was asked, once until another one is.

    How long it took counts from when one's turn was asked for: who waits in line waits too.
    """
    answer = library.ask(question)
    milliseconds = 1000 * (time.perf_counter() - turn.since)
    asked = question.model_copy(update={"offset": 0, "limit": 0}).model_dump_json()
    last: _LastSearch | None = st.session_state.get("interest-search")
    if last is None or last.asked != asked:
        outcome = NOTHING if not answer.hits else WEAK if answer.weak else FOUND
        interest().records.asked(question, outcome, milliseconds, _session())
        last = _search(question, asked, answer, last)
    ranks = last.ranks | {hit.document.id: hit.rank for hit in answer.hits}
    st.session_state["interest-search"] = last._replace(ranks=ranks)
    return answer


def note_opening(document: Document) -> None:
    """Take down that a document was opened from the last search, once for each."""
    last: _LastSearch | None = st.session_state.get("interest-search")
    if last is None or document.id not in last.ranks or document.id in last.opened:
        return
    records = interest().records
    records.opened(last.text, document.id, document.fields.language, last.ranks[document.id])
    if last.instead_of:
        records.reformulated(last.instead_of, last.text, _session())
    st.session_state["interest-search"] = last._replace(
        opened=last.opened | {document.id}, instead_of=""
    )


def thumb_of(question: str, hit: SearchHit) -> tuple[str, bool] | None:
    """Give the thumb that this session gave a hit of a question: what takes it back, and up."""
    given: tuple[str, bool] | None = _thumbs().get((question, hit.document.id))
    return given


def thumb_up(question: str, hit: SearchHit) -> None:
    """Note that a hit helps, once a session."""
    if thumb_of(question, hit) is None:
        given = interest().opinions.up(question, hit)
        _thumbs()[question, hit.document.id] = (given, True)


def thumb_down(question: str, hit: SearchHit, reason: ThumbReason, comment: str) -> None:
    """Note why a hit does not help, once a session."""
    if thumb_of(question, hit) is None:
        given = interest().opinions.down(question, hit, reason, comment)
        _thumbs()[question, hit.document.id] = (given, False)
    session.forget("thumb-down")


def take_thumb_back(question: str, hit: SearchHit) -> None:
    """Forget the thumb that this session gave."""
    given = _thumbs().pop((question, hit.document.id), None)
    if given is not None:
        interest().opinions.take_back(given[0])


def carry_out(question: str, hits: Sequence[SearchHit]) -> None:
    """Do what was clicked on one of the hits of a question."""
    act, _, document_id = str(st.session_state[CLICKED].get("thumb") or "").partition(" ")
    for hit in hits:
        if hit.document.id != document_id:
            continue
        if act == "up":
            thumb_up(question, hit)
        elif act == "down":
            session.remember("thumb-down", (question, document_id))
        elif act == "back":
            take_thumb_back(question, hit)


def doubted() -> tuple[str, str] | None:
    """Tell which hit of which question somebody is saying no to."""
    asked: tuple[str, str] | None = st.session_state.get("thumb-down")
    return asked


def followed(kind: FollowKind, key: str) -> Follow | None:
    """Find what this person follows; nothing for guests."""
    user = session.person()
    return interest().following.find(user, kind, key) if user else None


def news() -> dict[str, list[Telling]]:
    """List what is new to this person by follow; what is shown counts as seen from the next visit.

    What was not seen before this visit stays new until it ends.
    """
    user, access = session.member(), session.access()
    interest().digest.catch_up(user)
    fresh: set[tuple[str, str, int]] = st.session_state.setdefault("fresh-news", set())
    grouped: dict[str, list[Telling]] = {}
    found = interest().digest.news(user, access=access, limit=200)
    for each in found:
        name = (each.follow_id, each.document_id, each.version)
        if not each.seen:
            fresh.add(name)
        shown = each.model_copy(update={"seen": name not in fresh})
        grouped.setdefault(each.follow_id, []).append(shown)
    session.services().store.catalogue.tellings.see(found)
    return grouped


def renew_feed() -> None:
    """Give this person's feed a new address, shown in this session only."""
    user = session.member()
    st.session_state["feed-secret"] = interest().feeds.renew(user, datetime.now(UTC))


def revoke_feed() -> None:
    """Close this person's feed."""
    interest().feeds.revoke(session.member())
    st.session_state.pop("feed-secret", None)


def feed_address() -> str:
    """Give the address of the feed if this session made it; empty otherwise: it is not kept."""
    secret = st.session_state.get("feed-secret", "")
    base = session.services().settings.public_url or (st.context.url or "").split("?")[0]
    root = base.rstrip("/").removesuffix("/follows")
    return f"{root}/feed/{secret}" if secret else ""


def usage(start: date, end: date) -> Usage:
    """Add up what was counted over a period; again when a minute has passed."""
    return _usage(start, end, int(time.time() // 60))


def table(made: Callable[[AccessScope], bytes]) -> Callable[[], bytes]:
    """Prepare to hand out a table to a coordinator, who is found out again when they ask."""
    return partial(handing.coordinators_table, session.services(), session.token(), made, "usage")


def _search(
    question: Question, asked: str, answer: SearchAnswer, last: _LastSearch | None
) -> _LastSearch:
    """Remember a question, and the one that it was put in place of, if that one failed."""
    now, good = time.monotonic(), bool(answer.hits) and not answer.weak
    failed = last is not None and (not last.good or not last.opened)
    soon = last is not None and now - last.at <= _SOON and last.text != question.text
    instead_of = last.text if last is not None and failed and soon else ""
    return _LastSearch(question.text, asked, now, good, {}, frozenset(), instead_of)


def _session() -> str:
    """Name this session at random: the name tells sessions apart, and is never written."""
    name: str = st.session_state.setdefault("interest-session", secrets.token_hex(8))
    return name


def _thumbs() -> dict[tuple[str, str], tuple[str, bool]]:
    given: dict[tuple[str, str], tuple[str, bool]] = st.session_state.setdefault("thumbs", {})
    return given


@st.cache_data(show_spinner=False, max_entries=20)
def _usage(start: date, end: date, minute: int) -> Usage:
    return interest().insight.usage(start, end)

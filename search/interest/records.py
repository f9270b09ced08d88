"""Records of searches without people: counts in memory, written in batches, out of their way.

A question's text is written only once it was asked on two days or by three sessions of one day:
until then the catalogue holds a keyed digest of it (HMAC-SHA256), which says nothing to who does
not know the text and the key. Sessions are counted by digests under a salt that is made anew
each day and never leaves the memory.
"""

import hashlib
import hmac
import logging
import secrets
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from threading import Lock
from typing import NamedTuple

from sqlalchemy.exc import DBAPIError

from kb.catalogue.records import ASKED, FILTER, OPENED, RANK, TIME, RecordStore, week_of
from kb.interest import Asked, Mark
from search.interest.screened import LONGEST, Screening, same_form
from search.nouns import Question

_LOG = logging.getLogger(__name__)
_MOST = 5_000
"""Events held in memory at most: what comes on top is lost, never waited for."""

FOUND, WEAK, NOTHING = "found", "weak", "none"
TIMES = (10, 20, 30, 50, 75, 100, 150, 200, 300, 500, 1_000, 2_000, 5_000)
"""Upper ends of the steps, in milliseconds, in which times are counted."""


class _Asked(NamedTuple):
    day: date
    text: str
    filters: tuple[str, ...]
    outcome: str
    step: str
    session: str


class _Opened(NamedTuple):
    day: date
    text: str
    document: str
    language: str
    rank: int


class _Reformulated(NamedTuple):
    day: date
    earlier: str
    later: str
    session: str


class SearchRecords:
    """Take down what was searched, quickly, and write it later."""

    def __init__(
        self,
        store: RecordStore,
        screening: Screening,
        key: bytes,
        *,
        on: bool,
        days: int,
        today: Callable[[], date],
    ) -> None:
        """Write to `store`; keep what is written for some days, and nothing at all unless `on`."""
        self._store, self._screening, self._key = store, screening, key
        self._on, self._days, self._today = on, days, today
        self._lock = Lock()
        self._waiting: list[_Asked | _Opened | _Reformulated] = []
        self._crowd_day = date.min
        self._salt = b""
        self._crowds: defaultdict[str, set[bytes]] = defaultdict(set)
        self._swept = date.min

    def asked(self, question: Question, outcome: str, milliseconds: float, session: str) -> None:
        """Take down a question with what came of it."""
        given = question.filters.model_dump(exclude={"documents"})
        filters = tuple(name for name, values in given.items() if values)
        step = next((str(end) for end in TIMES if milliseconds <= end), "more")
        self._take(_Asked(self._today(), question.text, filters, outcome, step, session))

    def opened(self, question: str, document: str, language: str, rank: int) -> None:
        """Take down that a document of a language was opened from a question's hits."""
        self._take(_Opened(self._today(), question, document, language, rank))

    def reformulated(self, earlier: str, later: str, session: str) -> None:
        """Take down that a question failed, and that another one led on."""
        self._take(_Reformulated(self._today(), earlier, later, session))

    def flush(self) -> None:
        """Write what was taken down, and forget what is old. For the follower's turn.

        Whatever goes wrong here is logged: it must not hold up what else waits for its turn.
        """
        with self._lock:
            waiting, self._waiting = self._waiting, []
        try:
            if waiting:
                self._write(waiting)
            self._sweep()
        except DBAPIError:
            _LOG.exception("searches could not be recorded")

    def _take(self, event: "_Asked | _Opened | _Reformulated") -> None:
        with self._lock:
            if self._on and len(self._waiting) < _MOST:
                self._waiting.append(event)

    def _write(self, waiting: "list[_Asked | _Opened | _Reformulated]") -> None:
        # Screened and guessed before the transaction: a writer keeps all others waiting.
        tallies: Counter[tuple[date, str, str, str]] = Counter()
        openings: Counter[tuple[str, date, str]] = Counter()
        asked, pairs = [], []
        for event in waiting:
            tallies.update(self._tallies(event))
            if isinstance(event, _Asked):
                asked += list(self._asked(event))
            elif isinstance(event, _Opened):
                language = self._screening.language(event.text)
                openings[event.document, week_of(event.day), language] += 1
            else:
                texts = (event.earlier, event.later)
                pairs += list(self._mark(event.day, texts, event.session))
        with self._store.writing.begin() as connection:
            self._store.add_tallies(connection, tallies)
            self._store.add_openings(connection, openings.items())
            for each in asked:
                self._store.add_asked(connection, each)
            for pair in pairs:
                self._store.add_reformulation(connection, pair, 1)

    def _tallies(
        self, event: "_Asked | _Opened | _Reformulated"
    ) -> Iterator[tuple[date, str, str, str]]:
        if isinstance(event, _Reformulated):
            return
        language = self._screening.language(event.text)
        if isinstance(event, _Opened):
            yield event.day, OPENED, language, event.language
            yield event.day, RANK, language, str(min(event.rank, 11))
            return
        yield event.day, ASKED, language, event.outcome
        yield event.day, TIME, language, event.step
        for name in event.filters:
            yield event.day, FILTER, language, name

    def _asked(self, event: _Asked) -> Iterator[Asked]:
        for mark in self._mark(event.day, (event.text,), event.session):
            weak, missed = event.outcome == WEAK, event.outcome == NOTHING
            yield Asked(mark=mark, times=1, weak=int(weak), missed=int(missed))

    def _mark(self, day: date, texts: tuple[str, ...], session: str) -> Iterator[Mark]:
        """Mark texts for the catalogue, unless one is too long to be kept."""
        if any(len(text) > LONGEST for text in texts):
            return
        masked = tuple(self._screening.masked(text).lower() for text in texts)
        folded = "\n".join(same_form(text) for text in masked)
        if not folded.strip("\n"):
            return
        mark = hmac.new(self._key, folded.encode(), hashlib.sha256).hexdigest()
        language = self._screening.language(texts[-1])
        yield Mark(mark, day, self._crowd(day, mark, session), language, masked)

    def _crowd(self, day: date, mark: str, session: str) -> int:
        """Count the sessions that asked the same on one day; those of other days are forgotten."""
        if day != self._crowd_day:
            self._crowd_day, self._salt = day, secrets.token_bytes(16)
            self._crowds.clear()
        digest = hmac.new(self._salt, session.encode(), hashlib.sha256).digest()
        self._crowds[mark].add(digest)
        return len(self._crowds[mark])

    def _sweep(self) -> None:
        today = self._today()
        if self._swept == today:
            return
        with suppress(OverflowError), self._store.writing.begin() as connection:
            self._store.forget_before(connection, today - timedelta(days=self._days))
        self._swept = today

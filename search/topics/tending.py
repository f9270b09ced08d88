"""Look after topics: place what changes, ask for what is due, and run jobs in the background."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from kb.audit import SYSTEM
from kb.catalogue.topic_jobs import TopicJobs
from kb.store import Store
from kb.topics import CIRCLES, Job, State, Task
from search.topics.discovering import FEWEST
from search.topics.placing import Placing
from search.topics.recomputing import Recomputing

Watch = Callable[[Job], object]

_LOG = logging.getLogger(__name__)
_GROWTH = 1.5
"""How many times more (or fewer) documents there must be for topics to be found anew by
themselves."""


@dataclass
class Tending:
    """Do what the follower's thread has time for; what takes long runs in a thread of its own."""

    jobs: TopicJobs
    placing: Placing
    recomputing: Recomputing
    _seen: int = -1
    _due: int = -1
    _taken_back: bool = False
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _thread: threading.Thread | None = None

    @classmethod
    def over(cls, store: Store) -> "Tending":
        """Tend the topics of an open store."""
        catalogue = store.catalogue
        material = catalogue.topic_material(store.encoder.name)
        placing = Placing(catalogue.feed, material, catalogue.topics)
        return cls(
            jobs=catalogue.topic_jobs,
            placing=placing,
            recomputing=Recomputing(
                catalogue.feed, material, catalogue.topics, placing, store.word_encoder
            ),
        )

    def take_over(self) -> None:
        """Begin as the only process that runs jobs: who ran them before is gone."""
        self._taken_back = False

    def tend(self) -> None:
        """Bring topics up to date with the catalogue, and start the jobs that wait."""
        self.settle()
        if self._thread is None or not self._thread.is_alive():
            if self.jobs.waiting():
                self._thread = threading.Thread(target=self.work, daemon=True, name="topics")
                self._thread.start()

    def settle(self) -> None:
        """Place what changed; ask for topics where there are none, or far too few for what came."""
        if not self._taken_back:
            self._taken_back = True
            self.jobs.take_back()
        latest = self.placing.feed.latest()
        if latest != self._seen:
            for circle in CIRCLES:
                self._follow(circle)
        elif latest != self._due:
            # Nothing came since the last look: whoever brings many documents is done for now.
            self._due = latest
            for circle in CIRCLES:
                self._ask_if_due(circle)
        self._seen = latest

    def work(self, watch: Watch | None = None) -> None:
        """Run the jobs that wait, one after the other."""
        from threadpoolctl import threadpool_limits

        # One thread: readers keep the other cores, and none waits at barriers on a busy machine.
        with self._turn, threadpool_limits(1):
            while (job := self.jobs.take()) is not None:
                try:
                    self._run(job, watch)
                except Exception:
                    _LOG.exception("a job on topics failed")
                    self.jobs.finish(job, State.FAILED)
                else:
                    self.jobs.finish(job, State.DONE)

    def _run(self, job: Job, watch: Watch | None) -> None:
        def told(step: str, done: int, total: int) -> None:
            self.jobs.advance(job, step, done, total)
            if watch is not None:
                watch(self.jobs.job(job.id))

        if job.task is Task.RECOMPUTE:
            self.recomputing.recompute(job.circle, told)
        else:
            self.recomputing.relabel(job.circle, told)

    def _follow(self, circle: str) -> None:
        """Place what changed; ask for names where documents that left took phrases with them."""
        rows = self.placing.rows
        state = rows.circle(circle)
        if state is None:
            return
        if self.placing.follow(state) and rows.phrases(circle) < state.phrases:
            self.jobs.ask(circle, Task.RELABEL, by=SYSTEM)

    def _ask_if_due(self, circle: str) -> None:
        count = self.placing.material.count(access=CIRCLES[circle])
        state = self.placing.rows.circle(circle)
        known = state.documents if state else 0
        if count >= FEWEST and (count >= _GROWTH * known or known >= _GROWTH * count):
            self.jobs.ask(circle, Task.RECOMPUTE, by=SYSTEM)

"""What a process counts of itself: searches and failures, without words and without people."""

import time
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector

from search.nouns import SearchAnswer

_BOUNDS = (0.05, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2.5, 5.0, 10.0)
_RECENT = 50


@dataclass(frozen=True, slots=True)
class Failure:
    """A failure that somebody met: its code, and when."""

    code: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Figures:
    """Count in a registry of this process's own; `recent` is forgotten when the process ends."""

    registry: CollectorRegistry
    searches: Histogram
    errors: Counter
    begun: float = field(default_factory=time.monotonic)
    recent: deque[Failure] = field(default_factory=lambda: deque(maxlen=_RECENT))

    @classmethod
    def fresh(cls) -> "Figures":
        """Begin to count."""
        registry = CollectorRegistry()
        ProcessCollector(registry=registry)
        searches = Histogram(
            "passerelle_search_seconds",
            "Time from a question to its answer, by outcome.",
            ["outcome"],
            buckets=_BOUNDS,
            registry=registry,
        )
        for outcome in ("found", "weak", "none"):
            searches.labels(outcome)
        errors = Counter(
            "passerelle_errors",
            "Failures that people or programs met, by code.",
            ["code"],
            registry=registry,
        )
        return cls(registry, searches, errors)

    def searched(self, answer: SearchAnswer, seconds: float) -> None:
        """Count an answer by how good it is."""
        outcome = "none" if not answer.hits else "weak" if answer.weak else "found"
        self.searches.labels(outcome).observe(seconds)

    def failed(self, code: str) -> None:
        """Count a failure by its code, one of `problems.toml`."""
        self.errors.labels(code).inc()
        self.recent.append(Failure(code, datetime.now(UTC)))

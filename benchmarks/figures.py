"""Timings in figures: the same ones for every benchmark."""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from kb.settings import Settings
from kb.store import Store, open_store

CORPUS = Path(__file__).parents[1] / "corpus"


def milliseconds(actions: Iterable[Callable[[], object]]) -> list[float]:
    """Time each action once."""
    timings = []
    for action in actions:
        start = time.perf_counter()
        action()
        timings.append(1000 * (time.perf_counter() - start))
    return timings


def line(name: str, timings: Sequence[float]) -> str:
    """Lay timings out: median, 95th percentile and slowest, in milliseconds."""
    ordered = sorted(timings)
    p50, p95 = (ordered[min(len(ordered) - 1, int(share * len(ordered)))] for share in (0.5, 0.95))
    figures = f"p50 {p50:7.1f}   p95 {p95:7.1f}   max {ordered[-1]:7.1f} ms"
    return f"{name:<44} n {len(ordered):>4}   {figures}"


@contextmanager
def loaded_corpus() -> Iterator[tuple[Store, Settings]]:
    """Take the sample corpus into a temporary home."""
    from ingest.pipeline import Ingest
    from ingest.reports import Given
    from ingest.sandbox import Sandbox

    with TemporaryDirectory(prefix="passerelle-benchmark-") as home:
        settings = Settings(home=Path(home), database_url="")
        with open_store(settings) as store, Sandbox() as sandbox:
            given = Given(party=settings.party, audience=settings.audience)
            for _ in Ingest(store, sandbox).take_in_all([CORPUS], given):
                pass
            store.catch_up()
            yield store, settings

"""What is read anew each time somebody measures the process: indexes, documents, work."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Metric, generate_latest
from prometheus_client.core import GaugeMetricFamily

from kb.errors import StoreError
from kb.nouns import Filters
from kb.store import Store
from ui.figures import Figures

_OWN, _VECTORS = "own", "vectors"


@dataclass(frozen=True, slots=True, eq=False)
class Readings:
    """Read an installation's gauges; where the catalogue is away, only that is told."""

    store: Store

    def collect(self) -> Iterator[Metric]:
        """Give every gauge once."""
        try:
            read = list(self._gauges())
        except StoreError:
            read = []
        yield _gauge("catalogue_up", "Whether the catalogue answers.", float(bool(read)))
        yield from read

    def _gauges(self) -> Iterator[Metric]:
        catalogue = self.store.catalogue
        scope = catalogue.reader.every_scope()
        documents = catalogue.counting.total(Filters(), access=scope)
        yield _gauge("documents", "Published documents.", documents)
        yield _gauge("passages", "Published passages.", catalogue.feed.published_passages())
        yield _by("index_lag_changes", "Changes not applied yet.", "index", lags(self.store))
        yield _by("jobs", "Jobs by state.", "state", self._jobs())
        kinds = Counter(each.kind.value for each in catalogue.processes.all())
        yield _by("processes", "Processes in the register.", "kind", kinds)

    def _jobs(self) -> Counter[str]:
        found: Counter[str] = Counter()
        for (_, state), count in self.store.catalogue.jobs.counts().items():
            found[state.value] += count
        return found


def lags(store: Store) -> dict[str, int]:
    """Tell by how many changes each index is behind, of those that this process can tell of.

    Raises:
        StoreError: when the catalogue does not answer.
    """
    found = {_OWN: store.follower.behind()} if store.follower is not None else {}
    if store.settings.shared:
        told = (each.standing.vectors_position for each in store.catalogue.processes.all())
        found[_VECTORS] = max(store.catalogue.feed.latest() - max(told, default=0), 0)
    return found


def write_metrics(figures: Figures, store: Store) -> bytes:
    """Write all figures in Prometheus' text format."""
    read = CollectorRegistry()
    read.register(Readings(store))
    return generate_latest(figures.registry) + generate_latest(read)


def _gauge(name: str, meaning: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"passerelle_{name}", meaning, value=value)


def _by(name: str, meaning: str, label: str, values: dict[str, int]) -> GaugeMetricFamily:
    family = GaugeMetricFamily(f"passerelle_{name}", meaning, labels=[label])
    for key, value in sorted(values.items()):
        family.add_metric([key], value)
    return family

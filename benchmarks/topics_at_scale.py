"""Topics and the pages of domains in a library of ten thousand synthetic documents."""

import resource
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import numpy as np
from sqlalchemy import Connection, insert, select

from benchmarks.figures import line, loaded_corpus, milliseconds
from kb.catalogue.rows import pack_vector
from kb.catalogue.schema import changes, document_terms, documents, passages, versions
from kb.settings import Settings
from kb.store import Store, open_store
from kb.topics import CIRCLES, Task
from search.themes import tabulate
from search.topics.reading import TopicViews
from search.topics.tending import Tending

_DOCUMENTS = 10_000
_RUNS = 20
_NOISE = 0.25
_SEED = 20221124


def main() -> None:
    """Fill a library with copies whose vectors differ, then time what its pages ask."""
    with TemporaryDirectory(prefix="passerelle-benchmark-") as home:
        settings = Settings(home=Path(home), database_url="")
        with loaded_corpus() as (source, _), open_store(settings, own=False) as store:
            _fill(source, store)
            sys.stdout.write(f"memory before {_memory():.0f} MB\n")
            _compute(store)
            _read(store)


def _compute(store: Store) -> None:
    tending = Tending.over(store)
    for name in ("first computation", "computed again"):
        for circle in CIRCLES:
            store.catalogue.topic_jobs.ask(circle, Task.RECOMPUTE, by="operator")
        start, worked = time.perf_counter(), time.process_time()
        tending.work()
        seconds, worked = time.perf_counter() - start, time.process_time() - worked
        sys.stdout.write(
            f"{name}, both circles: {seconds:.0f} s, {worked:.0f} s of processor, "
            f"peak {_memory():.0f} MB\n"
        )
    state = store.catalogue.topics.circle("partners")
    document_id = next(iter(store.catalogue.topics.places("partners")))
    with store.catalogue.topics.writing.begin() as connection:
        connection.execute(insert(changes).values(document_id=document_id, at=datetime.now(UTC)))
    timings = milliseconds([tending.settle, tending.settle])
    sys.stdout.write(line("following one change, then nothing", timings) + "\n")
    if state is not None:
        sys.stdout.write(f"documents in topics {state.documents}\n")


def _read(store: Store) -> None:
    catalogue, access = store.catalogue, CIRCLES["partners"]
    views = TopicViews(catalogue.topics, catalogue.topic_reader)
    found = list(views.topics("partners", "retention", access=access).values())
    actions: dict[str, Any] = {
        "themes: table": lambda: tabulate(catalogue, access=access),
        "domain: counts": lambda: catalogue.tallies.domain("retention", access=access),
        "domain: topics": lambda: views.topics("partners", "retention", access=access),
        "domain: points": lambda: views.points("partners", "retention", (), access=access),
        "topic: itself": lambda: views.topic(found[0].id, access=access),
        "topic: documents": lambda: views.documents(found[0], access=access, limit=10),
    }
    for name, action in actions.items():
        sys.stdout.write(line(name, milliseconds([action] * _RUNS)) + "\n")
    points = views.points("partners", "retention", (), access=access)
    sys.stdout.write(f"topics of the domain {len(found)}, points sent {len(points)}\n")


def _fill(source: Store, store: Store) -> None:
    """Copy the sample corpus's documents with vectors a little aside."""
    random = np.random.default_rng(_SEED)
    with (
        source.catalogue.engine.connect() as reading,
        store.catalogue.desk.writing.begin() as writing,
    ):
        known = {name: _rows(reading, table) for name, table in _TABLES.items()}
        for number in range(_DOCUMENTS):
            row = known["documents"][number % len(known["documents"])]
            _copy(writing, row, known, random, uuid4().hex)


_TABLES = {
    "documents": documents,
    "versions": versions,
    "document_terms": document_terms,
    "passages": passages,
}


def _copy(
    writing: Connection,
    row: dict[str, Any],
    known: dict[str, list[dict[str, Any]]],
    random: np.random.Generator,
    new: str,
) -> None:
    writing.execute(insert(documents).values(**row | {"id": new, "origin": new}))
    for name in ("versions", "document_terms", "passages"):
        own = [each for each in known[name] if each["document_id"] == row["id"]]
        writing.execute(insert(_TABLES[name]), list(_renewed(own, new, random)))
    writing.execute(insert(changes).values(document_id=new, at=datetime.now(UTC)))


def _renewed(
    rows: list[dict[str, Any]], new: str, random: np.random.Generator
) -> Iterator[dict[str, Any]]:
    for row in rows:
        fresh = {key: value for key, value in row.items() if key != "id"} | {"document_id": new}
        if "centroid" in row:
            vector = np.frombuffer(row["centroid"], np.float16).astype(np.float32)
            aside = random.normal(size=len(vector)).astype(np.float32)
            moved = vector + _NOISE * aside / np.linalg.norm(aside) * random.uniform(0.5, 3)
            fresh["centroid"] = pack_vector(moved / np.linalg.norm(moved))
        yield fresh


def _rows(reading: Connection, table: Any) -> list[dict[str, Any]]:
    return [dict(row) for row in reading.execute(select(table)).mappings()]


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()

"""How search holds with more and more passages: time to build, memory, disk, time of an answer.

python -m benchmarks.scale --passages 10000 100000 1000000
Homes stand below KB_BENCHMARK_HOME and are used again, or in a temporary folder.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks.copies import write_copies
from benchmarks.figures import CORPUS, milliseconds
from benchmarks.scale_chart import draw
from kb.follower import Follower
from kb.nouns import Filters
from kb.settings import Settings
from kb.store import Store, open_store
from search.nouns import Question
from search.retriever import Retriever

_PICTURE = CORPUS.parent / "docs" / "pictures" / "scale.png"
_MEBI = 2**20
FILTERS: Mapping[str, Filters] = {
    "none": Filters(),
    "party": Filters(parties=("qc",)),
    "kind": Filters(kinds=("practice_sheet",)),
    "language": Filters(languages=("en",)),
    "year": Filters(years=(2020,)),
    "domain": Filters(domains=("retention",)),
    "target group": Filters(target_groups=("youth",)),
    "all at once": Filters(parties=("qc", "fr"), languages=("fr",), years=(2019, 2020, 2021)),
}


def main() -> None:
    """Build a home of each size, measure it in a process of its own, and lay figures out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--passages", type=int, nargs="+", default=[10_000, 100_000])
    parser.add_argument("--home", type=Path, help="measure this home only, as JSON")
    parser.add_argument("--plot", type=Path, default=_PICTURE)
    asked = parser.parse_args()
    if asked.home:
        sys.stdout.write(json.dumps(_measured(asked.home)))
        return
    with _homes() as root:
        rows = [_row(root / str(size), size) for size in asked.passages]
    sys.stdout.write(_markdown(rows))
    draw(rows, asked.plot)


@contextmanager
def _homes() -> Iterator[Path]:
    if given := os.environ.get("KB_BENCHMARK_HOME"):
        yield Path(given)
        return
    with TemporaryDirectory(prefix="passerelle-benchmark-") as folder:
        yield Path(folder)


def _row(home: Path, size: int) -> dict[str, Any]:
    record = home / "building.json"
    if not record.exists():
        record.write_text(json.dumps(_build(home, size)), encoding="utf-8")
    command = [sys.executable, "-m", "benchmarks.scale", "--home", str(home)]
    told = subprocess.run(command, cwd=CORPUS.parent, check=True, stdout=subprocess.PIPE).stdout
    return {"building": json.loads(record.read_text("utf-8")), **json.loads(told)}


def _build(home: Path, size: int) -> dict[str, float]:
    """Fill the catalogue in bulk, and let each index follow by itself; give seconds by part."""
    home.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "cli.py", "ingest", "corpus"]
    environment = os.environ | {"KB_HOME": str(home)}
    subprocess.run(command, cwd=CORPUS.parent, env=environment, check=True, capture_output=True)
    with open_store(Settings(home=home, database_url="")) as store:
        own = len(store.catalogue.feed.published()) / store.catalogue.feed.published_passages()
        start = time.perf_counter()
        write_copies(store, round(size * own))
        parts = {"catalogue": time.perf_counter() - start}
        for index in _follower(store).indexes:
            start = time.perf_counter()
            Follower(store.catalogue.feed, store.encoder, [index]).catch_up()
            parts[type(index).__name__] = time.perf_counter() - start
    return parts


def _follower(store: Store) -> Follower:
    if store.follower is None:
        raise SystemExit("another process owns the indexes of this home")
    return store.follower


def _measured(home: Path) -> dict[str, Any]:
    """Ask the judged questions of the sample corpus with each kind of filter."""
    start = time.perf_counter()
    with open_store(Settings(home=home, database_url="")) as store:
        opened = time.perf_counter() - start
        timings = {name: _timings(store, each) for name, each in FILTERS.items()}
        return {
            "passages": store.catalogue.feed.published_passages(),
            "opened": opened,
            "memory": _memory(),
            "disk": sum(each.stat().st_size for each in home.rglob("*") if each.is_file()) / _MEBI,
            "answers": timings,
        }


def _timings(store: Store, filters: Filters) -> list[float]:
    access = store.catalogue.reader.every_scope()
    retriever = Retriever.over(store)
    questions = [Question(text=each, filters=filters) for each in _questions()]
    retriever.answer(questions[0], access=access)
    return milliseconds(partial(retriever.answer, each, access=access) for each in questions)


def _questions() -> list[str]:
    lines = (CORPUS / "queries.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines][::6]


def _memory() -> float:
    """Give the memory this process holds, in MiB; from Linux alone."""
    status = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(each.split()[1]) / 1024 for each in status if each.startswith("VmRSS"))


def _markdown(rows: list[dict[str, Any]]) -> str:
    parts = list(rows[0]["building"])
    head = ["passages", *(f"{part} s" for part in parts), "open s", "memory MiB", "disk MiB"]
    lines = [head, ["---:"] * len(head)]
    for row in rows:
        figures = [*row["building"].values(), row["opened"], row["memory"], row["disk"]]
        lines.append([f"{row['passages']:,}", *(f"{each:,.1f}" for each in figures)])
    lines += [[""], ["filter", *(f"{row['passages']:,}: p50 / p95 ms" for row in rows)]]
    lines.append(["---", *["---:"] * len(rows)])
    for name in FILTERS:
        figures = [_percentiles(row["answers"][name]) for row in rows]
        lines.append([name, *(f"{p50:.0f} / {p95:.0f}" for p50, p95 in figures)])
    return "\n".join(f"| {' | '.join(each)} |" if each != [""] else "" for each in lines) + "\n"


def _percentiles(timings: list[float]) -> tuple[float, float]:
    import numpy as np

    p50, p95 = np.percentile(timings, [50, 95])
    return float(p50), float(p95)


if __name__ == "__main__":
    main()

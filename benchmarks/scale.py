"""How search holds with more and more passages: time to build, memory, disk, time of an answer.

python -m benchmarks.scale --passages 10000 100000 1000000
Homes stand below KB_BENCHMARK_HOME and are used again, or in a temporary folder. Beside stands a
search of the stock recipe narrowed to a party (`benchmarks.scale_stock`).
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
from threading import Event, Thread
from typing import Any

from benchmarks.copies import write_copies
from benchmarks.figures import CORPUS, milliseconds
from benchmarks.scale_chart import draw
from benchmarks.scale_stock import stock_timings
from kb.encoders import open_encoder
from kb.follower import Follower
from kb.nouns import Filters
from kb.settings import EMBEDDED_ENCODER, Settings
from kb.store import Store, open_store
from search.nouns import Question
from search.retriever import Retriever
from ui.services import taking_turns
from ui.tidying import tidy

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
    parser.add_argument("--stock", type=Path, help="measure the stock recipe there, as JSON")
    parser.add_argument("--plot", type=Path, default=_PICTURE)
    asked = parser.parse_args()
    if asked.home:
        sys.stdout.write(json.dumps(_measured(asked.home)))
        return
    if asked.stock:
        encoder = open_encoder(str(EMBEDDED_ENCODER))
        vectors = [encoder.encode_question(each) for each in _questions()]
        sys.stdout.write(json.dumps(stock_timings(asked.stock, vectors)))
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
    measured = _alone("--home", home)
    measured["answers"]["stock recipe, party"] = _alone("--stock", home)
    return {"building": json.loads(record.read_text("utf-8")), **measured}


def _alone(what: str, home: Path) -> Any:
    """Measure in a process of its own."""
    command = [sys.executable, "-m", "benchmarks.scale", what, str(home)]
    told = subprocess.run(command, cwd=CORPUS.parent, check=True, stdout=subprocess.PIPE).stdout
    return json.loads(told)


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
    """Ask the judged questions of the sample corpus with each kind of filter, as the app does."""
    start = time.perf_counter()
    settings = Settings(home=home, database_url="")
    with taking_turns(), _tidied(), open_store(settings) as store:
        opened = time.perf_counter() - start
        timings = {name: _timings(store, each) for name, each in FILTERS.items()}
        return {
            "passages": store.catalogue.feed.published_passages(),
            "opened": opened,
            "memory": _memory(),
            "disk": _disk(home),
            "answers": timings,
        }


@contextmanager
def _tidied() -> Iterator[None]:
    """Look for garbage as the app does."""
    stop = Event()
    thread = Thread(target=tidy, args=[stop])
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def _timings(store: Store, filters: Filters) -> list[float]:
    access = store.catalogue.reader.every_scope()
    retriever = Retriever.over(store)
    for text in _questions(first=3):
        retriever.answer(Question(text=text, filters=filters), access=access)
    questions = [Question(text=each, filters=filters) for each in _questions()]
    return milliseconds(partial(retriever.answer, each, access=access) for each in questions)


def _questions(first: int = 0) -> list[str]:
    """Give the judged questions that are timed, or others that are asked before."""
    lines = (CORPUS / "queries.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line)["text"] for line in lines][first::6]


def _memory() -> float:
    """Give the memory this process holds, in MiB; from Linux alone."""
    status = Path("/proc/self/status").read_text("utf-8").splitlines()
    return next(int(each.split()[1]) / 1024 for each in status if each.startswith("VmRSS"))


def _disk(home: Path) -> float:
    """Give the room on disk in MiB, without what the stock recipe takes beside."""
    files = (each for each in home.rglob("*") if each.is_file())
    own = (each for each in files if each.relative_to(home).parts[0] != "stock")
    return sum(each.stat().st_size for each in own) / _MEBI


def _markdown(rows: list[dict[str, Any]]) -> str:
    parts = list(rows[0]["building"])
    head = ["passages", *(f"{part} s" for part in parts), "open s", "memory MiB", "disk MiB"]
    lines = [head, ["---:"] * len(head)]
    for row in rows:
        figures = [*row["building"].values(), row["opened"], row["memory"], row["disk"]]
        lines.append([f"{row['passages']:,}", *(f"{each:,.1f}" for each in figures)])
    lines += [[""], ["filter", *(f"{row['passages']:,}: p50 / p95 ms" for row in rows)]]
    lines.append(["---", *["---:"] * len(rows)])
    for name in rows[0]["answers"]:
        figures = [_percentiles(row["answers"][name]) for row in rows]
        lines.append([name, *(f"{p50:.0f} / {p95:.0f}" for p50, p95 in figures)])
    return "\n".join(f"| {' | '.join(each)} |" if each != [""] else "" for each in lines) + "\n"


def _percentiles(timings: list[float]) -> tuple[float, float]:
    import numpy as np

    p50, p95 = np.percentile(timings, [50, 95])
    return float(p50), float(p95)


if __name__ == "__main__":
    main()

"""An ingest in a process of its own, forked from one that has imported everything already.

A process that starts anew spends most of its time importing, when a kill breaks nothing.
"""

import multiprocessing
from multiprocessing.context import ForkServerProcess
from pathlib import Path

from ingest.pipeline import Ingest
from ingest.reports import Given
from ingest.sandbox import Sandbox
from kb.settings import STATIC_ENCODER, Settings
from kb.store import open_store

_PROCESSES = multiprocessing.get_context("forkserver")
# What is only imported where it is used comes along.
_LATE = ("alembic.command", "chromadb.api.rust", "kb.vectors", "langdetect", "safetensors.numpy",
         "tantivy", "tokenizers")  # fmt: skip
_PROCESSES.set_forkserver_preload([__name__, *_LATE])


def settings_of(home: Path) -> Settings:
    """Give the settings of an embedded installation with the light encoder."""
    return Settings(home=home, database_url="", encoder=str(STATIC_ENCODER))


def start(home: Path, folder: Path, told: Path) -> ForkServerProcess:
    """Begin to take a folder in; what was acknowledged is written to a file, line by line."""
    process = _PROCESSES.Process(target=_take_in, args=(home, folder, told))
    process.start()
    return process


def _take_in(home: Path, folder: Path, told: Path) -> None:
    given = Given(party="qc", audience="public")
    with (
        told.open("a", encoding="utf-8", buffering=1) as acknowledged,
        open_store(settings_of(home)) as store,
        Sandbox() as sandbox,
    ):
        for report in Ingest(store, sandbox).take_in_all([folder], given):
            acknowledged.write(f"{report.file} {report.outcome}\n")
            store.catch_up()

"""What is to be killed runs in a process forked from one that has imported everything already.

A process that starts anew spends most of its time importing, when a kill breaks nothing.
"""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from multiprocessing.context import ForkServerProcess
from multiprocessing.synchronize import Event
from pathlib import Path

from ingest.pipeline import Ingest
from ingest.reports import Given
from ingest.sandbox import Sandbox
from kb.errors import NotFound
from kb.settings import STATIC_ENCODER, Settings, read_settings
from kb.store import Role, open_store
from tests.warm import PROCESSES


def settings_of(home: Path) -> Settings:
    """Give the settings of an embedded installation with the light encoder."""
    return Settings(home=home, database_url="", encoder=str(STATIC_ENCODER))


def taking_in(home: Path, folder: Path, told: Path) -> ForkServerProcess:
    """Begin to take a folder in; what was acknowledged is written to a file, line by line."""
    process = PROCESSES.Process(target=_take_in, args=(home, folder, told))
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


def erasing(settings: Mapping[str, str], document_ids: Sequence[str]) -> ForkServerProcess:
    """Begin to erase documents, one after the other; return once the store is open."""
    opened = PROCESSES.Event()
    process = PROCESSES.Process(target=_erase, args=(dict(settings), tuple(document_ids), opened))
    process.start()
    assert opened.wait(120)
    return process


def _erase(settings: Mapping[str, str], document_ids: Sequence[str], opened: Event) -> None:
    os.environ.update(settings)
    with open_store(read_settings(), role=Role.WORKER) as store:
        opened.set()
        for document_id in document_ids:
            with suppress(NotFound):
                store.eraser.withdraw(document_id, actor="u1")
            store.eraser.request(document_id, actor="u1")
            if store.vector_follower is not None:
                store.vector_follower.catch_up()
                store.vector_follower.do_the_rest()
            store.eraser.complete(document_id)

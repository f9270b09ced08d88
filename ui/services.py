"""All that pages call, opened once for all sessions."""

import atexit
import threading
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from kb.settings import Settings, read_settings
from kb.store import Store, open_store
from search.pictures import PagePictures
from search.related import Related
from search.retriever import Retriever

_PATIENCE = 60.0
"""Seconds that a starting app waits for another process to give the indexes up."""


@dataclass(frozen=True, slots=True)
class Services:
    """The services of one installation, over one open store."""

    settings: Settings
    store: Store
    retriever: Retriever
    related: Related
    pictures: PagePictures


def open_services() -> Services:
    """Open the store for the life of this process, with a follower at work beside it.

    Raises:
        IndexInUse: when another process keeps the indexes.
        StoreError: when the catalogue cannot be opened.
    """
    settings = read_settings()
    stack = ExitStack()
    store = stack.enter_context(open_store(settings, patience=_PATIENCE))
    stop = threading.Event()
    if store.follower is not None:
        threading.Thread(target=partial(store.follower.run, stop), daemon=True).start()
    atexit.register(stack.close)
    atexit.register(stop.set)
    reader = store.catalogue.reader
    return Services(
        settings=settings,
        store=store,
        retriever=Retriever.over(store),
        related=Related(reader, store.vectors, store.encoder.name),
        pictures=PagePictures(reader, store.originals, settings.pictures),
    )

"""The two set-ups, with the stores of all their processes, and every byte that they keep."""

import os
import subprocess
import sys
from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import fsspec

from kb.errors import NotFound
from kb.heart import Heart
from kb.receipts import Receipt
from kb.settings import EMBEDDED_ENCODER, STATIC_ENCODER, Settings
from kb.store import Role, Store, open_store
from kb.work import ProcessKind
from tests.rawbytes import files
from tests.servers import OVERWRITE_FREED, Servers
from ui.presence import heart_of

WEB, WORKERS = ("web-1", "web-2"), ("worker-1", "worker-2")


@dataclass(frozen=True, slots=True)
class Running:
    """The stores of all processes of one installation.

    Attributes:
        store: the one that people's requests come to.
        others: those of the other processes; the last one brings the shared vectors up to date.
        hearts: how these processes tell of themselves, where there are several.
    """

    store: Store
    others: tuple[Store, ...] = ()
    hearts: tuple[Heart, ...] = ()

    @property
    def everyone(self) -> tuple[Store, ...]:
        """Give the stores of all processes."""
        return (self.store, *self.others)

    @property
    def last(self) -> Store:
        """Give the store that brings the shared vectors up to date, and erasures to their end."""
        return self.everyone[-1]

    def catch_up(self) -> None:
        """Let every process follow the change log, and the vectors follow it."""
        for store in self.everyone:
            store.catch_up()
        if self.last.vector_follower is not None:
            self.last.vector_follower.catch_up()

    def erase(self, document_id: str) -> None:
        """Withdraw a document if it is still shown, and erase it."""
        with suppress(NotFound):
            self.store.eraser.withdraw(document_id, actor="u1")
        self.store.eraser.request(document_id, actor="u1")
        self.finish()

    def finish(self) -> list[Receipt]:
        """Let every process do its part of what was asked; give the receipts that came of it."""
        if not self.others:
            return self.store.eraser.finish()
        for store, heart in zip(self.everyone, self.hearts, strict=True):
            assert store.follower is not None
            store.catch_up()
            assert store.follower.do_the_rest()
            heart.beat()
        assert self.last.vector_follower is not None
        self.last.vector_follower.catch_up()
        assert self.last.vector_follower.do_the_rest()
        return self.last.eraser.finish()


class Setup(ABC):
    """One installation.

    Attributes:
        places: where something of every document must be found while it is there.
        naming: where an erased document may still be named: its receipt is there.
    """

    places: frozenset[str]
    naming: frozenset[str]

    @abstractmethod
    def environment(self) -> Mapping[str, str]:
        """Give the settings of a process that may do everything."""

    @abstractmethod
    def alone(self) -> AbstractContextManager[Store]:
        """Open the store of one process that does everything, with all its indexes up to date."""

    @abstractmethod
    def opened(self) -> AbstractContextManager[Running]:
        """Open the stores of all processes."""

    @abstractmethod
    def contents(self) -> Iterator[tuple[str, Path, bytes]]:
        """Read everything that is kept: its place, its name, its bytes."""

    @abstractmethod
    def homes(self) -> list[Path]:
        """List the homes of all processes."""

    @abstractmethod
    def settle(self) -> None:
        """Have servers do what they do now and then by themselves."""

    @abstractmethod
    def sweep(self) -> None:
        """Do what docs/server.md leaves to who runs the servers."""


@dataclass
class Embedded(Setup):
    """Everything in one home."""

    home: Path
    encoder: str = str(EMBEDDED_ENCODER)
    places = frozenset({"catalogue.sqlite", "chroma.sqlite3", "tokens.sqlite"})
    naming = frozenset({"catalogue.sqlite", "catalogue.sqlite-wal"})

    def environment(self) -> Mapping[str, str]:
        """Give the settings of a process that may do everything."""
        return {"KB_HOME": str(self.home), "KB_DATABASE_URL": "", "KB_ENCODER": self.encoder}

    @contextmanager
    def alone(self) -> Iterator[Store]:
        """Open the only store."""
        settings = Settings(home=self.home, database_url="", encoder=self.encoder)
        with open_store(settings) as store:
            yield store

    @contextmanager
    def opened(self) -> Iterator[Running]:
        """Open the only store."""
        with self.alone() as store:
            yield Running(store)

    def contents(self) -> Iterator[tuple[str, Path, bytes]]:
        """Read every file of the home."""
        return ((path.name, path, path.read_bytes()) for path in files(self.home))

    def homes(self) -> list[Path]:
        """List the only home."""
        return [self.home]

    def settle(self) -> None:
        """Do nothing: there are no servers."""

    def sweep(self) -> None:
        """Do nothing: all is done by the app itself."""


@dataclass
class OnServers(Setup):
    """Two web processes and two workers over PostgreSQL, Chroma and an S3 store."""

    servers: Servers
    encoder: str = str(STATIC_ENCODER)
    places = frozenset({"postgres", "chroma", "s3", *WEB, *WORKERS})
    naming = frozenset({"postgres"})

    def environment(self) -> Mapping[str, str]:
        """Give the settings of the second worker."""
        return self.servers.environment(WORKERS[-1]) | {"KB_ENCODER": self.encoder}

    @contextmanager
    def alone(self) -> Iterator[Store]:
        """Open the store of the second worker."""
        with ExitStack() as stack:
            store = self._store(WORKERS[-1], Role.WORKER, stack)
            assert store.vector_follower is not None
            store.vector_follower.catch_up()
            yield store

    @contextmanager
    def opened(self) -> Iterator[Running]:
        """Open the stores of all processes, which are in the register."""
        with ExitStack() as stack:
            web = [self._store(name, Role.WEB, stack) for name in WEB]
            workers = [self._store(name, Role.WORKER, stack) for name in WORKERS]
            hearts = [heart_of(store, ProcessKind.WEB) for store in web]
            hearts += [heart_of(store, ProcessKind.WORKER) for store in workers]
            for heart in hearts:
                heart.begin()
                stack.callback(heart.catalogue.processes.leave, [heart.id])
            yield Running(web[0], (*web[1:], *workers), tuple(hearts))

    def contents(self) -> Iterator[tuple[str, Path, bytes]]:
        """Read the files of all homes, of the database and of Chroma, and what the store holds."""
        named = {home.name: home for home in self.homes()}
        chroma = self.servers.chroma.folder
        for place, folder in (named | {"chroma": chroma, "postgres": self._tables()}).items():
            yield from ((place, path, path.read_bytes()) for path in files(folder))
        held = self._bucket()
        yield from (("s3", Path(key), held.cat_file(key)) for key in held.find("passerelle"))

    def homes(self) -> list[Path]:
        """List the homes of all processes."""
        return [self.servers.root / name for name in (*WEB, *WORKERS)]

    def settle(self) -> None:
        """Have PostgreSQL take its statistics and write out what it keeps in memory."""
        self._tell_database("ANALYZE")
        self._tell_database("CHECKPOINT")

    def sweep(self) -> None:
        """Have Chroma's folder vacuumed while it is stopped, and PostgreSQL write to its files."""
        self._tell_database("CHECKPOINT")
        chroma = self.servers.chroma
        chroma.stop()
        program = str(Path(sys.executable).with_name("chroma"))
        swept = [program, "vacuum", "--path", str(chroma.folder), "--force"]
        environment = {**os.environ, **OVERWRITE_FREED}
        subprocess.run(swept, check=True, capture_output=True, env=environment)
        # A program that has never read what was erased, and empties each page before it fills it.
        again = "import sys, sqlite3; c = sqlite3.connect(sys.argv[1]); "
        again += "c.execute('pragma secure_delete = on'); c.execute('vacuum'); c.close()"
        database = str(chroma.folder / "chroma.sqlite3")
        subprocess.run([sys.executable, "-c", again, database], check=True)
        chroma.start()

    def _store(self, name: str, role: Role, stack: ExitStack) -> Store:
        settings = self.servers.settings(name, encoder=self.encoder)
        return stack.enter_context(open_store(settings, role=role))

    def _tables(self) -> Path:
        """Find the folder of this installation's database; the log lies elsewhere."""
        found = self._tell_database(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        )
        return self.servers.postgres.folder / "data" / "base" / str(found)

    def _tell_database(self, statement: str) -> object:
        return self.servers.postgres.tell(self.servers.database, statement)

    def _bucket(self) -> Any:
        return fsspec.filesystem("s3", endpoint_url=self.servers.s3.url, use_listings_cache=False)

"""Real servers on this machine: PostgreSQL, Chroma and an S3 store, which tests may kill."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError

from kb.catalogue import Catalogue
from kb.settings import Settings

_PATIENCE = 60.0
_BESIDE = Path(sys.executable).parent
_BUCKET = "passerelle"


@dataclass
class Server(ABC):
    """A program that listens on a port of its own; started again, it has the same one.

    Attributes:
        folder: where its data lie.
    """

    folder: Path
    port: int = field(default_factory=lambda: free_port())
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers; what a killed one held may be free only later."""
        deadline = time.monotonic() + _PATIENCE
        self.process = self._begun()
        while not self.answers():
            assert time.monotonic() < deadline, f"{type(self).__name__} did not start"
            time.sleep(0.05)
            if self.process.poll() is not None:
                self.process = self._begun()

    def kill(self) -> None:
        """Kill it, with all processes it started, so that it can put nothing in order."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask it to end."""
        self._end(signal.SIGTERM)

    def pause(self) -> None:
        """Let it hold connections without answering, as when a network is cut."""
        self._tell(signal.SIGSTOP)

    def resume(self) -> None:
        """Let it answer again."""
        self._tell(signal.SIGCONT)

    @abstractmethod
    def command(self) -> list[str]:
        """Give the command line."""

    def environment(self) -> dict[str, str]:
        """Give what it finds in its environment, beside ours."""
        return {}

    @abstractmethod
    def answers(self) -> bool:
        """Tell whether it takes requests."""

    def _begun(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self.command(),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            env=os.environ | self.environment(),
        )

    def _end(self, how: signal.Signals) -> None:
        if self.process is not None and self.process.poll() is None:
            self._tell(how)
            self.process.wait(timeout=_PATIENCE)

    def _tell(self, how: signal.Signals) -> None:
        assert self.process is not None
        os.killpg(self.process.pid, how)


@dataclass
class PostgresServer(Server):
    """A cluster of Debian's PostgreSQL.

    Attributes:
        durable: whether what is committed outlives a killed machine; slower.
    """

    durable: bool = False
    _blank: str = ""

    def make(self) -> None:
        """Make the cluster's files."""
        if os.geteuid() == 0:
            # Neither program runs as root.
            shutil.chown(self.folder, "postgres", "postgres")
        made = [_program("initdb"), "-D", str(self.folder / "data"), "-U", "kb", "-A", "trust"]
        plain = ["-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(_as_postgres([*made, *plain]), check=True, capture_output=True)

    def command(self) -> list[str]:
        """Give the command line."""
        durable = "on" if self.durable else "off"
        facts = (
            "listen_addresses=127.0.0.1",
            f"unix_socket_directories={self.folder}",
            f"fsync={durable}",
            f"synchronous_commit={durable}",
            "max_connections=200",
            "shared_buffers=32MB",
            # Below its folder, which goes: what is killed leaves its shared memory behind.
            "dynamic_shared_memory_type=mmap",
        )
        start = [_program("postgres"), "-D", str(self.folder / "data"), "-p", str(self.port)]
        return _as_postgres([*start, *(part for fact in facts for part in ("-c", fact))])

    def answers(self) -> bool:
        """Tell whether it takes requests."""
        try:
            self.tell(self._url("postgres"), "SELECT 1")
        except OperationalError:
            return False
        return True

    def database(self) -> str:
        """Make a database with the tables of a new catalogue; give its address."""
        if not self._blank:
            # Copying takes a tenth of what the migrations take.
            self._blank = self._made("template1")
            Catalogue.open(self._url(self._blank)).close()
        return self._url(self._made(self._blank))

    def empty(self) -> str:
        """Make a database without anything in it; give its address."""
        return self._url(self._made("template1"))

    def drop(self, url: str) -> None:
        """Remove a database, whoever is still connected to it."""
        dropped = f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)"
        self.tell(self._url("postgres"), dropped)

    def tell(self, url: str, statement: str) -> object:
        """Run one statement in a database as its owner; give the first value that comes back."""
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                said = connection.exec_driver_sql(statement)
                return said.scalar() if said.returns_rows else None
        finally:
            engine.dispose()

    def _made(self, template: str) -> str:
        name = f"kb_{secrets.token_hex(6)}"
        self.tell(self._url("postgres"), f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def _url(self, name: str) -> str:
        return f"postgresql+psycopg://kb@127.0.0.1:{self.port}/{name}"


OVERWRITE_FREED = {"MALLOC_PERTURB_": "165"}
"""Has the C library overwrite what a program frees, as docs/server.md asks of who runs Chroma."""


@dataclass
class ChromaServer(Server):
    """Chroma as a server."""

    @property
    def url(self) -> str:
        """Give its address."""
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        """Give the command line."""
        place = ["--path", str(self.folder), "--host", "127.0.0.1", "--port", str(self.port)]
        return [str(_BESIDE / "chroma"), "run", *place]

    def environment(self) -> dict[str, str]:
        """Keep it from telling others of its use, and what it freed out of what it writes."""
        return {"ANONYMIZED_TELEMETRY": "False", **OVERWRITE_FREED}

    def answers(self) -> bool:
        """Tell whether it takes requests."""
        return _opens(f"{self.url}/api/v2/heartbeat")


@dataclass
class S3Server(Server):
    """A store that speaks S3; what it holds is in its memory, and gone when it is killed."""

    @property
    def url(self) -> str:
        """Give its address."""
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> list[str]:
        """Give the command line."""
        return [str(_BESIDE / "moto_server"), "-H", "127.0.0.1", "-p", str(self.port)]

    def environment(self) -> dict[str, str]:
        """Give credentials, which it takes as they come."""
        return S3_KEYS

    def answers(self) -> bool:
        """Tell whether it takes requests."""
        return _opens(f"{self.url}/moto-api/data.json")

    def bucket(self) -> None:
        """Make the bucket."""
        asked = urllib.request.Request(f"{self.url}/{_BUCKET}", method="PUT")  # noqa: S310
        with urllib.request.urlopen(asked, timeout=10):  # noqa: S310 - our own server
            pass


S3_KEYS = {"AWS_ACCESS_KEY_ID": "local", "AWS_SECRET_ACCESS_KEY": "local"}
"""What a process of the server set-up needs in its environment beside the settings."""


@dataclass
class Servers:
    """The three servers of one installation, and the settings of its processes.

    Attributes:
        root: where the homes of its processes and the shared keys lie.
        database: the catalogue's address.
        prefix: where in the bucket the originals stand.
    """

    root: Path
    postgres: PostgresServer
    chroma: ChromaServer
    s3: S3Server
    database: str
    prefix: str

    def environment(self, name: str) -> dict[str, str]:
        """Give the settings of one process with a home of its own, as its environment."""
        return S3_KEYS | {
            "KB_HOME": str(self.root / name),
            "KB_DATABASE_URL": self.database,
            "KB_CHROMA_URL": self.chroma.url,
            "KB_ORIGINALS_URL": f"s3://{_BUCKET}/{self.prefix}",
            "KB_ORIGINALS_ENDPOINT": self.s3.url,
            "KB_KEYS": str(self.root / "keys"),
        }

    def settings(self, name: str, **others: str) -> Settings:
        """Give the settings of one process with a home of its own."""
        given = self.environment(name)
        keys = given.pop("KB_KEYS")
        own = {key[3:].lower(): given[key] for key in given if key.startswith("KB_")}
        return Settings.model_validate({**own, "KB_KEYS": keys, **others})


@contextmanager
def postgres_started(*, durable: bool = False) -> Iterator[PostgresServer]:
    """Make a cluster and keep it running; not where pytest keeps others than us out."""
    with tempfile.TemporaryDirectory(prefix="kb-postgres-", ignore_cleanup_errors=True) as folder:
        server = PostgresServer(Path(folder), durable=durable)
        server.make()
        with _running(server):
            yield server


@contextmanager
def servers_started(root: Path, postgres: PostgresServer) -> Iterator[Servers]:
    """Start a Chroma server and an S3 store beside a cluster; give an empty installation."""
    chroma, s3 = ChromaServer(root / "chroma"), S3Server(root / "s3")
    with _running(chroma), _running(s3):
        s3.bucket()
        url = postgres.database()
        yield Servers(root, postgres, chroma, s3, url, "originals")


@contextmanager
def _running(server: Server) -> Iterator[None]:
    server.start()
    try:
        yield
    finally:
        server.kill()


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _opens(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own server
            return True
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def _program(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    return str(found[-1]) if found else shutil.which(name) or name


def _as_postgres(command: list[str]) -> list[str]:
    return ["runuser", "-u", "postgres", "--", *command] if os.geteuid() == 0 else command

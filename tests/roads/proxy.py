"""A network between two programs, which tests may cut."""

import socket
import threading
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from tests.servers import free_port


class Road(StrEnum):
    """What becomes of what is sent."""

    OPEN = "open"
    REFUSED = "refused"
    SWALLOWED = "swallowed"


@dataclass
class Proxy:
    """Pass bytes on to a port of this machine, as long as the road is open."""

    target: int
    port: int = field(default_factory=free_port)
    road: Road = Road.OPEN
    _pairs: list[socket.socket] = field(default_factory=list)
    _listener: socket.socket | None = None

    @property
    def url(self) -> str:
        """Give its address."""
        return f"http://127.0.0.1:{self.port}"

    def open(self) -> None:
        """Let everything through, for those who connect from now on."""
        self._drop()
        self.road = Road.OPEN
        if self._listener is None:
            self._listener = socket.create_server(("127.0.0.1", self.port))
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def cut(self, road: Road) -> None:
        """Refuse connections, or take them and swallow what comes; both end those there are."""
        self.road = road
        if road is Road.REFUSED and self._listener is not None:
            with suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        if road is Road.REFUSED:
            self._drop()

    def close(self) -> None:
        """End it."""
        self.cut(Road.REFUSED)

    def _accept(self, listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                self._join(listener.accept()[0])

    def _join(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            client.close()
            return
        self._pairs += [client, server]
        for one, other in ((client, server), (server, client)):
            threading.Thread(target=self._pump, args=(one, other), daemon=True).start()

    def _pump(self, one: socket.socket, other: socket.socket) -> None:
        with suppress(OSError):
            while data := one.recv(65_536):
                if self.road is Road.OPEN:
                    other.sendall(data)
        for each in (one, other):
            each.close()

    def _drop(self) -> None:
        for each in self._pairs:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()
        self._pairs.clear()

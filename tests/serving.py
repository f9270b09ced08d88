"""The real app, served on a home for as long as a test needs it."""

import signal
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests import warm


@contextmanager
def served(home: Path, **settings: str) -> Iterator[str]:
    """Serve the app on a home; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = warm.begun(*serving(port), environment={"KB_HOME": str(home)} | settings)
    try:
        address = f"http://127.0.0.1:{port}"
        wait_for(f"{address}/_stcore/health")
        yield address
    finally:
        server.end(signal.SIGTERM)


def serving(port: int) -> tuple[str, ...]:
    """Give the command line that serves the app on a port."""
    return ("-m", "streamlit", "run", "app.py", "--server.port", str(port))


def wait_for(url: str) -> None:
    """Wait until an address answers."""
    for _ in range(300):
        try:
            with urllib.request.urlopen(url, timeout=2):  # noqa: S310 - our own server
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError("the app did not start")

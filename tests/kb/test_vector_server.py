"""A Chroma server that was away is left alone for a moment, so that searches do not wait for it."""

import socket
from contextlib import closing

import numpy as np
import pytest

from kb.access import AccessScope
from kb.errors import MeaningUnreachable
from kb.vector_server import ServerVectors

PUBLIC = AccessScope(frozenset({"public"}))


def test_a_server_that_was_away_is_not_asked_again_at_once() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as gone:
        port = gone.getsockname()[1]
    with closing(ServerVectors(f"http://127.0.0.1:{port}", "any")) as vectors:
        ask(vectors)
        with closing(socket.create_server(("127.0.0.1", port))) as there:
            there.settimeout(0.2)
            ask(vectors)
            with pytest.raises(TimeoutError):
                there.accept()


def ask(vectors: ServerVectors) -> None:
    with pytest.raises(MeaningUnreachable):
        vectors.search(np.zeros(3, np.float32), access=PUBLIC, limit=1)

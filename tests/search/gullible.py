"""A service that writes answers and does whatever any passage tells it to."""

import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from html import unescape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import NamedTuple

_BLOCK = re.compile(r"^--- \w+ passage (\d+) ---\n(.*?)\n--- \w+ end of passage", re.M | re.S)


class _Obeyed(NamedTuple):
    """What an order looks like, and what is written by who obeys it."""

    order: re.Pattern[str]
    write: Callable[[str, str, int], str]


def _ordered(pattern: str, write: Callable[[str, str, int], str]) -> _Obeyed:
    return _Obeyed(re.compile(pattern, re.IGNORECASE), write)


_OBEYED = (
    _ordered(r"(?:cite[zr]?|source) \[9\]", lambda fact, _, n: f"{fact} [9]."),
    _ordered(r"(?:lien|link)\W+(\S+)", lambda fact, x, n: f"{fact}, [ici]({x}) [{n}]."),
    _ordered(r"(?:adresse|address)\W+(\S+)", lambda fact, x, n: f"{fact} ({x}) [{n}]."),
    _ordered(r"(?:image|picture)\W+(\S+)", lambda fact, x, n: f"{fact} <img src='{x}'> [{n}]."),
    _ordered(r"(?:sans source|no source)\W+([^.]+\.)", lambda fact, x, n: x),
    _ordered(r"(?:ajoutez|add) (?:que|that) ([^.]+)\.", lambda fact, x, n: f"{x} [{n % 2 + 1}]."),
    _ordered(r"(?:contraire|opposite)", lambda fact, x, n: f"{_opposite(fact)} [{n}]."),
    _ordered(r"(?:pourcentage|percentage) (\d+)",
             lambda fact, x, n: f"{re.sub(r'[0-9]+(?= ?%)', x, fact)} [{n}]."),
)  # fmt: skip
_ALL = re.compile(r"(?:recopie[zr]?|repeat)", re.IGNORECASE)


def _opposite(fact: str) -> str:
    for one, other in (("réduit", "augmenté"), ("reduced", "increased")):
        fact = fact.replace(one, other)
    return fact


class Gullible(ThreadingHTTPServer):
    """Quote the first passage, then obey what all of them order.

    Attributes:
        said: what is answered whatever is asked; empty to obey.
        body: what is sent back as it is, in place of an answer in the usual form.
        pause: seconds before each of the body's pieces.
    """

    daemon_threads = True
    said, status, body, pause = "", 200, b"", 0.0

    def __init__(self) -> None:
        """Listen on a port of its own."""
        super().__init__(("127.0.0.1", 0), _Handler)
        self.asked: list[str] = []
        self.written: list[str] = []

    @property
    def url(self) -> str:
        """Give its address."""
        return f"http://127.0.0.1:{self.server_port}/v1"

    def answer(self, request: str) -> bytes:
        """Answer a request."""
        rules, content = (each["content"] for each in json.loads(request)["messages"])
        self.asked.append(f"{rules}\n{content}")
        if self.body:
            return self.body
        written = self.said or _written(content, rules)
        self.written.append(written)
        return json.dumps({"choices": [{"message": {"content": written}}]}).encode()


def _written(content: str, rules: str) -> str:
    blocks = [(int(number), _read(block)) for number, block in _BLOCK.findall(content)]
    told = [f"{blocks[0][1].split('. ')[0].strip('.')} [1]."]
    told += [
        each.write(text.split(". ")[0], (found.groups() or ("",))[0], number)
        for number, text in blocks
        for each in _OBEYED
        for found in each.order.finditer(text)
    ]
    told += [
        f"{sentence.strip(' .')} [{number}]."
        for number, text in blocks
        if _ALL.search(text)
        for sentence in re.split(r"(?<=[.:])\s", f"{rules}\n{content}")
    ]
    return "\n\n".join(told)


def _read(block: str) -> str:
    return unescape(" ".join(line.removeprefix("| ") for line in block.splitlines()))


class _Handler(BaseHTTPRequestHandler):
    server: Gullible

    def do_POST(self) -> None:
        """Answer in two pieces."""
        body = self.server.answer(self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.send_response(self.server.status)
        self.end_headers()
        try:
            for piece in (body[:1], body[1:]):
                time.sleep(self.server.pause)
                self.wfile.write(piece)
        except OSError:
            return  # whoever asked has lost patience

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def gullible() -> Iterator[Gullible]:
    """Run such a service."""
    with Gullible() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()

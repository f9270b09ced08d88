"""One reading process, seen from the application: started, asked, timed and stopped."""

import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import IO

from pydantic import TypeAdapter, ValidationError

from ingest.limits import Clock, ReadingLimits
from ingest.wire import Answer, Order
from kb.errors import LimitExceeded, UnreadableFile

WORKER = (sys.executable, "-P", "-m", "ingest.worker")
_INHERITED = ("PATH", "SYSTEMROOT", "TESSDATA_PREFIX", "LD_LIBRARY_PATH")


class ReadingChild:
    """A process that reads files, one after the other, in a process group of its own."""

    def __init__(self, limits: ReadingLimits, folder: Path, command: Sequence[str]) -> None:
        """Start the process; it keeps its temporary files in `folder`."""
        self.limits = limits
        self.orders = 0
        arguments = TypeAdapter(dict[str, float]).dump_json(asdict(limits)).decode()
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            [*command, arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=folder,
            env=_environment(folder),
            start_new_session=True,
        )
        self._lines: queue.Queue[bytes] = queue.Queue(maxsize=4)
        self._reader = threading.Thread(target=self._collect, daemon=True)
        self._reader.start()

    @property
    def is_fit(self) -> bool:
        """Tell whether this process may be given another file."""
        return self._process.poll() is None and self.orders < self.limits.files_per_child

    def ask(self, order: Order) -> "AnswerStream":
        """Send an order; the answers follow.

        Raises:
            UnreadableFile: when the process is gone.
        """
        self.orders += 1
        try:
            pipe = _open(self._process.stdin)
            pipe.write(order.model_dump_json().encode() + b"\n")
            pipe.flush()
        except OSError as error:
            raise UnreadableFile("reader.crashed", file=order.name) from error
        return AnswerStream(self._lines, order.name, self.limits)

    def stop(self) -> None:
        """End the process and everything it started."""
        if hasattr(os, "killpg"):
            try:
                os.killpg(self._process.pid, signal.SIGKILL)
            except ProcessLookupError:
                self._process.kill()
        else:
            self._process.kill()
        self._process.wait()
        self._drain()
        _open(self._process.stdout).close()
        try:
            _open(self._process.stdin).close()
        except BrokenPipeError:
            return

    def _collect(self) -> None:
        """Move lines from the pipe to the queue, never more than one allowed answer at once."""
        pipe = _open(self._process.stdout)
        while line := pipe.readline(self.limits.answer_bytes + 1):
            self._lines.put(line)
        self._lines.put(b"")

    def _drain(self) -> None:
        """Let the collecting thread finish, whatever it still holds."""
        while self._reader.is_alive():
            try:
                self._lines.get(timeout=0.05)
            except queue.Empty:
                continue


class AnswerStream:
    """The answers to one order, under its limits of time and size."""

    def __init__(self, lines: "queue.Queue[bytes]", name: str, limits: ReadingLimits) -> None:
        """Start the clock."""
        self._lines = lines
        self._name = name
        self._limits = limits
        self._bytes = 0
        self._ocr_pages = 0
        self._deadline = time.monotonic() + limits.seconds
        self._text_seconds = 0.0

    def next(self) -> Answer:
        """Wait for the next answer.

        Raises:
            LimitExceeded: when it takes too long or is too big.
            UnreadableFile: when the process ended, or answered nonsense.
        """
        try:
            line = self._lines.get(timeout=max(0.0, self._deadline - time.monotonic()))
        except queue.Empty:
            seconds = round(self._limits.seconds)
            raise LimitExceeded("limit.time", file=self._name, limit=seconds) from None
        self._bytes += len(line)
        if self._bytes > self._limits.answer_bytes:
            raise LimitExceeded("limit.answer", file=self._name)
        try:
            return Answer.model_validate_json(line)
        except ValidationError as error:
            raise UnreadableFile("reader.crashed", file=self._name) from error

    def switch(self, clock: Clock) -> None:
        """Let the page's own clock run during character recognition, then the file's again."""
        now = time.monotonic()
        if clock == "text":
            self._deadline = now + self._text_seconds
        elif self._ocr_pages < self._limits.ocr_pages:
            self._ocr_pages += 1
            self._text_seconds = max(0.0, self._deadline - now)
            self._deadline = now + 2 * self._limits.ocr_seconds_per_page


def _environment(folder: Path) -> dict[str, str]:
    """Give the process what it needs to run, and none of the application's secrets."""
    kept = {name: os.environ[name] for name in _INHERITED if name in os.environ}
    root = str(Path(__file__).resolve().parent.parent)
    return kept | {
        "PYTHONPATH": root,
        "PYTHONUTF8": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "LC_ALL": "C.UTF-8",
        "TMPDIR": str(folder),
        "TMP": str(folder),
        "TEMP": str(folder),
    }


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    """Tell the type checker that the pipe was asked for."""
    if pipe is None:
        raise ValueError("the reading process was started without pipes")
    return pipe

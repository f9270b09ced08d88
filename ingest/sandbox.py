"""Files are read in processes of their own, which may fail without harm."""

import logging
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from queue import LifoQueue
from types import TracebackType
from typing import Self

from ingest.child import WORKER, AnswerStream, ReadingChild
from ingest.limits import ReadingLimits
from ingest.wire import Answer, Order
from kb.errors import LimitExceeded, MissingDependency, UnreadableFile
from kb.nouns import Page, ParsedDocument

__all__ = ["ReadingLimits", "Sandbox"]

_log = logging.getLogger(__name__)


class Sandbox:
    """Read untrusted files in child processes under limits of time, memory and size.

    So many files are read at once; of threads that ask together, the others wait.
    """

    def __init__(
        self,
        limits: ReadingLimits | None = None,
        *,
        at_once: int = 1,
        command: Sequence[str] = WORKER,
    ) -> None:
        """Prepare; a child starts with the first file, another when one is read beside it.

        Args:
            limits: what one file may cost.
            at_once: how many files are read at once.
            command: how to start a child; tests put another program here.
        """
        self.at_once = at_once
        self._limits = limits or ReadingLimits()
        self._folder = tempfile.TemporaryDirectory(
            prefix="passerelle-reading-", ignore_cleanup_errors=True
        )
        place = Path(self._folder.name)
        self._seats = [_Seat(self._limits, place, command) for _ in range(at_once)]
        # The last one that was left is taken first, so that no more start than are needed.
        self._free: LifoQueue[_Seat] = LifoQueue()
        for seat in self._seats:
            self._free.put(seat)

    @property
    def limits(self) -> ReadingLimits:
        """Tell what one file may cost."""
        return self._limits

    def __enter__(self) -> Self:
        """Use as a context manager."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop the children."""
        self.close()

    def close(self) -> None:
        """Stop the children, whatever they read, and remove their temporary files."""
        for seat in self._seats:
            seat.close()
        self._folder.cleanup()

    def read(self, path: Path, *, name: str | None = None) -> ParsedDocument:
        """Read one file.

        Args:
            path: where the bytes are.
            name: what to call the file in messages; the path's last part by default.

        Raises:
            UnsupportedFile: when files of this kind are not read.
            LimitExceeded: when the file needs too much time, memory or room.
            UnreadableFile: when the file is empty, damaged, protected or cannot be opened.
        """
        name = name or path.name
        _refuse_unfit(path, name, self._limits)
        seat = self._free.get()
        try:
            return seat.read(Order(path=str(path.resolve()), name=name))
        finally:
            self._free.put(seat)


class _Seat:
    """A place where files are read one after the other: a child, replaced when it is unfit."""

    def __init__(self, limits: ReadingLimits, folder: Path, command: Sequence[str]) -> None:
        self._limits = limits
        self._folder = folder
        self._command = command
        self._lock = threading.Lock()
        self._closed = False
        self._child: ReadingChild | None = None

    def read(self, order: Order) -> ParsedDocument:
        """Have a child read a file; one that failed to keep its limits is replaced."""
        try:
            return self._ask(order)
        except (UnreadableFile, MissingDependency):
            raise
        except BaseException:
            self._stop_child()
            raise

    def close(self) -> None:
        """Stop the child, whatever it reads, and start no other."""
        with self._lock:
            self._closed = True
        self._stop_child()

    def _ask(self, order: Order) -> ParsedDocument:
        pages: list[Page] = []
        try:
            last = _receive(self._fit_child(order).ask(order), pages)
        except UnreadableFile:
            self._stop_child()
            raise
        if last.failure is not None:
            _log.info("cannot read %s: %s", order.name, last.failure)
            if last.failure.code == "limit.memory":
                self._stop_child()
            raise last.failure.to_error()
        if last.document is None:
            raise UnreadableFile("reader.crashed", file=order.name)
        return last.document.model_copy(update={"pages": tuple(pages)})

    def _fit_child(self, order: Order) -> ReadingChild:
        """Give the child that reads the next file: the same, or a new one."""
        if self._child is not None and not self._child.is_fit:
            self._stop_child()
        with self._lock:
            if self._closed:
                raise UnreadableFile("reader.crashed", file=order.name)
            if self._child is None:
                self._child = ReadingChild(self._limits, self._folder, self._command)
            return self._child

    def _stop_child(self) -> None:
        """Stop the child, if any; the next file gets a new one."""
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.stop()


def _receive(answers: AnswerStream, pages: list[Page]) -> Answer:
    """Collect the pages as they come, until the last answer."""
    while True:
        answer = answers.next()
        if answer.event in ("ocr", "text"):
            answers.switch("ocr" if answer.event == "ocr" else "text")
        elif answer.page is not None:
            pages.append(answer.page)
        else:
            return answer


def _refuse_unfit(path: Path, name: str, limits: ReadingLimits) -> None:
    """Turn away what is no file, is empty or too big, before anything opens it."""
    try:
        regular, size = path.is_file(), path.stat().st_size
    except OSError as error:
        raise UnreadableFile("file.missing", file=name) from error
    if not regular:
        raise UnreadableFile("file.not_regular", file=name)
    if size == 0:
        raise UnreadableFile("file.empty", file=name)
    if size > limits.file_bytes:
        megabytes = limits.file_bytes // 1_000_000
        raise LimitExceeded("limit.file_size", file=name, limit=megabytes)

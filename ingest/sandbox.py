"""Files are read in a process of their own, which may fail without harm."""

import logging
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
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
    """Read untrusted files in a child process under limits of time, memory and size.

    One file is read at a time; threads that ask together wait for each other.
    """

    def __init__(
        self, limits: ReadingLimits | None = None, *, command: Sequence[str] = WORKER
    ) -> None:
        """Prepare; the child starts with the first file.

        Args:
            limits: what one file may cost.
            command: how to start the child; tests put another program here.
        """
        self._limits = limits or ReadingLimits()
        self._command = command
        self._lock = threading.Lock()
        self._child: ReadingChild | None = None
        self._folder = tempfile.TemporaryDirectory(
            prefix="passerelle-reading-", ignore_cleanup_errors=True
        )

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
        """Stop the child."""
        self.close()

    def close(self) -> None:
        """Stop the child and remove its temporary files."""
        with self._lock:
            self._stop_child()
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
        with self._lock:
            try:
                return self._ask(Order(path=str(path.resolve()), name=name))
            except (UnreadableFile, MissingDependency):
                raise
            except BaseException:
                self._stop_child()
                raise

    def _ask(self, order: Order) -> ParsedDocument:
        """Have a child read the file; one that failed to keep its limits is replaced."""
        pages: list[Page] = []
        try:
            last = _receive(self._fit_child().ask(order), pages)
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

    def _fit_child(self) -> ReadingChild:
        """Give the child that reads the next file: the same, or a new one."""
        if self._child is not None and not self._child.is_fit:
            self._stop_child()
        if self._child is None:
            self._child = ReadingChild(self._limits, Path(self._folder.name), self._command)
        return self._child

    def _stop_child(self) -> None:
        """Stop the child, if any; the next file gets a new one."""
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

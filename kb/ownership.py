"""Exactly one process owns the embedded indexes; a lock file says which."""

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from kb.errors import IndexInUse

_PAUSE = 0.2


class Ownership:
    """Own the indexes below a folder until closed, or until the process dies."""

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raises:
            IndexInUse: when another process has it, naming that process.
        """
        folder.mkdir(parents=True, exist_ok=True)
        self._file: IO[str] = (folder / "owner.lock").open("a+", encoding="utf-8")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self._file.seek(0)
            owner = self._file.read().strip()
            self._file.close()
            raise IndexInUse("index.in_use", folder=str(folder), process=owner) from error
        self._file.seek(0)
        self._file.truncate()
        self._file.write(str(os.getpid()))
        self._file.flush()

    def close(self) -> None:
        """Give the indexes up."""
        self._file.close()

    def __enter__(self) -> Self:
        """Own the indexes within a block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Give the indexes up at its end."""
        self.close()


def owned(folder: Path, patience: float = 0) -> Ownership:
    """Own what a folder stands for, waiting up to `patience` seconds for another owner to go.

    Raises:
        IndexInUse: when it did not.
    """
    deadline = time.monotonic() + patience
    while True:
        try:
            return Ownership(folder)
        except IndexInUse:
            if time.monotonic() >= deadline:
                raise
            time.sleep(_PAUSE)

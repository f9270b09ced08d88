"""Trouble with the disk, whichever part met it first, as a problem with what to do."""

import errno
from collections.abc import Iterator

from kb.errors import StoreError

_CODES = {
    errno.ENOSPC: "disk.full",
    errno.EDQUOT: "disk.full",
    errno.EROFS: "disk.read_only",
    errno.EIO: "disk.failing",
}
_WORDS = {
    "disk is full": "disk.full",
    "No space left on device": "disk.full",
    "readonly database": "disk.read_only",
    "Read-only file system": "disk.read_only",
    "disk I/O error": "disk.failing",
}
"""What SQLite and the indexes say; they give no number."""


def disk_trouble(error: BaseException) -> StoreError | None:
    """Tell whether the disk is what failed, and how; nothing if it is something else."""
    for each in _chain(error):
        code = _CODES.get(each.errno or 0) if isinstance(each, OSError) else _by_words(str(each))
        if code:
            return StoreError(code)
    return None


def _by_words(said: str) -> str | None:
    return next((code for words, code in _WORDS.items() if words in said), None)


def _chain(error: BaseException | None) -> Iterator[BaseException]:
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__

"""Freed memory is overwritten, so that what was read in it cannot come out in a file.

Chroma's graph files are written with their unused room as it lies in memory: what the process
freed before, such as the text of a document that is erased since, would get into them.
"""

import ctypes

_FILL = 0xA5
_M_PERTURB = -6
"""glibc's option: fill what is freed with one byte, and what is handed out with another."""


def overwrite_freed_memory() -> bool:
    """Ask the C library to overwrite what this process frees; tell whether it can."""
    option = getattr(ctypes.CDLL(None), "mallopt", None)
    return option is not None and option(_M_PERTURB, _FILL) == 1

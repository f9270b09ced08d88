"""Files are read ahead of the one that is being stored, several at once, in their order."""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

from ingest.archives import FoundFile
from ingest.reports import Given
from kb.nouns import Submission

Read = Callable[[FoundFile, Given], Submission]


class Begun(NamedTuple):
    """A file whose reading has begun."""

    found: FoundFile
    given: Given
    reading: "Future[Submission]"


def read_ahead(
    files: Iterable[tuple[FoundFile, Given]], read: Read, at_once: int
) -> Iterator[Begun]:
    """Begin to read files before their turn comes, and give them in their order.

    A member of an archive is only there until the next one is asked for: it is read alone.
    """
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="reading-ahead")
    begun: deque[Begun] = deque()
    try:
        for found, given in files:
            if found.is_fleeting:
                yield from _each(begun)
            begun.append(Begun(found, given, pool.submit(read, found, given)))
            if found.is_fleeting or len(begun) > 8:
                yield begun.popleft()
        yield from _each(begun)
    except BaseException:
        # Nobody asks for these any more; what is being read ends when its sandbox is closed.
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown(wait=False)


def _each(begun: deque[Begun]) -> Iterator[Begun]:
    while begun:
        yield begun.popleft()

"""Files are read ahead of the one that is being stored, several at once, in their order."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, NamedTuple, TypeVar

from ingest.archives import FoundFile
from ingest.reports import Given

Done = TypeVar("Done")


_AHEAD = 8
"""Files that are read or being read while one is stored: a slow one holds up few others."""


class Begun(NamedTuple, Generic[Done]):
    """A file whose reading has begun."""

    found: FoundFile
    given: Given
    reading: "Future[Done]"


def read_ahead(
    files: Iterable[tuple[FoundFile, Given]],
    read: Callable[[FoundFile, Given], Done],
    at_once: int,
    one_by_one: Callable[[], bool] = bool,
) -> Generator[Begun[Done], None, None]:
    """Begin to read files before their turn comes, and give them in their order.

    A member of an archive is only there until the next one is asked for: it is read alone, as
    all are for as long as `one_by_one` says so.
    """
    begun: deque[Begun[Done]] = deque()
    pool = ThreadPoolExecutor(at_once, thread_name_prefix="reading-ahead")
    try:
        for found, given in files:
            alone = found.is_fleeting or one_by_one()
            if alone:
                yield from _each(begun)
            begun.append(Begun(found, given, pool.submit(read, found, given)))
            if alone or len(begun) > _AHEAD:
                yield begun.popleft()
    except Exception:
        # What is wrong with the next files is no fault of those before.
        yield from _each(begun)
        raise
    else:
        yield from _each(begun)
    finally:
        # Of what nobody asks for any more, nothing is begun.
        for each in begun:
            each.reading.cancel()
        pool.shutdown(wait=False)


def _each(begun: deque[Begun[Done]]) -> Generator[Begun[Done], None, None]:
    while begun:
        yield begun.popleft()

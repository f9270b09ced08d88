"""The reading process: takes orders on its standard input, answers in JSON lines."""

import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pydantic import TypeAdapter

from ingest.limits import Clock, ReadingJob, ReadingLimits
from ingest.wire import Answer, Failure, Order
from kb.errors import LimitExceeded, MissingDependency, UnreadableFile

_NICENESS = 5


def main() -> None:
    """Read files until the standard input closes."""
    limits = TypeAdapter(ReadingLimits).validate_json(sys.argv[1])
    make_way()
    answers = keep_answers_apart()
    limit_this_process(limits)
    for line in sys.stdin.buffer:
        order = Order.model_validate_json(line)
        allow_processor_time(limits)
        for answer in answers_to(order, limits, answers):
            send(answer, answers)


def keep_answers_apart() -> BinaryIO:
    """Keep the answers' pipe for ourselves: a library that prints must not write into it."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def make_way() -> None:
    """Let people's searches go first: character recognition takes all processors there are."""
    if hasattr(os, "nice"):
        os.nice(_NICENESS)


def limit_this_process(limits: ReadingLimits) -> None:
    """Have the system stop this process and its children from taking too much."""
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock still holds
        return
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.inflated_bytes, limits.inflated_bytes))


def allow_processor_time(limits: ReadingLimits) -> None:
    """Bound the next file's processor time, for when the parent dies before it can stop us."""
    try:
        import resource
    except ImportError:
        return
    own = limits.seconds + limits.ocr_pages * limits.ocr_seconds_per_page
    soft = int(time.process_time() + own) + 5
    resource.setrlimit(resource.RLIMIT_CPU, (soft, resource.RLIM_INFINITY))


def answers_to(order: Order, limits: ReadingLimits, answers: BinaryIO) -> Iterator[Answer]:
    """Read one file and give the answers: its pages and then the rest, or the failure."""
    from ingest.reading import read_file

    def tell_clock(clock: Clock) -> None:
        send(Answer(event=clock), answers)

    job = ReadingJob(Path(order.path), order.name, limits, tell_clock)
    try:
        document = read_file(job)
    except (UnreadableFile, MissingDependency) as error:
        yield Answer(event="failed", failure=Failure.of(error, detail=cause_of(error)))
    except MemoryError:
        yield Answer(event="failed", failure=Failure.of(out_of_memory(order.name, limits)))
    else:
        for page in document.pages:
            yield Answer(event="page", page=page)
        yield Answer(event="done", document=document.model_copy(update={"pages": ()}))


def out_of_memory(name: str, limits: ReadingLimits) -> LimitExceeded:
    """Name the file that needs more memory than there is for it."""
    megabytes = limits.memory_bytes // 1024**2
    return LimitExceeded("limit.memory", file=name, limit=megabytes)


def cause_of(error: BaseException) -> str:
    """Describe what lies under an error, for the log."""
    return repr(error.__cause__)[:500] if error.__cause__ is not None else ""


def send(answer: Answer, answers: BinaryIO) -> None:
    """Write one line and hand it over at once."""
    answers.write(answer.model_dump_json(exclude_defaults=True).encode() + b"\n")
    answers.flush()


if __name__ == "__main__":
    main()

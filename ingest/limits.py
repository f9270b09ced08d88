"""How much one file may cost, and the order to read one."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Clock = Literal["text", "ocr"]


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What reading one file may use before it is given up.

    Attributes:
        seconds: wall-clock time for one file, character recognition left out.
        memory_bytes: address space of the reading process.
        pages: pages or slides of one file.
        characters: characters of text of one file.
        blocks: headings, paragraphs, table rows and the like of one file.
        inflated_bytes: size of a compressed file once unpacked, by what it really yields.
        file_bytes: size of the file itself.
        members: entries of a compressed file.
        ocr_pages: pages of one file that go through character recognition.
        ocr_seconds_per_page: time for one of them.
        answer_bytes: what the reading process may send back for one file.
        files_per_child: files after which the reading process is replaced.
    """

    seconds: float = 120.0
    memory_bytes: int = 2 * 1024**3
    pages: int = 2_000
    characters: int = 20_000_000
    blocks: int = 200_000
    inflated_bytes: int = 500_000_000
    file_bytes: int = 200_000_000
    members: int = 10_000
    ocr_pages: int = 200
    ocr_seconds_per_page: float = 120.0
    answer_bytes: int = 150_000_000
    files_per_child: int = 50


def ignore_clock(clock: Clock) -> None:
    """Pay no attention to which clock runs: nobody is waiting."""


@dataclass(frozen=True, slots=True)
class ReadingJob:
    """One file to read, as the readers are given it.

    Attributes:
        path: where the bytes are.
        name: what people call the file; it never decides what the file is.
        tell_clock: called when character recognition of a page begins ("ocr") and ends ("text").
    """

    path: Path
    name: str
    limits: ReadingLimits = ReadingLimits()
    tell_clock: Callable[[Clock], None] = ignore_clock

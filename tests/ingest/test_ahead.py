"""Files are read ahead, in their order; what an archive holds is read while it is there."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.ahead import read_ahead
from ingest.archives import FoundFile
from ingest.reports import Given

GIVEN = Given(party="qc", audience="public")


def _file(number: int, *, member: bool = False) -> FoundFile:
    path = Path(f"/drop/{number}.md")
    return FoundFile(path.name, path, f"/drop/a.zip!{number}.md" if member else str(path))


def test_files_come_in_their_order_however_long_each_takes() -> None:
    files = [(_file(number), GIVEN) for number in range(6)]

    def read(found: FoundFile, given: Given) -> str:
        time.sleep(0.05 if found.name in {"0.md", "3.md"} else 0)
        return found.name

    begun = list(read_ahead(files, read, at_once=3))
    assert [each.found.name for each in begun] == [f"{number}.md" for number in range(6)]
    assert [each.reading.result() for each in begun] == [each.found.name for each in begun]


def test_some_are_read_at_once_and_no_more_than_may() -> None:
    inside, most, lock, together = 0, 0, threading.Lock(), threading.Barrier(2, timeout=10)

    def read(found: FoundFile, given: Given) -> str:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        together.wait()
        with lock:
            inside -= 1
        return found.name

    for each in read_ahead([(_file(number), GIVEN) for number in range(6)], read, at_once=2):
        each.reading.result()
    assert most == 2


def test_a_member_of_an_archive_is_read_before_the_next_is_asked_for() -> None:
    there: set[str] = set()

    def files() -> Iterator[tuple[FoundFile, Given]]:
        yield _file(0), GIVEN
        for number in (1, 2):
            there.add(f"{number}.md")
            yield _file(number, member=True), GIVEN
            there.remove(f"{number}.md")
        yield _file(3), GIVEN

    def read(found: FoundFile, given: Given) -> str:
        time.sleep(0.02)
        assert found.name in there or not found.is_fleeting
        return found.name

    read_files = [each.reading.result() for each in read_ahead(files(), read, at_once=3)]
    assert read_files == ["0.md", "1.md", "2.md", "3.md"]


def test_nothing_is_read_ahead_while_files_are_to_be_read_one_by_one() -> None:
    begun: list[str] = []

    def read(found: FoundFile, given: Given) -> str:
        begun.append(found.name)
        return found.name

    files = [(_file(number), GIVEN) for number in range(4)]
    for number, each in enumerate(read_ahead(files, read, at_once=2, one_by_one=lambda: True)):
        assert each.reading.result() == f"{number}.md"
        assert begun == [f"{n}.md" for n in range(number + 1)]


def test_a_failure_is_told_when_its_file_comes() -> None:
    def read(found: FoundFile, given: Given) -> str:
        if found.name == "1.md":
            raise ValueError("damaged")
        return found.name

    first, second, third = read_ahead([(_file(n), GIVEN) for n in range(3)], read, at_once=2)
    assert first.reading.result() == "0.md"
    with pytest.raises(ValueError, match="damaged"):
        second.reading.result()
    assert third.reading.result() == "2.md"


def test_files_before_a_broken_list_are_read_all_the_same() -> None:
    def files() -> Iterator[tuple[FoundFile, Given]]:
        yield _file(0), GIVEN
        yield _file(1), GIVEN
        raise ValueError("the manifest of the next folder")

    def read(found: FoundFile, given: Given) -> str:
        return found.name

    seen = read_ahead(files(), read, at_once=2)
    assert [next(seen).reading.result() for _ in range(2)] == ["0.md", "1.md"]
    with pytest.raises(ValueError, match="manifest"):
        next(seen)


def test_what_nobody_asks_for_any_more_is_not_begun() -> None:
    begun: list[str] = []
    going_on = threading.Event()

    def read(found: FoundFile, given: Given) -> str:
        begun.append(found.name)
        going_on.wait(10)
        return found.name

    reading = read_ahead(((_file(number), GIVEN) for number in range(20)), read, at_once=1)
    first = next(reading)
    reading.close()
    going_on.set()
    assert first.reading.result() == "0.md"
    time.sleep(0.05)
    assert begun == ["0.md"]

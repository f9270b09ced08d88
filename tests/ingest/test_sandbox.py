"""A file that endangers its reader is reported, and the next one is read."""

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ingest.sandbox import ReadingLimits, Sandbox
from kb.errors import LimitExceeded, UnreadableFile
from tests.ingest.files import minimal_docx, pdf

# Each does to the reading process what a hostile file would.
ENDLESS = "import time\nwhile True: time.sleep(1)"
CRASH = "import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)"
FLOOD = "import sys\nwhile True: sys.stdout.write('x' * 65536)"
NONSENSE = "print('{}', flush=True)\nimport time\ntime.sleep(60)"
LEAVING_A_CHILD = (
    "import subprocess, sys, time\n"
    "subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(300)', sys.argv[2]])\n"
    "time.sleep(300)"
)


def stand_in(source: str, *arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-c", f"import sys; sys.stdin.readline()\n{source}", *arguments)


@pytest.fixture
def text(tmp_path: Path) -> Path:
    path = tmp_path / "note.txt"
    path.write_text("Une bonne pratique.", encoding="utf-8")
    return path


def test_files_are_read_one_after_the_other(tmp_path: Path, text: Path) -> None:
    drawn = pdf(tmp_path / "a.pdf", [(72, 72, "Helvetica", 11, "Bonjour")])
    with Sandbox() as sandbox:
        assert sandbox.read(text).pages[0].text == "Une bonne pratique."
        assert sandbox.read(drawn, name="autre.pdf").title == "autre"
        with pytest.raises(UnreadableFile):
            sandbox.read(minimal_docx(tmp_path / "b.docx", "<w:p>"))
        assert sandbox.read(text).title == "note"


def test_a_child_that_takes_too_long_is_stopped(text: Path) -> None:
    with Sandbox(ReadingLimits(seconds=1), command=stand_in(ENDLESS)) as sandbox:
        began = time.monotonic()
        with pytest.raises(LimitExceeded) as caught:
            sandbox.read(text)
        assert time.monotonic() - began < 20
    assert caught.value.problem.code == "limit.time"
    assert caught.value.problem.values["file"] == "note.txt"


def test_what_the_child_started_is_stopped_with_it(text: Path) -> None:
    mark = f"left-by-{os.getpid()}"
    command = stand_in(LEAVING_A_CHILD)
    # The limits are argument 1; the mark is found among the arguments of what is left behind.
    program = command[2].replace("sys.argv[2]", repr(mark))
    with Sandbox(ReadingLimits(seconds=2), command=(*command[:2], program)) as sandbox:
        with pytest.raises(LimitExceeded):
            sandbox.read(text)
    time.sleep(0.2)
    listed = subprocess.run(["ps", "-eo", "stat,args"], capture_output=True, text=True, check=True)
    left = [row for row in listed.stdout.splitlines() if mark in row and "Z" not in row.split()[0]]
    assert [row for row in left if "-c import time;" in row] == []


@pytest.mark.parametrize(
    ("source", "error", "code"),
    [
        (CRASH, UnreadableFile, "reader.crashed"),
        (NONSENSE, UnreadableFile, "reader.crashed"),
        (FLOOD, LimitExceeded, "limit.answer"),
    ],
)
def test_crashes_and_floods_are_reported(
    text: Path, source: str, error: type[UnreadableFile], code: str
) -> None:
    limits = ReadingLimits(answer_bytes=1_000_000)
    with Sandbox(limits, command=stand_in(source)) as sandbox:
        with pytest.raises(error) as caught:
            sandbox.read(text)
    assert caught.value.problem.code == code


def test_a_file_that_needs_too_much_memory_is_reported_and_the_next_read(
    tmp_path: Path, text: Path
) -> None:
    hungry = minimal_docx(
        tmp_path / "hungry.docx", "<w:p><w:r><w:t>a</w:t></w:r></w:p>" * 2_000_000
    )
    with Sandbox(ReadingLimits(memory_bytes=512 * 1024**2)) as sandbox:
        with pytest.raises(UnreadableFile) as caught:
            sandbox.read(hungry)
        assert caught.value.problem.code in ("limit.memory", "reader.crashed", "limit.structure")
        assert sandbox.read(text).title == "note"


def test_the_child_is_replaced_after_its_share_of_files(text: Path) -> None:
    with Sandbox(ReadingLimits(files_per_child=2)) as sandbox:
        seen: set[int] = set()
        for _ in range(4):
            sandbox.read(text)
            seen |= _children(sandbox)
    assert len(seen) == 2


def _children(sandbox: Sandbox) -> set[int]:
    """Name the processes that there are now."""
    return {seat._child._process.pid for seat in sandbox._seats if seat._child is not None}


def test_no_more_children_start_than_read_at_once(text: Path) -> None:
    with Sandbox(at_once=3) as sandbox:
        for _ in range(3):
            sandbox.read(text)
        assert len(_children(sandbox)) == 1


def test_closing_ends_what_is_being_read(tmp_path: Path, text: Path) -> None:
    sleeper = tmp_path / "sleeper.py"
    sleeper.write_text("import time\ntime.sleep(60)\n", "utf-8")
    refused: list[str] = []

    def read(sandbox: Sandbox) -> None:
        with pytest.raises(UnreadableFile) as caught:
            sandbox.read(text)
        refused.append(caught.value.problem.code)

    sandbox = Sandbox(at_once=2, command=(sys.executable, str(sleeper)))
    threads = [threading.Thread(target=read, args=(sandbox,)) for _ in range(3)]
    for thread in threads:
        thread.start()
    while len(_children(sandbox)) < 2:
        time.sleep(0.01)
    sandbox.close()
    for thread in threads:
        thread.join(10)
    assert refused == ["reader.crashed"] * 3


@pytest.mark.parametrize("at_once", [1, 3])
def test_threads_may_share_a_sandbox(text: Path, at_once: int) -> None:
    titles: list[str] = []
    with Sandbox(at_once=at_once) as sandbox:
        threads = [
            threading.Thread(target=lambda: titles.append(sandbox.read(text).title))
            for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert titles == ["note"] * 4


def test_the_child_is_light_and_knows_no_secrets(
    text: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PASSERELLE_DATABASE_PASSWORD", "secret")
    with Sandbox() as sandbox:
        sandbox.read(text)
        (child,) = _children(sandbox)
        environment = Path(f"/proc/{child}/environ").read_bytes()
    assert b"secret" not in environment
    heavy = "import ingest.worker, ingest.reading, sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", heavy], capture_output=True, text=True, check=True)
    loaded = set(run.stdout.split())
    assert loaded.isdisjoint(("torch", "chromadb", "streamlit", "numpy", "pypdfium2", "lxml"))


def test_what_is_no_file_is_refused_without_a_child(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "empty.txt").touch()
    (tmp_path / "large.txt").write_bytes(b"x" * 100)
    with Sandbox(ReadingLimits(file_bytes=99)) as sandbox:
        for name, code in (
            ("none.txt", "file.missing"),
            ("pipe", "file.not_regular"),
            ("empty.txt", "file.empty"),
            ("large.txt", "limit.file_size"),
        ):
            with pytest.raises(UnreadableFile) as caught:
                sandbox.read(tmp_path / name)
            assert caught.value.problem.code == code
        assert not _children(sandbox)

"""Programs of ours, run in processes forked from one that has imported everything already.

A process that starts anew spends most of its time importing, and so would the tests.
"""

import multiprocessing
import os
import runpy
import signal
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from subprocess import CompletedProcess

ROOT = Path(__file__).resolve().parents[1]
PROCESSES = multiprocessing.get_context("forkserver")
# What is only imported where it is used comes along.
_LATE = ("alembic.command", "altair", "chromadb.api.client", "chromadb.api.rust", "cli",
         "ingest.pipeline", "kb.doctor", "kb.encoders.contextual", "kb.encoders.static",
         "kb.encoder_change", "kb.vectors", "langdetect", "onnxruntime", "pandas", "psycopg",
         "s3fs", "safetensors.numpy", "search.evaluation.encoders", "search.retriever",
         "streamlit.starlette", "streamlit.web.cli", "tantivy", "tests.roads.forked",
         "tokenizers", "ui.doors.routes", "ui.services")  # fmt: skip
PROCESSES.set_forkserver_preload(list(_LATE))


@dataclass(frozen=True)
class Program:
    """A program that was started, and where what it prints goes."""

    process: ForkServerProcess
    folder: tempfile.TemporaryDirectory[str]

    @property
    def pid(self) -> int:
        """Give its number."""
        assert self.process.pid is not None
        return self.process.pid

    def ended(self, patience: float = 300) -> CompletedProcess[str]:
        """Wait until it ends; give its status and what it printed."""
        self.process.join(patience)
        assert self.process.exitcode is not None, "it does not end"
        output, errors = (self._printed(name) for name in ("output", "errors"))
        return CompletedProcess([], self.process.exitcode, output, errors)

    def end(self, how: signal.Signals = signal.SIGKILL, patience: float = 60) -> None:
        """End it and what it started."""
        if self.process.is_alive():
            with suppress(ProcessLookupError):
                os.killpg(self.pid, how)
        self.process.join(patience)
        self.process.close()
        self.folder.cleanup()

    def _printed(self, name: str) -> str:
        return (Path(self.folder.name) / name).read_text("utf-8")


def begun(*arguments: str, environment: Mapping[str, str]) -> Program:
    """Start a program as `python` with these arguments does, among ours beside `environment`."""
    folder = tempfile.TemporaryDirectory(prefix="passerelle-warm-")
    started = PROCESSES.Process(
        target=_become, args=(arguments, {**os.environ, **environment}, folder.name)
    )
    started.start()
    return Program(started, folder)


def run(*arguments: str, environment: Mapping[str, str]) -> CompletedProcess[str]:
    """Run a program to its end."""
    program = begun(*arguments, environment=environment)
    try:
        return program.ended()
    finally:
        program.end()


def _become(arguments: tuple[str, ...], environment: dict[str, str], folder: str) -> None:
    os.setsid()
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(ROOT)
    for number, name in ((1, "output"), (2, "errors")):
        os.dup2(os.open(Path(folder) / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
    if arguments[0] == "-m":
        sys.argv = list(arguments[1:])
        runpy.run_module(arguments[1], run_name="__main__", alter_sys=True)
    else:
        sys.argv = list(arguments)
        runpy.run_path(arguments[0], run_name="__main__")

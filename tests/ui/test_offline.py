"""Attempts to reach a network are seen, refused and told, in every process of the roads."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from kb.doctoring.findings import State
from kb.settings import Settings
from ui.offline.watching import go_offline

ROOT = Path(__file__).resolve().parents[2]


def test_the_main_roads_reach_for_no_network(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "cli.py", "doctor", "--offline", "--json"],
        cwd=ROOT,
        env=os.environ | {"KB_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
    )
    (finding,) = json.loads(done.stdout)
    assert (done.returncode, finding["state"]) == (0, "ok"), finding
    for road in ("ingest", "encode", "index", "search", "draw"):
        assert road in finding["message"]
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    "attempt",
    [
        "socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "socket.getaddrinfo('example.org', 443)",
        "socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('192.0.2.1', 53))",
    ],
)
def test_an_attempt_is_told_even_if_nobody_notices_it_fail(
    settings: Settings, attempt: str
) -> None:
    program = f"import socket\ntry:\n    {attempt}\nexcept OSError:\n    pass\n"
    finding = go_offline(settings, ("-W", "ignore", "-c", program))
    assert finding.state is State.ERROR and finding.notice.code == "doctor.offline_attempts"


def test_processes_that_nobody_watched_prove_nothing(settings: Settings) -> None:
    finding = go_offline(settings, ("-c", "pass"))
    assert finding.notice.code == "doctor.offline_failed"

"""The examples of docs/api.md, run as they stand, by curl, against a server."""

import json
import re
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette

from kb.access_tokens import Scope
from tests.ui.api.library import Library, library_in
from tests.warm import ROOT
from ui import services
from ui.doors.routes import routes

SHELL = re.compile(r"^```sh\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, Library]]:
    """Serve a library on a free port."""
    with library_in(tmp_path / "home") as library:
        monkeypatch.setattr(services, "opened_services", lambda: library.opened)
        app = Starlette(routes=list(routes()))
        settings = uvicorn.Config(app, port=0, log_level="error", lifespan="off", ws="none")
        server = uvicorn.Server(settings)
        thread = threading.Thread(target=server.run, daemon=True)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}", library
        server.should_exit = True
        thread.join(timeout=10)


def test_the_examples_answer(served: tuple[str, Library], tmp_path: Path) -> None:
    base, library = served
    examples = SHELL.findall((ROOT / "docs" / "api.md").read_text("utf-8"))
    assert len(examples) >= 5
    secret = library.token("expert", *Scope)
    for example in examples:
        done = subprocess.run(
            ["bash", "-euc", example.replace("curl -s", "curl -s -w '\\n'")],
            env={"BASE": base, "TOKEN": secret, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"},
            cwd=tmp_path,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, (example, done.stderr)
        answers = [json.loads(line) for line in done.stdout.splitlines()]
        assert len(answers) == example.count("curl -s") - example.count("$(curl")
        for answer in answers:
            missing = answer.get("code") == "document.not_found" and "/documents/0" in example
            assert missing or "code" not in answer, (example, answer)

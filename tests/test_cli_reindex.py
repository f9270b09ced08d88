"""A change of encoder in the terminal: asked for, refused with reasons, followed, taken back."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from cli import app
from kb.settings import EMBEDDED_ENCODER, STATIC_ENCODER, Settings
from kb.store import open_store
from tests.shelf import Shelf


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KB_ENCODER", str(STATIC_ENCODER))
    settings = Settings(home=tmp_path / "home", database_url="", encoder=str(STATIC_ENCODER))
    with open_store(settings) as store:
        Shelf(store).put("La navette part de la gare.")
    # A test is no work for the background.
    monkeypatch.setattr("ui.commands.reindexing.step_back", lambda settings: None)


def reindex(*options: str) -> Result:
    return CliRunner().invoke(app, ["reindex", *options])


def status() -> dict[str, object]:
    found: dict[str, object] = json.loads(reindex("--status", "--json").stdout)
    return found


def test_what_cannot_be_asked_is_said() -> None:
    assert status()["run"] is None
    for options, reason in (
        ((), "No change of encoder has begun"),
        (("--stop",), "No change of encoder has begun"),
        (("--back",), "never changed here"),
        (("--back", "--stop"), "do not go together"),
        (("--encoder", str(Path(__file__).parent)), "holds no"),
    ):
        done = reindex(*options)
        assert done.exit_code == 2 and reason in done.stderr


def test_refused_forced_and_taken_back() -> None:
    refused = reindex("--encoder", EMBEDDED_ENCODER.name)
    assert refused.exit_code == 2 and "Only 0 judged questions" in refused.stderr
    assert str(status()["serving"]).startswith(STATIC_ENCODER.name)
    done = reindex("--force", "--json")
    assert done.exit_code == 0, done.stderr
    facts = json.loads(done.stdout)
    assert facts["serving"].startswith(EMBEDDED_ENCODER.name)
    assert facts["run"]["state"] == "done" and facts["run"]["done"] == 1
    # Asked again, there is nothing left to do.
    assert reindex("--encoder", EMBEDDED_ENCODER.name).exit_code == 0
    back = reindex("--back")
    assert back.exit_code == 0 and f"serving:  {STATIC_ENCODER.name}" in back.stdout

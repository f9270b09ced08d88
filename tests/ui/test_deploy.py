"""What is written for servers names settings and commands that are there."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import typer
import yaml  # type: ignore[import-untyped]

import cli
from kb.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted(path for path in (ROOT / "deploy").rglob("*") if path.is_file())


def known() -> Iterator[str]:
    """Name the settings as the environment does."""
    for name, field in Settings.model_fields.items():
        yield str(field.validation_alias or f"KB_{name}").upper()


def test_every_setting_that_is_named_is_one() -> None:
    named = {name for path in FILES for name in re.findall(r"KB_[A-Z_]+", path.read_text("utf-8"))}
    assert {"KB_DATABASE_URL", "KB_KEYS", "KB_HOME", "KB_METRICS_TOKEN"} <= named
    assert named <= set(known())


def test_every_command_that_is_run_is_one() -> None:
    there = set(typer.main.get_command(cli.app).commands)  # type: ignore[attr-defined]
    run = {
        name
        for path in FILES
        for name in re.findall(
            r"python\W+cli\.py[\s\",]+([a-z][a-z-]*)\b(?!\.)", path.read_text("utf-8")
        )
    }
    assert "work" in run and run <= there


@pytest.mark.parametrize("name", ["web-1", "web-2", "worker-1", "worker-2"])
def test_each_process_has_a_home_of_its_own_and_the_shared_keys(name: str) -> None:
    services = yaml.safe_load((ROOT / "deploy" / "compose.yaml").read_text("utf-8"))["services"]
    homes = {volume for volume in services[name]["volumes"] if volume.endswith(":/data")}
    others = {
        v for other, each in services.items() if other != name for v in each.get("volumes", [])
    }
    assert len(homes) == 1 and not homes & others
    assert "keys:/keys" in services[name]["volumes"]


def test_the_image_holds_everything_that_runs() -> None:
    copied = set(re.findall(r"[\w./]+", " ".join(
        line for line in (ROOT / "deploy" / "Dockerfile").read_text("utf-8").splitlines()
        if line.startswith("COPY")
    )))  # fmt: skip
    assert {"app.py", "cli.py", "kb", "ingest", "search", "ui", "encoder", ".streamlit"} <= copied

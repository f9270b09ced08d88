"""Twins and gaps in the terminal, as programs and people meet them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

import cli
from kb.settings import STATIC_ENCODER, Settings
from kb.store import open_store
from tests.shelf import Shelf


@pytest.fixture
def ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, str]]:
    """Make a home of one practice of each party, and have the terminal use it."""
    monkeypatch.setenv("KB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KB_ENCODER", str(STATIC_ENCODER))
    chosen = Settings(home=tmp_path / "home", database_url="", encoder=str(STATIC_ENCODER))
    with open_store(chosen) as store:
        shelf = Shelf(store)
        ids = (
            shelf.put("Des ateliers pour les aînés.", title="Ateliers", party="qc"),
            shelf.put("Un camion pour les aînés.", title="Camion", party="fr"),
        )
    yield ids


def said(*arguments: str, status: int = 0) -> str:
    done = CliRunner().invoke(cli.app, list(arguments))
    assert done.exit_code == status, done.output
    return done.stdout if status == 0 else done.output


def test_twins_are_listed_confirmed_and_rejected(ends: tuple[str, str]) -> None:
    listed = json.loads(said("twins", "list", "--party", "qc", "--json"))
    assert [(each["one"], each["other"]) for each in listed] == [ends]
    assert "Ateliers" in said("twins", "list") and "Camion" in said("twins", "list")
    said("twins", "confirm", *ends)
    confirmed = json.loads(said("twins", "list", "--state", "confirmed", "--json"))
    assert {confirmed[0]["one"], confirmed[0]["other"]} == set(ends)
    said("twins", "reject", *ends)
    assert json.loads(said("twins", "list", "--json")) == []
    assert "no such pair" in said("twins", "confirm", ends[0], "0" * 32, status=2)
    said("twins", "list", "--state", "other", status=2)


def test_gaps_are_told(ends: tuple[str, str]) -> None:
    gaps = json.loads(said("gaps", "--json"))
    assert gaps["sister"]["count"] == 2 == gaps["evidence"]["count"]
    assert "Camion" in said("gaps")

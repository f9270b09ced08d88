"""Judged pairs and usage in the terminal."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli import app
from kb.audit import OPERATOR
from kb.people import Role
from kb.settings import STATIC_ENCODER, read_settings
from kb.store import open_store
from search.nouns import Question
from tests.shelf import Shelf
from ui.services import services_over

Run = Callable[..., str]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command in this process, on a home of its own."""
    monkeypatch.setenv("KB_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("KB_ENCODER", str(STATIC_ENCODER))

    def command(*arguments: str, status: int = 0) -> str:
        done = CliRunner().invoke(app, arguments)
        assert done.exit_code == status, done.output
        return done.stdout if status == 0 else done.output

    return command


def test_judged_pairs_are_listed_exported_and_measured(run: Run, tmp_path: Path) -> None:
    document = _judge()
    (pair,) = json.loads(run("judged", "list", "--json"))
    assert (pair["question"], pair["document_id"], pair["grade"]) == ("navette", document, 2)
    assert run("judged", "list").split() == ["2", document, "und", "navette"]
    exported = json.loads(run("judged", "export", str(tmp_path / "out"), "--json"))
    assert (exported["questions"], exported["pairs"]) == (1, 1)
    assert document in (tmp_path / "out" / "qrels.tsv").read_text("utf-8")
    (measured,) = json.loads(run("evaluate", "--feedback", "--mode", "hybrid", "--json"))
    assert (measured["name"], measured["questions"]) == ("feedback", 1)


def test_usage_is_counted_by_month_and_language(run: Run) -> None:
    with open_store(read_settings()) as store:
        records = services_over(store).interest.records
        records.asked(Question(text="est-ce que les navettes sont dans la gare"), "weak", 30.0, "s")
        records.flush()
    (figure,) = json.loads(run("usage", "--json"))
    assert (figure["language"], figure["searches"], figure["weak"]) == ("fr", 1, 1)


def test_evaluate_wants_something_to_measure(run: Run) -> None:
    assert "--feedback" in run("evaluate", status=2)


def _judge() -> str:
    with open_store(read_settings()) as store:
        document = Shelf(store).put("Des navettes relient la gare de Mende au parc.")
        user, _ = store.accounts.add(
            "colette", name="Colette", party="qc", role=Role.COORDINATOR, by=OPERATOR
        )
        access = store.catalogue.reader.every_scope()
        services_over(store).interest.opinions.judge("navette", document, 2, user, access=access)
    return document

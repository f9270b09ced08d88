"""Judged pairs and usage in the terminal."""

import json
from pathlib import Path

from kb.audit import OPERATOR
from kb.people import Role
from kb.settings import Settings
from kb.store import open_store
from tests.shelf import Shelf
from tests.test_cli import run
from ui.services import services_over


def test_judged_pairs_are_listed_exported_and_measured(tmp_path: Path) -> None:
    home = tmp_path / "home"
    document = _judge(home)
    (pair,) = json.loads(run(home, "judged", "list", "--json"))
    assert (pair["question"], pair["document_id"], pair["grade"]) == ("navette", document, 2)
    exported = json.loads(run(home, "judged", "export", str(tmp_path / "out"), "--json"))
    assert (exported["questions"], exported["pairs"]) == (1, 1)
    assert document in (tmp_path / "out" / "qrels.tsv").read_text("utf-8")
    (measured,) = json.loads(run(home, "evaluate", "--feedback", "--mode", "hybrid", "--json"))
    assert (measured["name"], measured["questions"]) == ("feedback", 1)
    assert json.loads(run(home, "usage", "--json")) == []


def test_evaluate_wants_something_to_measure(tmp_path: Path) -> None:
    assert "--feedback" in run(tmp_path / "home", "evaluate", status=2)


def _judge(home: Path) -> str:
    with open_store(Settings(home=home, database_url="")) as store:
        document = Shelf(store).put("Des navettes relient la gare de Mende au parc.")
        user, _ = store.accounts.add(
            "colette", name="Colette", party="qc", role=Role.COORDINATOR, by=OPERATOR
        )
        access = store.catalogue.reader.every_scope()
        services_over(store).interest.opinions.judge("navette", document, 2, user, access=access)
    return document

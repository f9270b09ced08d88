"""The terminal face, as programs and people meet it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from search.nouns import Mode
from tests import warm

ROOT = Path(__file__).resolve().parents[1]


def run(home: Path, *arguments: str, status: int = 0, **settings: str) -> str:
    done = warm.run("cli.py", *arguments, environment={"KB_HOME": str(home)} | settings)
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout if status == 0 else done.stderr + done.stdout


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Take one sheet into a new home."""
    folder = tmp_path_factory.mktemp("filled")
    sheet = folder / "navettes.md"
    sheet.write_text("# Navettes\n\nDes navettes relient la gare de Mende au parc.\n", "utf-8")
    run(folder / "home", "ingest", str(sheet), "--party", "fr", "--domain", "mobility")
    return folder / "home"


@pytest.fixture
def home(filled: Path, tmp_path: Path) -> Path:
    """Give each test a home of its own with the sheet in it."""
    return Path(shutil.copytree(filled, tmp_path / "home"))


def test_ingest_tells_programs_what_became_of_each_file(tmp_path: Path) -> None:
    good, bad = tmp_path / "a.txt", tmp_path / "b.pdf"
    good.write_text("Le mentorat aide les apprentis à rester en emploi.", "utf-8")
    bad.write_bytes(b"\x00\x01")
    reports = json.loads(run(tmp_path / "home", "ingest", str(good), str(bad), "--json"))
    assert [report["outcome"] for report in reports] == ["read", "failed"]
    assert {"file", "outcome", "reason", "document_id", "passages", "pages", "unread_pages"} <= (
        reports[0].keys()
    )
    assert reports[0]["passages"] == reports[0]["pages"] == 1
    assert "b.pdf" in reports[1]["reason"]


def test_search_tells_programs_where_the_answer_stands(home: Path) -> None:
    (hit,) = json.loads(run(home, "search", "shuttle from the station", "-k", "3", "--json"))
    assert hit.keys() == {
        "rank", "score", "document_id", "title", "party", "kind", "language", "page", "passage",
        "file",
    }  # fmt: skip
    assert (hit["rank"], hit["title"], hit["party"], hit["page"]) == (1, "Navettes", "fr", 1)
    assert "gare de Mende" in hit["passage"]
    assert 0 < hit["score"] <= 1


@pytest.mark.parametrize(
    ("option", "value", "found"),
    [
        ("--party", "fr", 1),
        ("--party", "qc", 0),
        ("--language", "en", 0),
        ("--domain", "mobility", 1),
        ("--kind", "debrief", 0),
    ],
)
def test_search_narrows(home: Path, option: str, value: str, found: int) -> None:
    hits = json.loads(run(home, "search", "navettes", option, value, "--json"))
    assert len(hits) == found


def test_people_get_lines_to_read(home: Path) -> None:
    assert "1. Navettes" in run(home, "search", "navette")
    assert "documents" in run(home, "status")
    assert "encoder" in run(home, "doctor")


def test_doctor_and_status_talk_to_programs(home: Path) -> None:
    findings = json.loads(run(home, "doctor", "--json"))
    assert {"catalogue", "indexes", "originals", "encoder"} <= {each["check"] for each in findings}
    assert json.loads(run(home, "status", "--json"))["documents"] == 1


def test_doctor_finds_a_missing_original(home: Path) -> None:
    (original,) = (home / "originals").glob("??/*")
    original.unlink()
    assert "missing" in run(home, "doctor", status=1)


def test_erasing_gives_a_receipt_that_is_listed(home: Path) -> None:
    (hit,) = json.loads(run(home, "search", "navettes", "--json"))
    receipt = json.loads(run(home, "erase", hit["document_id"], "--yes", "--json"))
    assert receipt["document_id"] == hit["document_id"]
    assert json.loads(run(home, "search", "navettes", "--json")) == []
    (listed,) = json.loads(run(home, "receipts", "--json"))
    assert listed == receipt | {"genuine": True}
    assert hit["document_id"] in run(home, "receipts")
    assert "genuine" in run(home, "erase", hit["document_id"], "--yes")


def test_nothing_is_erased_before_somebody_says_yes(home: Path) -> None:
    (hit,) = json.loads(run(home, "search", "navettes", "--json"))
    run(home, "erase", hit["document_id"], status=1)
    assert json.loads(run(home, "search", "navettes", "--json"))


@pytest.mark.parametrize(
    "arguments",
    [
        ("erase", "0" * 32, "--yes"),
        ("ingest", "/nowhere/at/all"),
        ("evaluate", "/nowhere/at/all"),
        ("evaluate", "corpus", "--plot", "modes.gif"),
        ("evaluate", "corpus", "--markdown", "/nowhere/at/all.md"),
        ("search", "mot " * 1000),
        ("ingest", str(ROOT / "README.md"), "--party", "be"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_line(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    status = 1 if "be" in arguments else 2
    assert run(tmp_path / "home", *arguments, status=status).strip()


def test_a_wrong_setting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KB_LANGUAGE", "de")
    assert "KB_LANGUAGE" in run(tmp_path / "home", "status", status=2)


def test_evaluate_measures_a_beir_folder_in_every_mode(tmp_path: Path) -> None:
    folder = tmp_path / "beir"
    folder.mkdir()
    corpus = [("d1", "Des navettes relient la gare."), ("d2", "Mentors help new welders.")]
    queries = [("q1", "train station"), ("q2", "mentorat")]
    for name, rows in (("corpus", corpus), ("queries", queries)):
        lines = [json.dumps({"id": key, "text": text}) for key, text in rows]
        (folder / f"{name}.jsonl").write_text("\n".join(lines), "utf-8")
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\n", "utf-8")
    figures = json.loads(run(tmp_path / "home", "evaluate", str(folder), "--json"))
    assert figures.keys() == {mode.value for mode in Mode}
    assert figures["hybrid"].keys() == {"ndcg@10", "recall@1", "recall@10", "recall@100", "mrr@10"}
    assert figures["dense"]["ndcg@10"] == 1.0
    only = json.loads(run(tmp_path / "home", "evaluate", str(folder), "--mode", "dense", "--json"))
    assert only == {"dense": figures["dense"]}
    markdown, plot = tmp_path / "table.md", tmp_path / "plot.html"
    wanted = ["--markdown", str(markdown), "--plot", str(plot)]
    shown = run(tmp_path / "home", "evaluate", str(tmp_path), *wanted)
    assert "| dense | 1.000 [1.000, 1.000] |" in shown
    assert markdown.read_text("utf-8").strip() in shown
    assert plot.stat().st_size
    (whole,) = json.loads(run(tmp_path / "home", "evaluate", str(tmp_path), "--json"))
    assert (whole["name"], whole["questions"]) == ("beir", 2)
    assert whole["by_mode"]["dense"]["ndcg@10"] == {"value": 1.0, "low": 1.0, "high": 1.0}


@pytest.mark.skipif(not hasattr(os, "SCHED_IDLE"), reason="only Linux has such a priority")
@pytest.mark.parametrize(("priority", "policy"), [("idle", "SCHED_IDLE"), ("low", "SCHED_OTHER")])
def test_long_commands_leave_the_processor_to_people(priority: str, policy: str) -> None:
    program = (
        "import os; from kb.settings import read_settings; from ui.commands.opening import"
        " step_back; step_back(read_settings()); print(os.sched_getscheduler(0), os.nice(0))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"KB_BATCH_PRIORITY": priority},
        capture_output=True,
        text=True,
        check=True,
    )
    scheduler, nice = map(int, done.stdout.split())
    assert scheduler == getattr(os, policy)
    assert (nice > os.nice(0)) == (priority == "low")

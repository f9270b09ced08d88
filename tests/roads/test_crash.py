"""Killed at any moment, an ingest loses nothing it acknowledged and leaves nothing half-stored."""

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kb.nouns import Filters
from kb.settings import Settings
from kb.store import open_store
from search.nouns import Question
from search.retriever import Retriever

ROOT = Path(__file__).resolve().parents[2]
ROUNDS = 50
FILES = 16
QUESTIONS = ("navette vers la gare", "mentors for newcomers", "simulation", "fiche 7", "agence 12")

INGEST = """
import sys
from pathlib import Path
from ingest.pipeline import Ingest
from ingest.reports import Given
from ingest.sandbox import Sandbox
from kb.settings import Settings
from kb.store import open_store

home, folder = map(Path, sys.argv[1:])
with open_store(Settings(home=home, database_url="")) as store, Sandbox() as sandbox:
    given = Given(party="qc", audience="public")
    for report in Ingest(store, sandbox).take_in_all([folder], given):
        print(report.file, report.outcome, flush=True)
        store.catch_up()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Write some small files in three formats."""
    folder = tmp_path_factory.mktemp("files")
    for number in range(FILES):
        text = (
            f"Fiche {number} de l’agence {number * 3}. Une navette numéro {number} part de la gare "
            f"de la ville {number}.\n\nMentors help newcomers in year {2000 + number}.\n"
        )
        suffix = ("txt", "md", "html")[number % 3]
        body = f"<html><body><h1>Fiche {number}</h1><p>{text}</p></body></html>"
        content = body if suffix == "html" else text
        (folder / f"fiche-{number:02}.{suffix}").write_text(content, "utf-8")
    return folder


def start(home: Path, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", INGEST, str(home), str(folder)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def finish(home: Path, folder: Path) -> None:
    process = start(home, folder)
    process.communicate(timeout=300)
    assert process.returncode == 0


def state(home: Path) -> str:
    """Describe all that a reader could find, by names that do not depend on the run."""
    with open_store(Settings(home=home, database_url="")) as store:
        scope = store.catalogue.reader.every_scope()
        reader = store.catalogue.reader
        documents = {each.id: each for each in reader.browse(Filters(), access=scope)}
        names = {each: documents[each].file_name for each in documents}
        passages = {
            names[each]: [
                passage.model_dump(exclude={"id", "document_id"})
                for passage in reader.passages_of(each, access=scope)
            ]
            for each in documents
        }
        assert store.follower is not None
        counts = [index.count() for index in store.follower.indexes]
        retriever = Retriever.over(store)
        hits = {
            question: sorted(
                (round(hit.score, 4), names[hit.document.id])
                for hit in retriever.answer(Question(text=question, limit=100), access=scope).hits
            )
            for question in QUESTIONS
        }
        originals = sorted(set(store.originals.stored()))
    return json.dumps([passages, counts, hits, originals], sort_keys=True)


def test_killed_at_fifty_random_moments(folder: Path, tmp_path: Path) -> None:
    undisturbed = tmp_path / "undisturbed"
    began = time.monotonic()
    finish(undisturbed, folder)
    whole = time.monotonic() - began
    expected = state(undisturbed)
    moments = random.Random(20221124)  # noqa: S311 - moments, not secrets
    home = tmp_path / "disturbed"
    completed = 0
    for _ in range(ROUNDS):
        process = start(home, folder)
        try:
            process.wait(timeout=moments.uniform(0.05, whole))
            completed += 1
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        output, _ = process.communicate()
        acknowledged = {
            line.split()[0] for line in output.splitlines() if line.endswith(("read", "skipped"))
        }
        assert acknowledged <= stored_names(home)
        if completed == 3:
            # The home is complete: begin again, so that every round has something to break.
            assert state(home) == expected
            shutil.rmtree(home)
            completed = 0
    finish(home, folder)
    assert state(home) == expected


def stored_names(home: Path) -> set[str]:
    if not (home / "catalogue.sqlite").exists():
        return set()
    with open_store(Settings(home=home, database_url=""), own=False) as store:
        scope = store.catalogue.reader.every_scope()
        documents = store.catalogue.reader.browse(Filters(), access=scope)
        for document in documents:
            store.originals.path(document.content_hash)
            found = store.catalogue.reader.passages_of(document.id, access=scope)
            assert len(found) == document.passage_count > 0
        return {document.file_name for document in documents}

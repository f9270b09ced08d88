"""Killed at any moment, an ingest loses nothing it acknowledged and leaves nothing half-stored."""

import json
import os
import random
import shutil
import time
from functools import partial
from pathlib import Path

import pytest

from kb.nouns import Filters
from kb.settings import STATIC_ENCODER
from kb.store import Role, Store, open_store
from search.nouns import Question
from search.retriever import Retriever
from tests.roads.fleet import Fleet, caught_up, reports, servers_and_fleet, until
from tests.roads.forked import settings_of, taking_in
from tests.servers import S3_KEYS, PostgresServer

KILLS = 50
ROUNDS = int(os.environ.get("KB_TEST_ROUNDS", "1"))
FILES = 10
QUESTIONS = ("navette vers la gare", "mentors for newcomers", "simulation", "fiche 7", "agence 12")


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


@pytest.fixture(scope="module")
def undisturbed(folder: Path, memory: Path) -> tuple[str, float]:
    """Take the files in undisturbed, in one home; give all there is to find, and the seconds."""
    home, nothing = memory / "undisturbed", memory / "nothing"
    nothing.mkdir()
    # The process that others are forked from starts with the first.
    finish(nothing / "home", nothing)
    began = time.monotonic()
    finish(home, folder)
    whole = time.monotonic() - began
    with open_store(settings_of(home)) as store:
        return state(store), whole


def finish(home: Path, folder: Path) -> None:
    process = taking_in(home, folder, home.with_suffix(".told"))
    process.join(300)
    assert process.exitcode == 0


def state(store: Store) -> str:
    """Describe all that a reader could find, by names that do not depend on the run."""
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
    assert len(passages) == len(documents), "a file was stored twice"
    followers = [each for each in (store.follower, store.vector_follower) if each]
    counts = [index.count() for follower in followers for index in follower.indexes]
    assert len(counts) == 4 and len(set(counts)) == 1
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


def test_killed_at_fifty_random_moments(
    folder: Path, undisturbed: tuple[str, float], memory: Path
) -> None:
    expected, whole = undisturbed
    moments = random.Random(20221124)  # noqa: S311 - moments, not secrets
    home, told = memory / "disturbed", memory / "told"
    completed = 0
    for _ in range(KILLS):
        told.write_text("", "utf-8")
        process = taking_in(home, folder, told)
        process.join(moments.uniform(0.05, whole))
        completed += process.exitcode == 0
        process.kill()
        process.join()
        lines = told.read_text("utf-8").splitlines()
        acknowledged = {line.split()[0] for line in lines if line.endswith(("read", "skipped"))}
        assert acknowledged <= stored_names(home)
        if completed == 3:
            # The home is complete: begin again, so that every round has something to break.
            assert state_of(home) == expected
            shutil.rmtree(home)
            completed = 0
    finish(home, folder)
    assert state_of(home) == expected


def state_of(home: Path) -> str:
    with open_store(settings_of(home)) as store:
        return state(store)


def stored_names(home: Path) -> set[str]:
    if not (home / "catalogue.sqlite").exists():
        return set()
    with open_store(settings_of(home), own=False) as store:
        scope = store.catalogue.reader.every_scope()
        documents = store.catalogue.reader.browse(Filters(), access=scope)
        for document in documents:
            store.originals.path(document.content_hash)
            found = store.catalogue.reader.passages_of(document.id, access=scope)
            assert len(found) == document.passage_count > 0
        return {document.file_name for document in documents}


def test_workers_killed_at_random_moments_end_with_the_same(
    folder: Path,
    undisturbed: tuple[str, float],
    postgres: PostgresServer,
    memory: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in S3_KEYS.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("KB_ENCODER", str(STATIC_ENCODER))
    moments = random.Random(20221124)  # noqa: S311 - moments, not secrets
    for number in range(ROUNDS):
        root = memory / f"round-{number}"
        with servers_and_fleet(root, postgres) as (servers, fleet):
            kill_workers(fleet, folder, moments)
            until(partial(caught_up, fleet), "the vectors do not follow")
            looker = servers.settings("looker", encoder=str(STATIC_ENCODER))
            with open_store(looker, role=Role.WORKER) as store:
                assert state(store) == undisturbed[0]
                assert not store.catalogue.jobs.counts()


def kill_workers(fleet: Fleet, folder: Path, moments: random.Random) -> None:
    """Have two workers read the files; kill each at a random moment, and start it again."""
    workers = {name: fleet.worker(name) for name in ("worker-1", "worker-2")}
    asked = fleet.ingest(folder)
    for name in moments.sample(sorted(workers), 2):
        until(partial(read, fleet, moments.randrange(FILES - 2)), "nothing more was read")
        time.sleep(moments.uniform(0, 0.5))
        fleet.end(workers[name])
        fleet.worker(name)
    told = reports(asked)
    assert len(told) == FILES and set(told.values()) == {"read"}


def read(fleet: Fleet, number: int) -> bool:
    """Tell whether so many files were read."""
    reader = fleet.catalogue.reader
    return len(reader.browse(Filters(), access=reader.every_scope())) >= number

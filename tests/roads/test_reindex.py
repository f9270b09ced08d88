"""Killed at any moment, a change of encoder goes on and ends as one that nobody disturbed.

A process that serves answers all the while, and takes the new encoder over by itself.
"""

import json
import os
import random
import shutil
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import select

from kb.catalogue import Catalogue
from kb.catalogue.reindexings import Reindexings
from kb.catalogue.schema import embeddings, versions
from kb.nouns import DocumentFields, Kind
from kb.reindexing import RunState
from kb.settings import EMBEDDED_ENCODER, STATIC_ENCODER, Settings
from kb.store import Store, open_store
from search.nouns import Question
from search.retriever import Retriever
from tests.shelf import make_submission
from tests.warm import Program, begun
from ui.serving import Serving

KILLS = 20 * int(os.environ.get("KB_TEST_ROUNDS", "1"))
DOCUMENTS, PASSAGES = 14, 4
QUESTIONS = ("navette vers la gare", "mentors for newcomers", "fiche 7", "agence 12")


@pytest.fixture(scope="module")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fill a home with the static encoder."""
    home = tmp_path_factory.mktemp("before") / "home"
    with open_store(settings_of(home)) as store:
        for number in range(DOCUMENTS):
            fill(store, number)
    return home


def settings_of(home: Path) -> Settings:
    return Settings(home=home, database_url="", encoder=str(STATIC_ENCODER))


def fill(store: Store, number: int) -> None:
    ending = " ".join(f"La navette {number} part de la gare." for _ in range(number % 3 + 1))
    texts = [
        f"Fiche {number} de l’agence {number * part}. {ending} Mentors help newcomers {part}."
        for part in range(PASSAGES)
    ]
    fields = DocumentFields(
        title=f"Fiche {number}", party="qc", kind=Kind.PRACTICE_SHEET, language="fr",
        audience="public",
    )  # fmt: skip
    vectors = store.encoder.encode_passages(texts)
    submission = make_submission("\n\n".join(texts), fields)
    store.catalogue.writer.store(submission, vectors, store.encoder.name)


def begin(home: Path, rows: Reindexings) -> Program:
    """Start the change, and wait until it is at work."""
    before = rows.last()
    asked = ("cli.py", "reindex", "--encoder", EMBEDDED_ENCODER.name, "--force")
    settings = {"KB_HOME": str(home), "KB_ENCODER": str(STATIC_ENCODER), "KB_DATABASE_URL": ""}
    program = begun(*asked, environment=settings)
    while program.process.is_alive() and rows.last() == before:
        time.sleep(0.02)
    return program


def finish(program: Program) -> None:
    done = program.ended()
    assert done.returncode == 0, done.stderr
    program.end()


def state(home: Path) -> str:
    """Describe all that the change makes: vectors, what indexes hold, and hits."""
    with open_store(settings_of(home)) as store:
        scope, rows = store.catalogue.reader.every_scope(), store.catalogue.reindexings
        with store.catalogue.engine.connect() as connection:
            made = connection.execute(
                select(embeddings.c.passage_id, embeddings.c.encoder, embeddings.c.vector)
                .order_by(embeddings.c.passage_id, embeddings.c.encoder)
            ).all()  # fmt: skip
            centroids = connection.execute(
                select(versions.c.id, versions.c.encoder, versions.c.centroid)
                .order_by(versions.c.id)
            ).all()  # fmt: skip
        question = store.encoder.encode_question(QUESTIONS[0])
        placed = store.facts.placed([row[0] for row in made], access=scope)
        assert store.follower is not None
        last, switch = rows.last(), rows.switch()
        assert last is not None and last.state is RunState.DONE
        assert switch is not None and rows.run() is None
        return json.dumps(
            [
                [[*row[:2], row[2].hex()] for row in (*made, *centroids)],
                [switch.encoder, switch.former, store.encoder.name],
                [index.count() for index in store.follower.indexes],
                [(hit.passage_id, round(hit.score, 5)) for hit in
                 store.vectors.search(question, access=scope, limit=5 * DOCUMENTS * PASSAGES)],
                placed.vectors.tolist(),
                {each: hits(Retriever.over(store), each, store) for each in QUESTIONS},
            ]
        )  # fmt: skip


def hits(retriever: Retriever, question: str, store: Store) -> list[tuple[str, float]]:
    scope = store.catalogue.reader.every_scope()
    answer = retriever.answer(Question(text=question, limit=5), access=scope)
    assert not answer.without_meaning
    return [(hit.document.fields.title, hit.score) for hit in answer.hits]


@dataclass
class Asking:
    """Ask again and again, as people do, and note what failed."""

    serving: Serving[Retriever]
    answered: int = 0
    failed: list[object] = field(default_factory=list)

    def run(self, stop: threading.Event) -> None:
        while not stop.wait(0.25):
            try:
                assert hits(self.serving.now, QUESTIONS[self.answered % 4], self.serving.store)
                self.answered += 1
            except Exception as error:
                self.failed.append(error)


@contextmanager
def served(home: Path) -> Iterator[Asking]:
    """Serve a home in this process, as the app does."""
    stop = threading.Event()
    with open_store(settings_of(home)) as store:
        asking = Asking(Serving(store, Retriever.over, grace=0.0))
        loops = [threading.Thread(target=each, args=(stop,))
                 for each in (asking.run, asking.serving.watch)]  # fmt: skip
        for loop in loops:
            loop.start()
        try:
            yield asking
        finally:
            stop.set()
            for loop in loops:
                loop.join()
            asking.serving.close()


def test_killed_at_twenty_random_moments(before: Path, tmp_path: Path) -> None:
    undisturbed = Path(shutil.copytree(before, tmp_path / "undisturbed"))
    with opened_rows(undisturbed) as rows:
        program, began = begin(undisturbed, rows), time.monotonic()
        finish(program)
        whole = time.monotonic() - began
    expected = state(undisturbed)
    moments = random.Random(20261129)  # noqa: S311 - moments, not secrets
    kills, lives = 0, 0
    while kills < KILLS:
        lives += 1
        home = Path(shutil.copytree(before, tmp_path / f"disturbed-{lives}"))
        with served(home) as asking:
            left = (whole * moments.random() ** 2 for _ in range(KILLS - kills))
            kills += disturb(home, asking.serving.store.catalogue.reindexings, left)
            name = serving_name(asking)
        assert not asking.failed and asking.answered
        assert state(home) == expected
        assert name == json.loads(expected)[1][0]


@contextmanager
def opened_rows(home: Path) -> Iterator[Reindexings]:
    catalogue = Catalogue.open(settings_of(home).catalogue_url)
    yield catalogue.reindexings
    catalogue.close()


def disturb(home: Path, rows: Reindexings, moments: Iterator[float]) -> int:
    """Kill the change after each of some seconds, until it is done; tell how often it was."""
    kills = 0
    for seconds in moments:
        program = begin(home, rows)
        program.process.join(seconds)
        program.process.kill()
        program.process.join()
        status = program.process.exitcode
        if status == -signal.SIGKILL:
            kills += 1
            program.end()
        else:
            finish(program)
            return kills
    finish(begin(home, rows))
    return kills


def serving_name(asking: Asking) -> str:
    """Wait until the process that serves has taken the new encoder over."""
    deadline = time.monotonic() + 60
    former = asking.serving.store.encoder.name
    while asking.serving.store.encoder.name == former and former.startswith("passerelle-static"):
        assert time.monotonic() < deadline, "the new encoder was not taken over"
        time.sleep(0.05)
    asked = asking.answered
    while asking.answered < asked + 2 and not asking.failed:
        assert time.monotonic() < deadline, "nothing is answered any more"
        time.sleep(0.02)
    return asking.serving.store.encoder.name

"""A change of encoder that is killed again and again while a process serves, on either set-up."""

import json
import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import select

from kb.catalogue.reindexings import Reindexings
from kb.catalogue.schema import embeddings, versions
from kb.nouns import DocumentFields, Kind
from kb.reindexing import RunState
from kb.settings import EMBEDDED_ENCODER, Settings
from kb.store import Store, open_store
from search.nouns import Question
from search.retriever import Retriever
from tests.shelf import make_submission
from tests.warm import Program, begun
from ui.serving import Serving

DOCUMENTS, PASSAGES = 14, 4
QUESTIONS = ("navette vers la gare", "mentors for newcomers", "fiche 7", "agence 12")


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


def begin(environment: Mapping[str, str], rows: Reindexings) -> Program:
    """Start the change, and wait until it is at work."""
    before = rows.last()
    asked = ("cli.py", "reindex", "--encoder", EMBEDDED_ENCODER.name, "--force")
    program = begun(*asked, environment=environment)
    while program.process.is_alive() and rows.last() == before:
        time.sleep(0.02)
    return program


def finish(program: Program) -> None:
    try:
        done = program.ended()
        assert done.returncode == 0, done.stderr
    finally:
        program.end()


def state(settings: Settings) -> str:
    """Describe all that the change makes: vectors, what indexes hold, and hits."""
    with open_store(settings) as store:
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
def served(settings: Settings) -> Iterator[Asking]:
    """Serve a home in this process, as the app does."""
    stop = threading.Event()
    with open_store(settings) as store:
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


def disturb(environment: Mapping[str, str], rows: Reindexings, moments: Iterator[float]) -> int:
    """Kill the change after each of some seconds, until it is done; tell how often it was."""
    kills = 0
    for seconds in moments:
        program = begin(environment, rows)
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
    finish(begin(environment, rows))
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

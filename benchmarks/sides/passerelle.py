"""Passerelle, with the encoder that the environment names, as it takes documents in."""

import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from benchmarks.figures import CORPUS
from benchmarks.sides.more import further_documents
from benchmarks.sides.race import DEPTH, read_material, run
from ingest.archives import files_in
from ingest.language import LanguageGuesser
from ingest.manifest import read_manifest
from ingest.preparing import Preparer
from ingest.sandbox import Sandbox
from kb.catalogue.feed import in_context
from kb.errors import UnreadableFile
from kb.index_nouns import Vectors
from kb.nouns import Filters, Submission
from kb.originals import content_hash
from kb.settings import read_settings
from kb.store import Store, open_store
from search.nouns import Question
from search.retriever import Retriever
from ui.services import taking_turns

_AHEAD = 2
"""Documents encoded at once ahead of the one that is stored, as an ingest does on two cores."""


def parsed_corpus() -> Iterator[tuple[Path, Submission]]:
    """Read the sample corpus' files, each with its party as the manifest says; store nothing."""
    with Sandbox() as sandbox:
        preparer = Preparer(sandbox, LanguageGuesser())
        for file, given in read_manifest(CORPUS).items():
            for found in files_in(file, sandbox.limits):
                try:
                    yield file, preparer.prepare(found, given, content_hash(found.path))
                except UnreadableFile:
                    # For want of tesseract: then no side gets it.
                    continue


class Passerelle:
    """The whole way in after reading, and whole answers: with snippets, counts and filters.

    Threads behave as they do in the app.
    """

    def __init__(self, store: Store, submissions: list[Submission]) -> None:
        """Prepare to store `submissions` in an empty store."""
        self._store = store
        self._submissions = submissions
        self._names: dict[str, str] = {}
        self._retriever = Retriever.over(store)

    def ingest(self) -> int:
        """Store each document while the next are encoded, then bring the indexes up to date."""
        encoder, writer = self._store.encoder, self._store.catalogue.writer
        with ThreadPoolExecutor(_AHEAD) as pool:
            for each, vectors in zip(
                self._submissions, pool.map(self._encode, self._submissions), strict=True
            ):
                number = writer.store(each, vectors, encoder.name)
                self._names[number] = each.file_name
        self._store.catch_up()
        self._access = self._store.catalogue.reader.every_scope()
        return sum(len(each.passages) for each in self._submissions)

    def _encode(self, submission: Submission) -> Vectors:
        title = submission.fields.title
        return self._store.encoder.encode_passages(
            [in_context(title, own.heading_path, own.text) for own in submission.passages]
        )

    def search(self, text: str, party: str | None) -> list[str]:
        """Answer as the search page is answered."""
        filters = Filters(parties=(party,) if party else ())
        question = Question(text=text, filters=filters, limit=DEPTH)
        answer = self._retriever.answer(question, access=self._access)
        return [self._names[hit.document.id] for hit in answer.hits]


@contextmanager
def _opened(further: Sequence[Submission]) -> Iterator[Passerelle]:
    submissions = [*(each for _, each in parsed_corpus()), *further]
    with taking_turns(), open_store(read_settings()) as store:
        yield Passerelle(store, submissions)


if __name__ == "__main__":
    place, *more = sys.argv[1:]
    further = further_documents(Path(more[0]), int(more[1])) if more else ()
    with _opened(list(further)) as side:
        run(side, read_material(Path(place) / "material.json").questions)

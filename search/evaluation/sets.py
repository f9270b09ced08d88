"""Measure sets: each is loaded into a temporary home of its own and asked in every mode."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from kb.errors import InvalidEvaluation
from kb.nouns import Filters
from kb.settings import Settings
from kb.store import Store, open_store
from search.evaluation.beir import load
from search.evaluation.judgements import read_corpus, read_judged
from search.evaluation.results import Results, summarise
from search.evaluation.runner import passage_accuracy, run
from search.evaluation.similarity import pair_files, similarity
from search.nouns import Mode
from search.retriever import Retriever

Watch = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
"""Given what is under way and its number of steps, gives what to call after each step."""


class Taken(Protocol):
    """What became of one file of a manifest folder."""

    @property
    def file(self) -> str:
        """Name the file."""

    @property
    def document_id(self) -> str | None:
        """Give the catalogue's id of the document."""


TakeFolder = Callable[[Store, Path], Iterable[Taken]]
"""Reads a folder of files into a store: the way in, which this side does not know."""


def find_sets(folders: Iterable[Path]) -> list[Path]:
    """List the sets of some folders: each itself, or those among its sub-folders."""
    found = []
    for folder in folders:
        children = sorted(folder.iterdir()) if folder.is_dir() and not _is_set(folder) else []
        found += [child for child in children if _is_set(child)] or [folder]
    return found


def evaluate_sets(
    folders: Iterable[Path],
    modes: Sequence[Mode],
    *,
    settings: Settings,
    take_folder: TakeFolder,
    watch: Watch = lambda doing, steps: nullcontext(lambda: None),
) -> Iterator[Results]:
    """Measure each set in an empty home with the encoder of the settings.

    Raises:
        InvalidEvaluation: when a folder is laid out in no known way, or judges nothing.
    """
    for folder in folders:
        with TemporaryDirectory(prefix="passerelle-evaluate-") as home:
            own = settings.model_copy(update={"home": Path(home), "database_url": ""})
            with open_store(own) as store:
                yield _evaluate(store, folder, modes, take_folder, watch)


def _is_set(folder: Path) -> bool:
    return any((folder / name).exists() for name in ("corpus.jsonl", "manifest.jsonl")) or bool(
        pair_files(folder)
    )


def _evaluate(
    store: Store, folder: Path, modes: Sequence[Mode], take_folder: TakeFolder, watch: Watch
) -> Results:
    name = folder.resolve().name
    if not _is_set(folder):
        raise InvalidEvaluation("evaluation.unknown_layout", folder=str(folder))
    if pairs := pair_files(folder):
        return similarity(name, store.encoder, pairs)
    judged = read_judged(folder)
    if not judged:
        raise InvalidEvaluation("evaluation.no_questions", folder=str(folder))
    own_ids = _load(store, folder, take_folder, watch)
    reader = store.catalogue.reader
    access = reader.every_scope()
    documents = reader.browse(Filters(), access=access)
    languages = {own_ids[each.id]: each.fields.language for each in documents}
    retriever = Retriever.over(store)
    with watch(f"{name}: asking", len(judged)) as advance:
        rankings = run(retriever, judged, own_ids, modes, access=access, advance=advance)
    accuracy = {
        mode.value: passage_accuracy(ranked, reader, access)
        for mode, ranked in rankings.items()
        if any(question.quotes for question in judged)
    }
    return replace(summarise(name, rankings, languages), passage_accuracy=accuracy)


def _load(store: Store, folder: Path, take_folder: TakeFolder, watch: Watch) -> dict[str, str]:
    if (folder / "corpus.jsonl").exists():
        texts = read_corpus(folder)
        with watch(f"{folder.resolve().name}: loading", len(texts)) as advance:
            return load(store, texts, advance=advance)
    with (folder / "manifest.jsonl").open(encoding="utf-8") as file:
        ids = {Path(entry["file"]).name: entry["id"] for entry in map(json.loads, file)}
    own_ids = {
        taken.document_id: ids[Path(taken.file).name]
        for taken in take_folder(store, folder)
        if taken.document_id and Path(taken.file).name in ids
    }
    store.catch_up()
    return own_ids

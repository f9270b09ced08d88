"""Measure sets: each is loaded into a temporary home of its own and asked in every mode."""

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from kb.access import AccessScope
from kb.encoders import open_encoder
from kb.errors import InvalidEvaluation
from kb.nouns import Filters
from kb.settings import Settings
from kb.store import Store, open_store
from search.evaluation.beir import load
from search.evaluation.judgements import Judged, read_corpus, read_judged, read_questions
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
    questions: Path | None = None,
    thesaurus: bool = True,
    home: Path | None = None,
) -> Iterator[Results]:
    """Measure each set in an empty home with the encoder of the settings.

    Args:
        folders: the sets.
        modes: which scorers rank.
        settings: where the encoder is.
        take_folder: reads a folder of files into a store.
        watch: shows how far it is.
        questions: a file of judged questions to ask instead of the sets' own.
        thesaurus: whether the other side's words are searched as well.
        home: where the only set is loaded, instead of in an empty home that goes afterwards.

    Raises:
        InvalidEvaluation: when a folder is laid out in no known way, or judges nothing.
    """
    for folder in folders:
        if pairs := pair_files(folder):
            yield similarity(folder.resolve().name, open_encoder(settings.encoder), pairs)
            continue
        judged = _questions(folder, questions)
        with loaded_set(
            folder, settings=settings, take_folder=take_folder, watch=watch, home=home
        ) as loaded:
            yield _evaluate(loaded, judged, modes, watch, thesaurus=thesaurus)


@dataclass(frozen=True, slots=True)
class LoadedSet:
    """A set in a home of its own, ready to be asked.

    Attributes:
        own_ids: the corpus' own id of each document, by the catalogue's.
    """

    name: str
    store: Store
    retriever: Retriever
    own_ids: dict[str, str]
    access: AccessScope

    def languages(self) -> dict[str, str]:
        """Give the language of each document, by the corpus' own id."""
        documents = self.store.catalogue.reader.browse(Filters(), access=self.access)
        return {self.own_ids[each.id]: each.fields.language for each in documents}


@contextmanager
def loaded_set(
    folder: Path,
    *,
    settings: Settings,
    take_folder: TakeFolder,
    watch: Watch = lambda doing, steps: nullcontext(lambda: None),
    home: Path | None = None,
) -> Iterator[LoadedSet]:
    """Load a set into `home`, or into an empty one that goes with the context."""
    with TemporaryDirectory(prefix="passerelle-evaluate-") as empty:
        own = settings.model_copy(update={"home": home or Path(empty), "database_url": ""})
        with open_store(own) as store:
            own_ids = _load(store, folder, take_folder, watch)
            access = store.catalogue.reader.every_scope()
            name = folder.resolve().name
            yield LoadedSet(name, store, Retriever.over(store), own_ids, access)


def _is_set(folder: Path) -> bool:
    return any((folder / name).exists() for name in ("corpus.jsonl", "manifest.jsonl")) or bool(
        pair_files(folder)
    )


def _questions(folder: Path, questions: Path | None) -> list[Judged]:
    if not _is_set(folder):
        raise InvalidEvaluation("evaluation.unknown_layout", folder=str(folder))
    judged = read_questions(questions) if questions else read_judged(folder)
    if not judged:
        raise InvalidEvaluation("evaluation.no_questions", folder=str(questions or folder))
    return judged


def _evaluate(
    loaded: LoadedSet,
    judged: Sequence[Judged],
    modes: Sequence[Mode],
    watch: Watch,
    *,
    thesaurus: bool,
) -> Results:
    with watch(f"{loaded.name}: asking", len(judged)) as advance:
        rankings = run(
            loaded.retriever,
            judged,
            loaded.own_ids,
            modes,
            access=loaded.access,
            thesaurus=thesaurus,
            advance=advance,
        )
    accuracy = {
        mode.value: passage_accuracy(ranked, loaded.store.catalogue.reader, loaded.access)
        for mode, ranked in rankings.items()
        if any(question.quotes for question in judged)
    }
    results = summarise(loaded.name, rankings, loaded.languages())
    return replace(results, passage_accuracy=accuracy)


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

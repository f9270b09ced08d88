"""Evaluate a folder in several modes and lay the figures side by side."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from kb.errors import InvalidEvaluation
from kb.nouns import Filters
from kb.store import Store
from search.evaluation.beir import load
from search.evaluation.judgements import read_corpus, read_judged
from search.evaluation.runner import Ranking, directions, measure, passage_accuracy, run
from search.evaluation.similarity import pair_files, spearman
from search.nouns import Mode
from search.retriever import Retriever


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


@dataclass(frozen=True, slots=True)
class Results:
    """Figures of one folder.

    Attributes:
        by_mode: mode -> measure -> figure.
        by_group: direction or tag -> mode -> measure -> figure.
        questions: how many questions each group has.
        passage_accuracy: mode -> share of judged documents cited at an answering passage.
    """

    by_mode: dict[str, dict[str, float]]
    by_group: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)
    questions: dict[str, int] = field(default_factory=dict)
    passage_accuracy: dict[str, float] = field(default_factory=dict)


def evaluate_folder(
    store: Store, folder: Path, modes: Sequence[Mode], take_folder: TakeFolder
) -> Results:
    """Load a folder into an empty store and measure every mode.

    Raises:
        InvalidEvaluation: when the folder is laid out in no known way.
    """
    if pairs := pair_files(folder):
        figures = {path.stem: {"spearman": spearman(store.encoder, path)} for path in pairs}
        return Results(by_mode=figures)
    own_ids = _load(store, folder, take_folder)
    access = store.catalogue.reader.every_scope()
    documents = store.catalogue.reader.browse(Filters(), access=access)
    languages = {own_ids[each.id]: each.fields.language for each in documents}
    judged = read_judged(folder)
    retriever = Retriever.over(store)
    rankings = {mode: run(retriever, judged, own_ids, mode, access=access) for mode in modes}
    return _results(store, rankings, languages)


def as_table(results: Results) -> str:
    """Lay the figures out as Markdown tables."""
    first = next(iter(results.by_mode.values()))
    lines = ["| | " + " | ".join(first) + " |", "|---" * (len(first) + 1) + "|"]
    for mode, figures in results.by_mode.items():
        lines.append(f"| {mode} | " + " | ".join(f"{x:.4f}" for x in figures.values()) + " |")
    if results.by_group:
        modes = list(results.by_mode)
        lines += ["", "nDCG@10 | questions | " + " | ".join(modes), "---|---" + "|---" * len(modes)]
        for group, by_mode in results.by_group.items():
            figures_of = (f"{by_mode[mode]['ndcg@10']:.4f}" for mode in modes)
            lines.append(f"{group} | {results.questions[group]} | " + " | ".join(figures_of))
    for mode, share in results.passage_accuracy.items():
        lines.append(f"\n{mode}: the cited passage answers in {share:.1%} of found documents")
    return "\n".join(lines)


def _load(store: Store, folder: Path, take_folder: TakeFolder) -> dict[str, str]:
    if (folder / "corpus.jsonl").exists():
        return load(store, read_corpus(folder))
    if not (folder / "manifest.jsonl").exists():
        raise InvalidEvaluation("evaluation.unknown_layout", folder=str(folder))
    with (folder / "manifest.jsonl").open(encoding="utf-8") as file:
        ids = {Path(entry["file"]).name: entry["id"] for entry in map(json.loads, file)}
    own_ids = {
        taken.document_id: ids[Path(taken.file).name]
        for taken in take_folder(store, folder)
        if taken.document_id and Path(taken.file).name in ids
    }
    store.catch_up()
    return own_ids


def _results(
    store: Store, rankings: Mapping[Mode, list[Ranking]], languages: Mapping[str, str]
) -> Results:
    groups: dict[str, dict[str, dict[str, float]]] = {}
    counts: dict[str, int] = {}
    for mode, ranked in rankings.items():
        for name, own in _groups(ranked, languages).items():
            groups.setdefault(name, {})[mode] = measure(own)
            counts[name] = len(own)
    scope = store.catalogue.reader.every_scope()
    accuracy = {
        mode.value: passage_accuracy(ranked, store.catalogue.reader, scope)
        for mode, ranked in rankings.items()
        if any(ranking.judged.quotes for ranking in ranked)
    }
    by_mode = {mode.value: measure(ranked) for mode, ranked in rankings.items()}
    return Results(by_mode, groups, counts, accuracy)


def _groups(rankings: Sequence[Ranking], languages: Mapping[str, str]) -> dict[str, list[Ranking]]:
    groups = directions(rankings, languages)
    cross = [each for name, own in groups.items() if _is_cross(name) for each in own]
    if cross:
        groups["cross-language"] = cross
    for ranking in rankings:
        for tag in ranking.judged.tags:
            groups.setdefault(tag, []).append(ranking)
    return groups


def _is_cross(direction: str) -> bool:
    asked, _, answered = direction.partition("→")
    return answered in {"fr", "en"} and asked in {"fr", "en"} and asked != answered

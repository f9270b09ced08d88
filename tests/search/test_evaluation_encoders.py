"""Two encoders compared on judged questions, and who may take the other's place."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from kb.access import AccessScope
from kb.coming import coming_indexes
from kb.encoders import open_encoder
from kb.reindexing import Verdict
from kb.settings import EMBEDDED_ENCODER, STATIC_ENCODER, Settings
from kb.store import Store, open_store
from search.evaluation.encoders import compare_encoders, questions_for
from search.evaluation.judgements import Judged
from tests.shelf import Shelf

EVERY = AccessScope(frozenset({"public", "party:fr"}))
ASKED = {
    "navette": ("La navette part de la gare.", "transport vers le travail"),
    "creche": ("Une place en crèche pour les mères seules.", "garde d’enfants"),
    "atelier": ("Un atelier d’écriture de curriculum vitæ.", "rédiger un CV"),
    "langue": ("Des cours de français pour les nouveaux arrivants.", "language lessons"),
}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Write a judged corpus with eight questions on each of four documents."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    entries, queries, judgements = [], [], ["query-id\tcorpus-id\tscore\tpassage"]
    for name, (text, question) in ASKED.items():
        # The shelf hashes a title and a text as this file holds them.
        (folder / f"{name}.txt").write_text(f"Fiche{text}", "utf-8")
        entries.append({"id": name, "file": f"{name}.txt"})
        for number in range(8):
            queries.append({"id": f"{name}{number}", "text": question, "lang": "fr"})
            judgements.append(f"{name}{number}\t{name}\t2\t")
    for file, rows in (("manifest", entries), ("queries", queries)):
        lines = "".join(json.dumps(row) + "\n" for row in rows)
        (folder / f"{file}.jsonl").write_text(lines, "utf-8")
    (folder / "qrels.tsv").write_text("\n".join(judgements) + "\n", "utf-8")
    return folder


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    settings = Settings(home=tmp_path / "home", database_url="", encoder=str(EMBEDDED_ENCODER))
    with open_store(settings) as opened:
        for name, (text, _) in ASKED.items():
            Shelf(opened).put(text, audience="party" if name == "langue" else "public", party="fr")
        yield opened


@pytest.fixture
def deaf(tmp_path: Path) -> str:
    """Make a model that gives every word the meaning of another."""
    folder = Path(shutil.copytree(STATIC_ENCODER, tmp_path / "deaf"))
    weights = folder / "0_StaticEmbedding" / "model.safetensors"
    tensors = load_file(weights)
    for name, tensor in tensors.items():
        tensors[name] = np.roll(tensor, 4_001, axis=0)
    save_file(tensors, weights)
    return str(folder)


def judged(store: Store, corpus: Path) -> list[Judged]:
    return questions_for(store, [corpus], access=EVERY)


def compared(store: Store, model: str, asked: list[Judged]) -> Verdict:
    encoder = open_encoder(model)
    with coming_indexes(store.settings, store.catalogue, encoder, None) as coming:
        coming.catch_up()
        return compare_encoders(store, encoder, coming.facts, asked, access=EVERY)


def test_questions_are_asked_of_the_documents_that_are_here(store: Store, corpus: Path) -> None:
    assert len(judged(store, corpus)) == 32
    public = AccessScope(frozenset({"public"}))
    assert len(questions_for(store, [corpus], access=public)) == 24


def test_one_about_as_good_may_take_over(store: Store, corpus: Path) -> None:
    verdict = compared(store, STATIC_ENCODER.name, judged(store, corpus))
    assert verdict.questions == 32 and not verdict.refusal
    assert verdict.new >= verdict.old - 0.02


def test_a_worse_one_is_refused_with_both_figures(store: Store, corpus: Path, deaf: str) -> None:
    verdict = compared(store, deaf, judged(store, corpus))
    assert verdict.refusal == "reindexing.worse"
    assert verdict.new < verdict.old - 0.02


def test_few_questions_decide_nothing(store: Store, corpus: Path) -> None:
    verdict = compared(store, STATIC_ENCODER.name, judged(store, corpus)[:29])
    assert verdict == Verdict(questions=29, old=0, new=0, refusal="reindexing.few")

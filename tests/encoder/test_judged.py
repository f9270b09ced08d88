"""Training questions become one pool in which each asks for one passage of either language."""

import json
from pathlib import Path

from encoder.data import Source
from encoder.judged import Row, asked, translated, write

LONG = "Une fiche décrit comment une agence accueille les jeunes sans diplôme, pas à pas."
ENGLISH = "A sheet describes how an agency receives young people without a diploma, step by step."


def test_questions_keep_the_languages_of_their_rows() -> None:
    source = Source("x", ["accueil", "hello", "court"], [ENGLISH, ENGLISH, "court"],
                    ["fr-en", "en", "fr"])  # fmt: skip
    assert asked(source) == [Row("accueil", "fr", ENGLISH, "en"), Row("hello", "en", ENGLISH, "en")]


def test_translations_ask_in_both_directions() -> None:
    source = Source("x", [ENGLISH, ENGLISH], [LONG, LONG], ["", ""])
    assert [(row.asked, row.answered) for row in translated(source)] == [("en", "fr"), ("fr", "en")]


def test_every_passage_can_be_found_and_only_the_first_rows_ask(tmp_path: Path) -> None:
    rows = [Row(f"question {n}", "fr", f"{LONG} {n}", "fr") for n in range(5)]
    write([rows, [Row("other", "en", f"{LONG} 0", "fr")]], 2, tmp_path)
    corpus, queries = (
        [json.loads(line) for line in (tmp_path / name).read_text("utf-8").splitlines()]
        for name in ("corpus.jsonl", "queries.jsonl")
    )
    judged = (tmp_path / "qrels.tsv").read_text("utf-8").splitlines()[1:]
    assert len(corpus) == 5
    assert [each["text"] for each in queries] == ["question 0", "question 1", "other"]
    assert judged[2].split("\t")[1] == judged[0].split("\t")[1]

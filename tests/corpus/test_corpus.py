"""The corpus of the repository keeps its own rules, and the check sees what breaks them."""

import json
from pathlib import Path

from corpus.build.check import check
from corpus.build.folders import Folders
from corpus.build.judgements import qrels_text, queries_text, read_judgements
from corpus.build.make import make
from tests.corpus.sources import tiny_source

CORPUS = Path(__file__).resolve().parents[2] / "corpus"


def _small_corpus(
    root: Path, *, passage: str = "bureau de Matane reçoit des chercheurs"
) -> Folders:
    folders = Folders(root)
    folders.sources.mkdir()
    folders.judgements.mkdir()
    tiny_source(folders.sources)
    question = {
        "text": "Matane",
        "lang": "fr",
        "tags": ["one_word"],
        "relevant": [{"document": "qc-essai", "score": 2, "passage": passage}],
    }
    (folders.judgements / "part.jsonl").write_text(json.dumps(question) + "\n", "utf-8")
    return folders


def test_the_corpus_keeps_its_rules() -> None:
    assert check(Folders(CORPUS)) == []


def test_what_is_made_matches_its_sources(tmp_path: Path) -> None:
    folders = _small_corpus(tmp_path)
    assert make(folders) == []
    problems = "\n".join(check(folders))
    assert "does not match" not in problems
    assert "does not say" not in problems
    assert "at least 90 are wanted" in problems


def test_a_changed_source_and_a_stray_file_are_seen(tmp_path: Path) -> None:
    folders = _small_corpus(tmp_path)
    make(folders)
    tiny_source(folders.sources, title="Un autre titre")
    (folders.documents / "stray.pdf").write_bytes(b"")
    problems = "\n".join(check(folders))
    assert "manifest.jsonl does not match" in problems
    assert "stray.pdf is of no source" in problems


def test_a_passage_that_is_not_said_is_seen(tmp_path: Path) -> None:
    folders = _small_corpus(tmp_path, passage="premier point second point utile")
    assert any("does not say" in problem for problem in check(folders))


def test_a_translation_of_nothing_is_seen(tmp_path: Path) -> None:
    folders = _small_corpus(tmp_path)
    tiny_source(folders.sources, id="qc-version", language="en", translation_of="qc-absent")
    assert any("qc-absent, which does not exist" in problem for problem in check(folders))


def test_questions_are_numbered_in_a_stable_order(tmp_path: Path) -> None:
    folders = _small_corpus(tmp_path)
    line = (folders.judgements / "part.jsonl").read_text("utf-8")
    (folders.judgements / "apart.jsonl").write_text(line.replace("Matane", "avant", 1), "utf-8")
    questions, problems = read_judgements(folders.judgements)
    assert not problems
    assert [json.loads(each)["text"] for each in queries_text(questions).splitlines()] == [
        "avant",
        "Matane",
    ]
    assert qrels_text(questions).splitlines()[0] == "query-id\tcorpus-id\tscore\tpassage"
    assert qrels_text(questions).splitlines()[2].startswith("q002\tqc-essai\t2\tbureau")


def test_the_form_of_the_unjudged_questions_is_checked(tmp_path: Path) -> None:
    folders = _small_corpus(tmp_path)
    assert "fairness.jsonl is missing" in check(folders)
    asked = {"text": "Matane", "lang": "fr", "kind": "far"}
    folders.unanswerable.write_text(2 * (json.dumps(asked) + "\n"), "utf-8")
    pair = {"id": "f001", "kind": "gender", "lang": "fr", "texts": ["a", "a"]}
    bad = {**pair, "texts": ["a"]}
    folders.fairness.write_text(f"{json.dumps(pair)}\n{json.dumps(bad)}\n", "utf-8")
    problems = "\n".join(check(folders))
    assert "“Matane” stands 2 times" in problems
    assert "“Matane” has an answer" in problems
    assert "the two texts of f001 are the same" in problems
    assert "fairness.jsonl, line 2" in problems


def test_a_bad_line_of_judgements_is_named(tmp_path: Path) -> None:
    folders = _small_corpus(tmp_path)
    (folders.judgements / "part.jsonl").write_text('{"text": "x"}\n', "utf-8")
    _, problems = read_judgements(folders.judgements)
    assert problems[0].startswith("part.jsonl, line 1")

"""Weights learnt from questions rank by what told the answers, and are read back as written."""

import json
from pathlib import Path

import pytest

from kb.settings import STATIC_ENCODER
from search import fusion
from search.evaluation.learning import gather, learn
from search.fusion import SIGNALS, Fusion

TOPICS = ("soudage", "garderie", "navettes", "stages", "alphabétisation", "boulangerie")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write six questions whose passages hold their words."""
    passages = [
        {"id": f"p{row}", "text": f"Une fiche décrit {topic} en détail.", "lang": "fr"}
        for row, topic in enumerate(TOPICS)
    ]
    questions = [
        {"id": f"q{row}", "text": f"que dit-on de {topic}", "lang": "fr"}
        for row, topic in enumerate(TOPICS)
    ]
    for name, rows in (("corpus.jsonl", passages), ("queries.jsonl", questions)):
        (tmp_path / name).write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    judged = [f"q{row}\tp{row}\t1\n" for row in range(len(TOPICS))]
    (tmp_path / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + "".join(judged), "utf-8")
    return tmp_path


def test_learnt_weights_rank_and_tell_answered_questions(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lessons = list(gather(folder, str(STATIC_ENCODER)))
    assert len(lessons) == len(TOPICS)
    assert not any(each.crosses for each in lessons)
    path = tmp_path / "fusion.toml"
    path.write_text(learn(lessons), "utf-8")
    monkeypatch.setattr(fusion, "LEARNT", path)
    learnt = Fusion.learnt()
    assert learnt.slopes.shape == (len(SIGNALS),)
    assert learnt.sharpness > 1
    for each in lessons:
        assert each.parts[each.answer].sum() == each.parts.sum(dim=1).max()


def test_the_shipped_weights_are_complete() -> None:
    shipped = Fusion.learnt()
    assert shipped.sharpness > 0
    assert shipped.slope > 0
    assert 0 < shipped.meaning < 1
    assert 0 < shipped.good < 1

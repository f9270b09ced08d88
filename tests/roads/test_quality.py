"""The sample corpus' questions are answered as well as recorded."""

import json
import shutil
from pathlib import Path

import pytest

from benchmarks.quality import ABSENT, RATIO, RECORDED, TAGS, measure_corpus, record
from ingest.readers.ocr import installed_languages

MARGIN = 0.01
"""How far a figure may fall before it is a fault."""

ENOUGH = 0.80
"""What questions in an odd form must reach; above it they may move."""


@pytest.fixture(scope="module")
def recorded() -> dict[str, float]:
    """Read what was recorded last."""
    figures: dict[str, float] = json.loads(RECORDED.read_text("utf-8"))
    return figures


@pytest.fixture(scope="module")
def found(
    recorded: dict[str, float], loaded_once: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, float]:
    """Ask the sample corpus' questions in hybrid mode."""
    home = shutil.copytree(loaded_once, tmp_path_factory.mktemp("measured") / "home")
    figures = record(measure_corpus(home))
    if figures[ABSENT] > recorded[ABSENT] and not installed_languages() >= {"fra", "eng"}:
        pytest.skip("tesseract is missing: fewer documents can be read than were for the record")
    return figures


def test_hybrid_ndcg_has_not_fallen(recorded: dict[str, float], found: dict[str, float]) -> None:
    assert found["overall"] >= recorded["overall"] - MARGIN


def test_crossing_languages_costs_no_more(
    recorded: dict[str, float], found: dict[str, float]
) -> None:
    assert found[RATIO] >= recorded[RATIO] - MARGIN


@pytest.mark.parametrize("tag", TAGS)
def test_odd_forms_are_answered(
    tag: str, recorded: dict[str, float], found: dict[str, float]
) -> None:
    assert found[tag] >= min(ENOUGH, recorded[tag] - MARGIN)

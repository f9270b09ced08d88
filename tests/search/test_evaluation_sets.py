"""A tiny set from its folder to tables, plots and JSON."""

import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from kb.errors import InvalidEvaluation, MissingDependency
from kb.settings import Settings
from kb.store import Store
from search.evaluation import plots
from search.evaluation.results import Results
from search.evaluation.sets import Taken, evaluate_sets, find_sets
from search.evaluation.tables import full, overview, report
from search.nouns import Mode

CORPUS = [
    {"id": "d1", "text": "Des navettes relient la gare de Mende.", "lang": "fr"},
    {"id": "d2", "text": "Mentors help new welders.", "lang": "en"},
    {"id": "d3", "text": "Le jardin est fermé en hiver.", "lang": "fr"},
]
QUERIES = [
    {"id": "q1", "text": "navettes de la gare", "lang": "fr", "tags": ["short"]},
    {"id": "q2", "text": "mentors for welders", "lang": "en", "tags": ["short"]},
    {"id": "q3", "text": "winter garden", "lang": "en"},
]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t1\nq3\td3\t1\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Write a folder of two sets, one of questions and one of pairs, and a file beside them."""
    folder = tmp_path / "sets"
    (folder / "tiny").mkdir(parents=True)
    for name, rows in (("corpus", CORPUS), ("queries", QUERIES)):
        lines = "\n".join(json.dumps(row) for row in rows)
        (folder / "tiny" / f"{name}.jsonl").write_text(lines, "utf-8")
    (folder / "tiny" / "qrels.tsv").write_text(QRELS, "utf-8")
    (folder / "similar").mkdir()
    pairs = "a\tb\tscore\nUn chat dort.\tUn chat dort.\t5.0\nUn chat.\tUne banque.\t0.5\n"
    more = "Il pleut.\tIl pleut fort.\t4.0\nBonjour.\tLe train part.\t0.0\n"
    (folder / "similar" / "pairs_fr_dev.tsv").write_text(pairs + more, "utf-8")
    (folder / "notes").mkdir()
    (folder / "README.md").write_text("Two sets.", "utf-8")
    return folder


def no_files(store: Store, folder: Path) -> Iterable[Taken]:
    raise AssertionError("these sets have no files")


def measured(*folders: Path, modes: Iterable[Mode] = Mode) -> list[Results]:
    sets = evaluate_sets(find_sets(folders), list(modes), settings=Settings(), take_folder=no_files)
    return list(sets)


def test_a_folder_of_sets_means_all_of_them(folder: Path) -> None:
    assert [each.name for each in find_sets([folder])] == ["similar", "tiny"]
    assert find_sets([folder / "tiny"]) == [folder / "tiny"]


def test_modes_stand_side_by_side_by_direction_and_tag(folder: Path) -> None:
    (results,) = measured(folder / "tiny")
    assert list(results.by_mode) == [mode.value for mode in Mode]
    assert {name: group.questions for name, group in results.by_group.items()} == {
        "en→en": 1, "en→fr": 1, "fr→fr": 1, "same-language": 2, "cross-language": 1, "short": 2,
    }  # fmt: skip
    table = full(results)
    assert "## tiny: 3 questions" in table
    assert "| dense | 1.000 [1.000, 1.000] | 1.000 |" in table
    assert "| lexical | 0.667 [0.000, 1.000] | 0.667 |" in table
    assert table.count("| en→fr | 1 |") == 1
    assert "Hybrid minus the best other mode, nDCG@10: +0.000" in table


def test_hybrid_is_compared_with_the_best_of_the_others(folder: Path) -> None:
    (results,) = measured(folder / "tiny", modes=[Mode.HYBRID, Mode.LEXICAL])
    assert results.gain is not None
    assert results.gain.over == "lexical"
    assert results.gain.difference.value == pytest.approx(1 / 3, abs=1e-3)
    assert results.gain.difference.low >= 0
    (alone,) = measured(folder / "tiny", modes=[Mode.DENSE])
    assert alone.gain is None


def test_every_set_has_its_line_and_pairs_their_correlation(folder: Path) -> None:
    sets = measured(folder)
    pairs, tiny = overview(sets).splitlines()[2:]
    assert pairs.startswith("| similar pairs_fr_dev | 4 | Spearman |")
    assert tiny.startswith("| tiny | 3 | nDCG@10 |")
    assert pairs.count("|") == tiny.count("|")
    assert report(sets).endswith(overview(sets))
    estimate = sets[0].figure("pairs_fr_dev", "spearman")
    assert estimate is not None
    assert estimate.low <= estimate.value <= estimate.high
    assert json.loads(json.dumps(sets[1].as_json()))["by_mode"]["dense"]["ndcg@10"]["value"] == 1


def test_what_cannot_be_read_is_said_and_counts_as_not_found(folder: Path) -> None:
    with (folder / "tiny" / "qrels.tsv").open("a", encoding="utf-8") as file:
        file.write("q3\tscan\t2\n")
    (results,) = measured(folder / "tiny")
    assert results.absent == ("scan",)
    assert results.by_group["en→?"].questions == 1
    assert "never found: scan" in full(results)


def test_beirs_own_place_of_judgements_is_read(folder: Path) -> None:
    tiny = folder / "tiny"
    (tiny / "qrels").mkdir()
    (tiny / "qrels.tsv").rename(tiny / "qrels" / "test.tsv")
    assert measured(tiny)[0].questions == 3


def test_a_set_that_judges_nothing_is_refused(folder: Path) -> None:
    (folder / "tiny" / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n", "utf-8")
    with pytest.raises(InvalidEvaluation, match="no judged question"):
        measured(folder / "tiny")


def test_a_plot_shows_every_set_in_every_mode(folder: Path, tmp_path: Path) -> None:
    sets = measured(folder)
    plots.draw(sets, tmp_path / "plot.svg")
    drawing = (tmp_path / "plot.svg").read_text("utf-8")
    assert all(f">{word}<" in drawing for word in ["tiny", "similar pairs_fr_dev", *Mode])
    plots.draw(sets, tmp_path / "plot.png")
    assert (tmp_path / "plot.png").read_bytes().startswith(b"\x89PNG")
    plots.draw(sets, tmp_path / "plot.html")
    page = (tmp_path / "plot.html").read_text("utf-8")
    assert '"set": "tiny"' in page
    assert 'src="http' not in page


def test_a_plot_without_its_library_names_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plots, "find_spec", lambda name: None)
    with pytest.raises(MissingDependency, match="pip install"):
        plots.check_plot(tmp_path / "plot.svg")
    plots.check_plot(tmp_path / "plot.html")


def test_a_plot_of_no_known_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidEvaluation, match=r"plot\.gif"):
        plots.check_plot(tmp_path / "plot.gif")

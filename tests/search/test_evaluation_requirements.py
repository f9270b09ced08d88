"""What is required and what others published, beside what was measured."""

from pathlib import Path

import pytest

from kb.errors import InvalidEvaluation
from search.evaluation.intervals import Estimate
from search.evaluation.pages import BEGIN, END, rewrite
from search.evaluation.published import Task, beside, read_published
from search.evaluation.requirements import Requirement, as_table, look_up
from search.evaluation.results import Group, Results

PUBLISHED = """task\tsubset\tsplit\tLaBSE\tbge
Tatoeba\tfra-eng\ttest\t94.86\t
STSb\tfr\tdev\t76.10\t83.48
"""


def results(name: str, value: float) -> Results:
    figures = {"dense": {"recall@1": Estimate(value, value - 0.1, value + 0.1)}}
    return Results(name, 10, figures, {"caps": Group(3, figures)})


@pytest.mark.parametrize(
    ("values", "verdict"),
    [
        ((0.95, 0.96), "moonshot"),
        ((0.99, 0.94), "reached"),
        ((0.99, 0.9399), "**missed**"),
        ((0.99,), "not measured"),
    ],
)
def test_the_lowest_figure_decides(values: tuple[float, ...], verdict: str) -> None:
    names = ("there", "back")
    sets = {name: results(name, value) for name, value in zip(names, values, strict=False)}
    figures = tuple(f"{name} dense recall@1" for name in names)
    outcome = look_up(Requirement("accuracy", figures, 0.94, 0.95), sets)
    assert outcome.verdict == verdict
    (line,) = as_table([outcome]).splitlines()[2:]
    assert line.startswith("| accuracy | ")
    assert line.endswith(f" | 0.940 | 0.950 | {verdict} |")


def test_a_requirement_may_be_about_one_group() -> None:
    sets = {"corpus": results("corpus", 0.85)}
    assert look_up(Requirement("m", ("corpus:caps dense recall@1",), 0.8), sets).values == (0.85,)
    assert not look_up(Requirement("m", ("corpus:long dense recall@1",), 0.8), sets).values


def test_published_figures_stand_under_ours(tmp_path: Path) -> None:
    (tmp_path / "published.tsv").write_text(PUBLISHED, "utf-8")
    published = read_published(tmp_path / "published.tsv")
    tasks = {
        "tatoeba dense recall@1": Task("Tatoeba", "fra-eng", "test"),
        "stsb dense recall@1": Task("STSb", "fr", "dev"),
        "other dense recall@1": Task("Unheard", "of", "test"),
    }
    table = beside(tasks, {"tatoeba": results("tatoeba", 0.96)}, published)
    assert table.splitlines()[2:] == [
        "| **Passerelle** | 0.960 | – | – |",
        "| LaBSE | 0.949 | 0.761 | – |",
        "| bge | – | 0.835 | – |",
    ]


def test_a_published_table_that_makes_no_sense_is_refused(tmp_path: Path) -> None:
    (tmp_path / "published.tsv").write_text("task\tsubset\nTatoeba\tfra-eng\n", "utf-8")
    with pytest.raises(InvalidEvaluation, match="published.tsv"):
        read_published(tmp_path / "published.tsv")


def test_only_what_stands_between_the_markers_is_rewritten(tmp_path: Path) -> None:
    page = tmp_path / "quality.md"
    page.write_text(f"# By hand\n\n{BEGIN}\nold\n{END}\n\nMore by hand.\n", "utf-8")
    for text in ("| new |", "| newer |"):
        rewrite(page, text)
        assert page.read_text("utf-8") == (
            f"# By hand\n\n{BEGIN}\n\n{text}\n\n{END}\n\nMore by hand.\n"
        )
    page.write_text(f"{END}\n{BEGIN}\n", "utf-8")
    with pytest.raises(InvalidEvaluation, match="measured: begin"):
        rewrite(page, "| new |")

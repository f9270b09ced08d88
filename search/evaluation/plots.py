"""Draw the modes side by side for every set, with intervals."""

from collections.abc import Iterable
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from kb.errors import InvalidEvaluation, MissingDependency
from search.evaluation.measures import MAIN
from search.evaluation.results import Results
from search.nouns import Mode

_INSTALL = "pip install -r requirements-test.txt"


def check_plot(path: Path) -> None:
    """Check before anything is measured that a file of this name can be drawn.

    Raises:
        InvalidEvaluation: when its name ends in no known way.
        MissingDependency: when it needs vl-convert-python, which is not installed.
    """
    if path.suffix not in {".png", ".svg", ".html"}:
        raise InvalidEvaluation("evaluation.plot_format", file=str(path))
    if path.suffix != ".html" and not _converts():
        raise MissingDependency("evaluation.plotter_missing", command=_INSTALL)


def draw(sets: Iterable[Results], path: Path) -> None:
    """Draw nDCG@10 of every mode, or Spearman's correlation of every pair file."""
    check_plot(path)
    # Without vl-convert-python, a page fetches its drawing library from the network.
    options = {"inline": _converts()} if path.suffix == ".html" else {"scale_factor": 2}
    _chart([row for each in sets for row in _rows(each)]).save(str(path), **options)


def _chart(rows: list[dict[str, object]]) -> Any:
    import altair as alt

    modes = [mode.value for mode in Mode if any(row["mode"] == mode.value for row in rows)]
    offset = alt.YOffset("mode:N", sort=modes)
    # The same domain and title, so that colours and shapes share a legend.
    shared: dict[str, Any] = {
        "scale": alt.Scale(domain=modes),
        "legend": alt.Legend(orient="top", title=None),
    }
    colour, shape = alt.Color("mode:N", **shared), alt.Shape("mode:N", **shared)
    place = alt.Y("set:N", sort=None, title=None, axis=alt.Axis(labelLimit=300, grid=True))
    scale = alt.Scale(zero=False, nice=True)
    base = alt.Chart(alt.InlineData(values=rows)).encode(y=place, yOffset=offset, color=colour)
    points = base.mark_point(filled=True, size=50, opacity=1).encode(
        shape=shape,
        x=alt.X("value:Q", scale=scale, title="nDCG@10, or Spearman’s ρ for pairs; 95 % intervals"),
        tooltip=["set:N", "mode:N", "value:Q", "low:Q", "high:Q"],
    )
    intervals = base.mark_rule(strokeWidth=2).encode(x=alt.X("low:Q", scale=scale), x2="high:Q")
    # Browsers measure letters otherwise than what wrote the file: leave names some room.
    room = {"left": 60, "top": 10, "right": 15, "bottom": 10}
    return (intervals + points).properties(width=520, height=alt.Step(12), padding=room)


def _rows(results: Results) -> Iterable[dict[str, object]]:
    for mode, figures in results.by_mode.items():
        name, estimate = next(iter(figures.items()))
        is_pairs = name != MAIN
        yield {
            "set": f"{results.name} {mode}" if is_pairs else results.name,
            "mode": Mode.DENSE.value if is_pairs else mode,
            "value": estimate.value,
            "low": estimate.low,
            "high": estimate.high,
        }


def _converts() -> bool:
    return find_spec("vl_convert") is not None

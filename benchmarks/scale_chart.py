"""Draw how long an answer takes over the number of passages."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from search.evaluation.plots import check_plot


def draw(rows: Sequence[dict[str, Any]], path: Path) -> None:
    """Draw p50 and p95 of an answer for each filter, both axes by powers."""
    import altair as alt

    check_plot(path)
    points = [
        {"passages": row["passages"], "filter": name, "part": part, "ms": float(value)}
        for row in rows
        for name, timings in row["answers"].items()
        for part, value in zip(("p50", "p95"), np.percentile(timings, [50, 95]), strict=True)
    ]
    log = alt.Scale(type="log", nice=True)
    chart = alt.Chart(alt.InlineData(values=points)).mark_line(point=True)
    encoded = chart.encode(
        x=alt.X("passages:Q", scale=log, title="passages"),
        y=alt.Y("ms:Q", scale=log, title="milliseconds of an answer"),
        color=alt.Color("filter:N", sort=None, title="filter"),
        strokeDash=alt.StrokeDash("part:N", title=None),
    )
    encoded.properties(width=480, height=320).save(str(path), scale_factor=2)

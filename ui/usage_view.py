"""The figures of the page of usage: how much was searched and found, by language and by week."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from search.charting import altair
from search.interest.insight import DIRECTIONS, Outcomes, Usage
from ui.texts import Texts
from ui.usage_tables import show_table

_COLOURS = ("#0b4f6c", "#d9a441", "#a63d22")


def show_figures(texts: Texts, usage: Usage) -> None:
    """Show the counts of a period."""
    whole, opened = usage.whole, sum(usage.openings.values())
    figures = (
        ("searches", str(whole.all)),
        ("found", _percent(texts, whole.found, whole.all)),
        ("openings", str(opened)),
        ("median", texts("insight.ms", number=usage.median) if usage.median else "–"),
    )
    with st.container(horizontal=True, key="figures"):
        for name, value in figures:
            st.metric(texts(f"insight.{name}"), value, help=texts(f"insight.{name}_help"))
    if not whole.all:
        return
    left, right = st.columns([3, 2], gap="large")
    with left:
        st.header(texts("insight.over_time"), anchor=False)
        _chart(texts, usage.by_week)
    with right:
        st.header(texts("insight.directions"), anchor=False)
        _directions(texts, usage)


def _directions(texts: Texts, usage: Usage) -> None:
    """Lay out what was opened by direction, and how much was found by language."""
    opened = sum(usage.openings.values())
    rows = [
        [
            texts(
                "insight.direction", asked=texts(f"insight.{asked}"), read=texts(f"insight.{read}")
            ),
            str(usage.openings.get((asked, read), 0)),
            _percent(texts, usage.openings.get((asked, read), 0), opened),
        ]
        for asked, read in DIRECTIONS
    ]
    show_table([texts(f"insight.{name}") for name in ("way", "openings", "share")], rows)
    found = [
        [
            texts(f"insight.{language}"),
            str(usage.by_language.get(language, Outcomes()).all),
            _percent(texts, own.found, own.all),
        ]
        for language in ("fr", "en", "und")
        if (own := usage.by_language.get(language, Outcomes())).all
    ]
    show_table([texts(f"insight.{name}") for name in ("language", "searches", "found")], found)
    if usage.filters:
        names = ", ".join(
            f"{texts(f'filter.{name}')} ({times})"
            for name, times in sorted(usage.filters.items(), key=lambda pair: -pair[1])
        )
        st.caption(texts("insight.filters", names=names))


def _chart(texts: Texts, weeks: Mapping[date, Outcomes]) -> None:
    alt = altair()

    names = {key: texts(f"insight.outcome_{key}") for key in ("found", "weak", "nothing")}
    rows = [
        {"week": week.isoformat(), "outcome": name, "count": getattr(own, key)}
        for week, own in weeks.items()
        for key, name in names.items()
    ]
    chart = (
        alt.Chart({"values": rows})
        .mark_bar()
        .encode(
            x=alt.X(
                "week:O",
                title=texts("insight.week"),
                axis=alt.Axis(labelAngle=0, labelOverlap="greedy"),
            ),
            y=alt.Y("count:Q", title=texts("insight.searches"), axis=alt.Axis(tickMinStep=1)),
            color=alt.Color(
                "outcome:N",
                title=None,
                sort=list(names.values()),
                scale=alt.Scale(domain=list(names.values()), range=list(_COLOURS)),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[
                alt.Tooltip("week:O", title=texts("insight.week")),
                alt.Tooltip("outcome:N", title=texts("insight.outcome")),
                alt.Tooltip("count:Q", title=texts("insight.searches")),
            ],
        )
        .properties(height=260)
    )
    st.altair_chart(chart, alt=texts("insight.chart_alt"))


def _percent(texts: Texts, part: int, whole: int) -> str:
    return texts("insight.percent", number=round(100 * part / whole)) if whole else "–"

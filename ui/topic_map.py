"""The map of practices, and the years of a domain, as charts."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import streamlit as st

from kb.entente import PARTY
from kb.topics import Point
from search.charting import altair
from search.topics.reading import Topic
from ui import places, session
from ui.texts import Texts
from ui.topic_cards import topic_name

COLOURS = ("#0b4f6c", "#c8553d", "#6a994e", "#7b5ea7")
_NAMED = 7
_MANY = 400
_NAME_LENGTH = 30
_TITLE_LENGTH = 90
_ASIDE, _ABOVE = 0.22, 0.06
"""Shares of the map's width and height within which two names would touch."""


def topic_map(
    texts: Texts, points: Sequence[Point], topics: Mapping[str, Topic], found: Collection[str]
) -> None:
    """Show documents as points: near means similar; a click opens one."""
    alt = altair()
    import pandas

    small = 85 if len(points) < _MANY else 30
    base = alt.Chart(pandas.DataFrame(_rows(texts, points, topics, found)))
    pick = alt.selection_point(name="pick", fields=["id"], on="click", nearest=False)
    zoom = alt.selection_interval(name="zoom", bind="scales")
    across = alt.X("x:Q", axis=None, scale=alt.Scale(zero=False, nice=False, padding=90))
    up = alt.Y("y:Q", axis=None, scale=alt.Scale(zero=False, nice=False, padding=24))
    dots = base.mark_circle(cursor="pointer", stroke="white", strokeWidth=0.8).encode(
        x=across,
        y=up,
        color=_party_colour(texts),
        size=alt.condition("datum.found", alt.value(190), alt.value(small)),
        opacity=alt.condition("datum.shown", alt.value(0.9), alt.value(0.15)),
        tooltip=[
            alt.Tooltip("title:N", title=texts("topics.tip_title")),
            alt.Tooltip("party:N", title=texts("themes.chart_party")),
            alt.Tooltip("year:N", title=texts("document.year")),
            alt.Tooltip("topic:N", title=texts("topics.tip_topic")),
        ],
    )
    names = alt.Chart({"values": _names(texts, points, topics)}).encode(
        x=across, y=up, text="name:N"
    )
    written = names.mark_text(fontSize=12, fontWeight=600, dy=-12, stroke="white", strokeWidth=4)
    above = names.mark_text(fontSize=12, fontWeight=600, dy=-12, color="#16242d")
    chart = alt.layer(written, above, dots.add_params(pick, zoom)).properties(height=470)
    event: Any = st.altair_chart(
        chart,
        on_select="rerun",
        selection_mode="pick",
        key="map",
        alt=texts("topics.map_alt"),
    )
    if picked := event.selection.get("pick"):
        st.switch_page(places.DOCUMENT, query_params=session.carried(id=picked[0]["id"]))


def timeline(texts: Texts, counts: Mapping[tuple[int, str], int]) -> None:
    """Show how many documents each party has of each year."""
    alt = altair()

    names = {key: term.short_label(texts.language) for key, term in session.terms(PARTY).items()}
    rows = [
        {"year": str(year), "party": names[party], "count": count}
        for (year, party), count in sorted(counts.items())
    ]
    years = sorted({year for year, _ in counts})
    chart = (
        alt.Chart({"values": rows})
        .mark_bar(cornerRadiusEnd=2)
        .encode(
            x=alt.X(
                "year:O",
                title=None,
                axis=alt.Axis(labelAngle=0),
                scale=alt.Scale(domain=[str(year) for year in range(years[0], years[-1] + 1)]),
            ),
            y=alt.Y("count:Q", title=texts("themes.chart_axis"), axis=alt.Axis(tickMinStep=1)),
            color=_party_colour(texts),
            tooltip=[
                alt.Tooltip("year:N", title=texts("document.year")),
                alt.Tooltip("party:N", title=texts("themes.chart_party")),
                alt.Tooltip("count:Q", title=texts("themes.chart_axis")),
            ],
        )
        .properties(height=230)
    )
    st.altair_chart(chart, key="timeline", alt=texts("topics.timeline_alt"))


def _rows(
    texts: Texts, points: Sequence[Point], topics: Mapping[str, Topic], found: Collection[str]
) -> list[dict[str, object]]:
    parties = {key: term.short_label(texts.language) for key, term in session.terms(PARTY).items()}
    names = {key: _shortened(topic_name(texts, topic)) for key, topic in topics.items()}
    return [
        {
            "id": point.document_id,
            "title": point.title[:_TITLE_LENGTH],
            "party": parties[point.party],
            "year": str(point.year or ""),
            "topic": names.get(point.topic_id, ""),
            "x": round(point.x, 3),
            "y": round(point.y, 3),
            "found": point.document_id in found,
            "shown": not found or point.document_id in found,
        }
        for point in points
    ]


def _names(
    texts: Texts, points: Sequence[Point], topics: Mapping[str, Topic]
) -> list[dict[str, object]]:
    """Write the names of the largest topics at the middle of their documents, none over another."""
    spots: defaultdict[str, list[Point]] = defaultdict(list)
    for point in points:
        spots[point.topic_id].append(point)
    counts = Counter({topic: len(own) for topic, own in spots.items() if len(own) > 1})
    wide, high = _extent([p.x for p in points]), _extent([p.y for p in points])
    written: list[tuple[float, float, str]] = []
    for topic, count in counts.most_common():
        x = sum(each.x for each in spots[topic]) / count
        y = sum(each.y for each in spots[topic]) / count
        touching = any(
            abs(x - own[0]) < _ASIDE * wide and abs(y - own[1]) < _ABOVE * high for own in written
        )
        if topic in topics and not touching:
            written.append((x, y, _shortened(topic_name(texts, topics[topic]))))
    return [{"x": x, "y": y, "name": name} for x, y, name in written[:_NAMED]]


def _extent(values: Sequence[float]) -> float:
    return max(values, default=0.0) - min(values, default=0.0) or 1.0


def _shortened(name: str) -> str:
    first = name.split(",")[0]
    return first if len(first) <= _NAME_LENGTH else first[: _NAME_LENGTH - 1] + "…"


def _party_colour(texts: Texts) -> Any:
    alt = altair()

    names = [term.short_label(texts.language) for term in session.terms(PARTY).values()]
    return alt.Color(
        "party:N",
        title=texts("themes.chart_party"),
        sort=names,
        scale=alt.Scale(domain=names, range=list(COLOURS[: len(names)])),
        legend=alt.Legend(orient="top"),
    )

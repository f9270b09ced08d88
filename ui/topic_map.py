"""The map of practices, and the years of a domain, as charts.

They are written as Vega-Lite knows them: to build and check them with a library took longer than
all the rest of the page.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

import streamlit as st

from kb.entente import PARTY
from kb.topics import Point
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

Spec = dict[str, Any]


def topic_map(
    texts: Texts, points: Sequence[Point], topics: Mapping[str, Topic], found: Collection[str]
) -> None:
    """Show documents as points: near means similar; a click opens one."""
    import pandas

    spec = {
        "datasets": {
            "points": pandas.DataFrame(_rows(texts, points, topics, found)),
            "names": pandas.DataFrame(_names(texts, points, topics)),
        },
        "layer": [
            _written(stroke="white", strokeWidth=4),
            _written(color="#16242d"),
            _dots(texts, small=85 if len(points) < _MANY else 30),
        ],
        "params": [
            {
                "name": "pick",
                "select": {"type": "point", "fields": ["id"], "on": "click", "nearest": False},
                "views": ["dots"],
            },
            {
                "name": "zoom",
                "select": {"type": "interval"},
                "bind": "scales",
                "views": ["dots"],
            },
        ],
        "height": 470,
    }
    event: Any = st.vega_lite_chart(
        spec=spec,
        on_select="rerun",
        selection_mode="pick",
        key="map",
        alt=texts("topics.map_alt"),
    )
    if picked := event.selection.get("pick"):
        st.switch_page(places.DOCUMENT, query_params=session.carried(id=picked[0]["id"]))


def timeline(texts: Texts, counts: Mapping[tuple[int, str], int]) -> None:
    """Show how many documents each party has of each year."""
    names = {key: term.short_label(texts.language) for key, term in session.terms(PARTY).items()}
    rows = [
        {"year": str(year), "party": names[party], "count": count}
        for (year, party), count in sorted(counts.items())
    ]
    years = sorted({year for year, _ in counts})
    spec = {
        "data": {"values": rows},
        "mark": {"type": "bar", "cornerRadiusEnd": 2},
        "encoding": {
            "x": {
                "field": "year",
                "type": "ordinal",
                "title": None,
                "axis": {"labelAngle": 0},
                "scale": {"domain": [str(year) for year in range(years[0], years[-1] + 1)]},
            },
            "y": {
                "field": "count",
                "type": "quantitative",
                "title": texts("themes.chart_axis"),
                "axis": {"tickMinStep": 1},
            },
            "color": _party_colour(texts),
            "tooltip": [
                _tip("year", texts("document.year")),
                _tip("party", texts("themes.chart_party")),
                _tip("count", texts("themes.chart_axis"), "quantitative"),
            ],
        },
        "height": 230,
    }
    st.vega_lite_chart(spec=spec, key="timeline", alt=texts("topics.timeline_alt"))


def _dots(texts: Texts, small: int) -> Spec:
    """Draw documents; those that were found are large, and the others pale."""
    return {
        "name": "dots",
        "data": {"name": "points"},
        "mark": {"type": "circle", "cursor": "pointer", "stroke": "white", "strokeWidth": 0.8},
        "encoding": {
            **_place(),
            "color": _party_colour(texts),
            "size": {"condition": {"test": "datum.found", "value": 190}, "value": small},
            "opacity": {"condition": {"test": "datum.shown", "value": 0.9}, "value": 0.15},
            "tooltip": [
                _tip("title", texts("topics.tip_title")),
                _tip("party", texts("themes.chart_party")),
                _tip("year", texts("document.year")),
                _tip("topic", texts("topics.tip_topic")),
            ],
        },
    }


def _written(**look: str | int) -> Spec:
    """Write the names of topics."""
    return {
        "data": {"name": "names"},
        "mark": {"type": "text", "fontSize": 12, "fontWeight": 600, "dy": -12, **look},
        "encoding": {**_place(), "text": {"field": "name", "type": "nominal"}},
    }


def _place() -> Spec:
    wide, high = ({"zero": False, "nice": False, "padding": room} for room in (90, 24))
    return {
        "x": {"field": "x", "type": "quantitative", "axis": None, "scale": wide},
        "y": {"field": "y", "type": "quantitative", "axis": None, "scale": high},
    }


def _tip(field: str, title: str, kind: str = "nominal") -> Spec:
    return {"field": field, "type": kind, "title": title}


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


def _party_colour(texts: Texts) -> Spec:
    names = [term.short_label(texts.language) for term in session.terms(PARTY).values()]
    return {
        "field": "party",
        "type": "nominal",
        "title": texts("themes.chart_party"),
        "sort": names,
        "scale": {"domain": names, "range": list(COLOURS[: len(names)])},
        "legend": {"orient": "top"},
    }

"""The themes page: what each party has in each domain, as a table and a chart that lead on."""

from collections.abc import Mapping
from typing import Any

import streamlit as st

from kb.entente import DOMAIN, PARTY, Term
from search.charting import altair
from search.themes import ThemeTable
from ui import places, session
from ui.markup import escape, plain
from ui.session import library
from ui.texts import Texts
from ui.topic_job import topic_job
from ui.topic_map import COLOURS


def show() -> None:
    """Show the page."""
    texts = session.texts()
    session.publish({})
    table = library.theme_table()
    st.title(texts("themes.title"), anchor=False)
    if not table.documents:
        st.info(texts("themes.empty"))
        return
    st.html(f'<p class="intro">{escape(texts("themes.intro"))}</p>')
    domains, parties = session.terms(DOMAIN), session.terms(PARTY)
    _matrix(texts, table, domains, parties)
    st.caption(texts("themes.total_note", count=table.documents))
    st.header(texts("themes.chart_title"), anchor=False)
    _chart(texts, table, domains, parties)
    topic_job(texts, session.person())


def _matrix(
    texts: Texts, table: ThemeTable, domains: Mapping[str, Term], parties: Mapping[str, Term]
) -> None:
    widths = [5, *[1.4] * len(parties), 1.2]
    with st.container(key="matrix"):
        heads = [texts("themes.domain")]
        heads += [party.short_label(texts.language) for party in parties.values()]
        for column, head in zip(st.columns(widths), [*heads, texts("themes.total")], strict=True):
            column.html(f'<span class="head">{escape(head)}</span>')
        for key, domain in domains.items():
            row = st.columns(widths, vertical_alignment="center")
            with row[0]:
                _name(texts, key, domain)
            counts = {party: table.cells.get((key, party), 0) for party in parties}
            for column, (party, count) in zip(row[1:-1], counts.items(), strict=True):
                with column:
                    _cell(texts, key, party, count)
            with row[-1]:
                _cell(texts, key, "", sum(counts.values()))


def _name(texts: Texts, key: str, domain: Term) -> None:
    """Lead to a domain's own page."""
    st.page_link(
        places.DOMAIN,
        label=plain(domain.label(texts.language)),
        query_params=session.carried(key=key),
    )


def _cell(texts: Texts, domain: str, party: str, count: int) -> None:
    if not count:
        st.html('<span class="none">0</span>')
        return
    names = session.terms(PARTY)
    where = names[party].short_label(texts.language) if party else texts("themes.total")
    st.page_link(
        places.SEARCH,
        label=f"**{count}**",
        help=texts(
            "themes.open",
            count=count,
            domain=session.terms(DOMAIN)[domain].short_label(texts.language),
            party=where,
        ),
        query_params=session.carried(domains=domain, parties=party),
    )


def _chart(
    texts: Texts, table: ThemeTable, domains: Mapping[str, Term], parties: Mapping[str, Term]
) -> None:
    alt = altair()

    rows = [
        {
            "domain": domains[domain].short_label(texts.language),
            "party": parties[party].short_label(texts.language),
            "count": count,
            "key": domain,
        }
        for (domain, party), count in table.cells.items()
    ]
    names = [term.short_label(texts.language) for term in domains.values()]
    people = [term.short_label(texts.language) for term in parties.values()]
    pick = alt.selection_point(name="pick", fields=["key"], on="click")
    chart = (
        alt.Chart({"values": rows})
        .mark_bar(cornerRadiusEnd=3, cursor="pointer")
        .encode(
            y=alt.Y("domain:N", sort=names, title=None, axis=alt.Axis(labelLimit=260)),
            x=alt.X("count:Q", title=texts("themes.chart_axis"), axis=alt.Axis(tickMinStep=1)),
            yOffset=alt.YOffset("party:N", sort=people),
            color=alt.Color(
                "party:N",
                sort=people,
                title=texts("themes.chart_party"),
                scale=alt.Scale(domain=people, range=list(COLOURS[: len(people)])),
                legend=alt.Legend(orient="top"),
            ),
            tooltip=[alt.Tooltip("count:Q", title=texts("themes.chart_axis"))],
        )
        .add_params(pick)
        .properties(height=alt.Step(22))
    )
    event: Any = st.altair_chart(
        chart, on_select="rerun", key="domain-chart", alt=texts("themes.chart_alt")
    )
    if picked := event.selection.get("pick"):
        st.switch_page(places.DOMAIN, query_params=session.carried(key=picked[0]["key"]))


if __name__ == "__main__":
    show()

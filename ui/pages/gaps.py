"""The gaps page: what is missing, by theme and party, and in lists that lead on."""

from collections.abc import Mapping
from urllib.parse import urlencode

import streamlit as st

from kb.catalogue.gaps import Lack
from kb.entente import DOMAIN, PARTY, TARGET_GROUP, Term
from kb.nouns import Document
from search.gaps import OneSided
from ui import places, session
from ui.cards import facts_line
from ui.gap_table import GapTable
from ui.markup import escape, plain
from ui.paging import page_of, pager
from ui.session import twins
from ui.texts import Texts
from ui.twin_view import party_badge

_PAGE = 20
_QUESTIONS = 200
_ONE_SIDED, _ASKED = "one_sided", "questions"


def show() -> None:
    """Show the page."""
    texts = session.texts()
    session.member()
    st.title(texts("gaps.title"), anchor=False)
    st.html(f'<p class="intro">{escape(texts("gaps.intro"))}</p>')
    st.header(texts("gaps.matrix"), anchor=False)
    _matrix(texts)
    st.header(texts("gaps.lists"), anchor=False)
    chosen = _choice(texts)
    session.publish({"list": chosen})
    st.caption(texts(f"gaps.help.{chosen}"))
    if chosen == _ONE_SIDED:
        _one_sided(texts)
    elif chosen == _ASKED:
        _questions(texts)
    else:
        _lacking(texts, Lack(chosen))
    _export(texts)


def _choice(texts: Texts) -> str:
    """Let somebody choose a list; that of questions is there where questions are kept."""
    counts = {_ONE_SIDED: len(twins.one_sided())}
    counts |= {lack.value: twins.count_lacking(lack) for lack in Lack}
    if (questions := twins.unanswered(_QUESTIONS)) is not None:
        counts[_ASKED] = len(questions)
    twins.begin("gaps-list", "list", list(counts), _ONE_SIDED)
    chosen = st.segmented_control(
        texts("gaps.lists"),
        list(counts),
        format_func=lambda key: texts(
            "filter.option", label=texts(f"gaps.kind.{key}"), count=counts[key]
        ),
        key="gaps-list",
        label_visibility="collapsed",
        on_change=session.remember,
        args=("gaps-page", 0),
    )
    return chosen or _ONE_SIDED


def _matrix(texts: Texts) -> None:
    st.caption(texts("gaps.matrix_help"))
    cells, parties = twins.cells(), session.terms(PARTY)
    domains = {key: term.short_label(texts.language) for key, term in session.terms(DOMAIN).items()}
    groups = {
        key: term.short_label(texts.language) for key, term in session.terms(TARGET_GROUP).items()
    }
    if any(group == "" for _, group, _ in cells):
        groups[""] = texts("gaps.no_group")
    heads = "".join(f'<th scope="col">{escape(name)}</th>' for name in domains.values())
    rows = "".join(
        f'<tr><th scope="row">{escape(name)}</th>'
        + "".join(
            _cell(texts, {party: cells.get((domain, group, party), 0) for party in parties},
                  domain, group)
            for domain in domains
        )
        + "</tr>"
        for group, name in groups.items()
    )  # fmt: skip
    st.html(
        f'<div class="table"><table class="gaps"><tr><th>{escape(texts("gaps.group"))}</th>{heads}'
        f"</tr>{rows}</table></div>"
    )
    st.html(f'<p class="legend">{_legend(texts, parties)}</p>')


def _legend(texts: Texts, parties: Mapping[str, Term]) -> str:
    only = "".join(
        f'<span class="chip only only-{escape(key)}">'
        f"{escape(texts('gaps.legend_one', party=term.short_label(texts.language)))}</span>"
        for key, term in parties.items()
    )
    return f'{only}<span class="chip nobody">{escape(texts("gaps.legend_none"))}</span>'


def _cell(texts: Texts, counts: Mapping[str, int], domain: str, group: str) -> str:
    having = [party for party, count in counts.items() if count]
    if not having:
        return f'<td class="nobody" title="{escape(texts("gaps.legend_none"))}">–</td>'
    kind = f"only only-{escape(having[0])}" if len(having) == 1 else "both"
    numbers = '<span class="dot"> · </span>'.join(
        _number(texts, party, count, domain, group) for party, count in counts.items()
    )
    return f'<td class="{kind}">{numbers}</td>'


def _number(texts: Texts, party: str, count: int, domain: str, group: str) -> str:
    if not count:
        return '<span class="none">0</span>'
    groups = session.terms(TARGET_GROUP)
    said = texts(
        "gaps.cell",
        party=session.terms(PARTY)[party].short_label(texts.language),
        domain=session.terms(DOMAIN)[domain].short_label(texts.language),
        group=groups[group].label(texts.language) if group else texts("gaps.no_group"),
        count=count,
    )
    asked = {"parties": party, "domains": domain, "target_groups": group}
    address = escape(f"/?{urlencode(session.carried(**asked))}")
    return (
        f'<a class="in-{escape(party)}" href="{address}" target="_self" title="{escape(said)}" '
        f'aria-label="{escape(said)}">{count}</a>'
    )


def _one_sided(texts: Texts) -> None:
    found = twins.one_sided()
    page = page_of("gaps", len(found), _PAGE)
    _count(texts, len(found))
    for theme in found[page * _PAGE : (page + 1) * _PAGE]:
        _theme(texts, theme)
    pager(texts, "gaps", len(found), _PAGE)


def _theme(texts: Texts, theme: OneSided) -> None:
    named = texts(
        "gaps.only",
        domain=session.terms(DOMAIN)[theme.domain].short_label(texts.language),
        group=session.terms(TARGET_GROUP)[theme.target_group].label(texts.language),
    )
    with st.container(key=f"gap-{theme.domain}-{theme.target_group}"):
        asked = {
            "parties": theme.party,
            "domains": theme.domain,
            "target_groups": theme.target_group,
        }
        st.page_link(places.SEARCH, label=plain(named), query_params=session.carried(**asked))
        count = escape(texts.count("gaps.documents", theme.documents))
        st.html(f'<p class="facts">{party_badge(texts, theme.party)} · {count}</p>')


def _lacking(texts: Texts, lack: Lack) -> None:
    total = twins.count_lacking(lack)
    page = page_of("gaps", total, _PAGE)
    _count(texts, total)
    for document in twins.lacking(lack, limit=_PAGE, offset=page * _PAGE):
        _document(texts, lack, document)
    pager(texts, "gaps", total, _PAGE)


def _document(texts: Texts, lack: Lack, document: Document) -> None:
    with st.container(key=f"gap-{document.id}"):
        st.page_link(
            places.DOCUMENT,
            label=plain(document.fields.title),
            query_params=session.carried(id=document.id),
        )
        due = document.fields.review_due
        late = escape(texts("gaps.due", day=texts.day(due))) if due and lack is Lack.REVIEW else ""
        facts = " · ".join(filter(None, (facts_line(texts, document, None), late)))
        st.html(f'<p class="facts">{facts}</p>')
        if session.services().works.decides_on(document, session.member()):
            st.page_link(
                places.SUBMISSION,
                label=texts("gaps.edit"),
                icon=":material/rule:",
                query_params=session.carried(id=document.id),
            )


def _questions(texts: Texts) -> None:
    found = twins.unanswered(_QUESTIONS) or []
    page = page_of("gaps", len(found), _PAGE)
    _count(texts, len(found))
    for row, asked in enumerate(found[page * _PAGE : (page + 1) * _PAGE]):
        with st.container(key=f"gap-question-{row}"):
            st.page_link(
                places.SEARCH,
                label=plain(asked.question),
                help=texts("gaps.ask_again"),
                query_params=session.carried(q=asked.question),
            )
            facts = (texts.language_name(asked.language), texts.count("gaps.times", asked.times))
            st.html(f'<p class="facts">{escape(" · ".join(facts))}</p>')
    pager(texts, "gaps", len(found), _PAGE)


def _count(texts: Texts, total: int) -> None:
    if not total:
        st.caption(texts("gaps.none"))
        return
    st.html(f'<p class="count" role="status">{texts.count("gaps.count", total)}</p>')


def _export(texts: Texts) -> None:
    table = GapTable(
        gaps=session.services().gaps,
        texts=texts,
        parties=session.terms(PARTY),
        domains=session.terms(DOMAIN),
        groups=session.terms(TARGET_GROUP),
        address=twins.home_address(),
    )
    st.download_button(
        texts("gaps.download"),
        data=twins.export(table.write),
        file_name="passerelle-gaps.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


if __name__ == "__main__":
    show()

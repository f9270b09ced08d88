"""The twins page: what is proposed for each practice, what was confirmed, what was dismissed."""

import streamlit as st

from kb.catalogue.twins import TwinFilter
from kb.entente import DOMAIN, PARTY
from kb.twins import TwinState
from search.twins.laying import PracticeTwins
from search.twins.pairs import DecidedPair
from ui import places, session
from ui.cards import document_link, facts_line
from ui.markup import escape, plain
from ui.paging import page_of, pager
from ui.session import twins
from ui.texts import Texts
from ui.twin_view import compare_link, counterpart_row, party_badge

_PAGE = 10
_OPEN = "open"
_STATES = (_OPEN, TwinState.CONFIRMED.value, TwinState.REJECTED.value)


def show() -> None:
    """Show the page."""
    texts = session.texts()
    session.member()
    st.title(texts("twins.title"), anchor=False)
    st.html(f'<p class="intro">{escape(texts("twins.intro"))}</p>')
    state, chosen = _choice(texts)
    session.publish({"state": state, "party": chosen.party, "domain": chosen.domain})
    if left := twins.left():
        st.info(texts.count("twins.computing", left))
    if state == _OPEN:
        _open(texts, chosen)
    else:
        _decided(texts, TwinState(state), chosen)


def _choice(texts: Texts) -> tuple[str, TwinFilter]:
    """Let somebody choose which pairs to see."""
    parties, domains = session.terms(PARTY), session.terms(DOMAIN)
    twins.begin("twins-state", "state", _STATES, _OPEN)
    twins.begin("twins-domain", "domain", list(domains), "")
    twins.begin("twins-party", "party", list(parties), session.member().party)
    first, second, third = st.columns([3, 2, 4], vertical_alignment="bottom")
    with first:
        state = st.segmented_control(
            texts("twins.state"),
            _STATES,
            format_func=lambda key: texts(f"twins.state_{key}"),
            key="twins-state",
            on_change=session.remember,
            args=("twins-page", 0),
        )
    party = second.selectbox(
        texts("twins.party"),
        list(parties),
        format_func=lambda key: parties[key].short_label(texts.language),
        key="twins-party",
        disabled=(state or _OPEN) != _OPEN,
        on_change=session.remember,
        args=("twins-page", 0),
    )
    domain = third.selectbox(
        texts("twins.domain"),
        ["", *domains],
        format_func=lambda key: (
            domains[key].short_label(texts.language) if key else texts("twins.all_domains")
        ),
        key="twins-domain",
        on_change=session.remember,
        args=("twins-page", 0),
    )
    return state or _OPEN, TwinFilter(party=party or "", domain=domain or "")


def _open(texts: Texts, chosen: TwinFilter) -> None:
    total, found = twins.practices(chosen, limit=_PAGE, page=session.recall("twins-page", 0))
    if not total:
        st.caption(texts("twins.none_open"))
        return
    st.html(f'<p class="count" role="status">{texts.count("twins.open_count", total)}</p>')
    for practice in found:
        _practice(texts, practice)
    pager(texts, "twins", total, _PAGE)


def _practice(texts: Texts, laid_out: PracticeTwins) -> None:
    practice = laid_out.practice
    with st.container(key=f"practice-{practice.id}"):
        st.page_link(
            places.DOCUMENT,
            label=f"**{plain(practice.fields.title)}**",
            query_params=session.carried(id=practice.id),
        )
        st.html(f'<p class="facts">{facts_line(texts, practice, None)}</p>')
        with st.container(key=f"counterparts-{practice.id}"):
            lists = {
                "confirmed": laid_out.confirmed,
                "same": laid_out.same,
                "across": laid_out.across,
            }
            for name, found in lists.items():
                if found:
                    st.caption(texts(f"twins.list_{name}"))
                for counterpart in found:
                    counterpart_row(texts, practice, counterpart)


def _decided(texts: Texts, state: TwinState, chosen: TwinFilter) -> None:
    total, _ = twins.decided(state, chosen, limit=0, offset=0)
    if not total:
        st.caption(texts(f"twins.none_{state}"))
        return
    st.html(f'<p class="count" role="status">{texts.count("twins.decided_count", total)}</p>')
    page = page_of("twins", total, _PAGE)
    _, pairs = twins.decided(state, chosen, limit=_PAGE, offset=page * _PAGE)
    for pair in pairs:
        _pair(texts, pair)
    pager(texts, "twins", total, _PAGE)


def _pair(texts: Texts, pair: DecidedPair) -> None:
    who = twins.name_of(pair.verdict.user_id) or texts("twin.someone")
    day = texts.day(pair.verdict.at)
    with st.container(key=f"decided-{pair.one.id}-{pair.other.id}"):
        left, right = st.columns([5, 1], vertical_alignment="center")
        with left:
            for document in (pair.one, pair.other):
                badge = party_badge(texts, document.fields.party)
                link = document_link(document.fields.title, document.id, session.carried())
                st.html(f'<p class="end">{badge} {link}</p>')
            st.caption(texts("twins.decided_by", name=plain(who), day=day))
        with right:
            compare_link(texts, pair.one.id, pair.other.id, label=texts("twins.compare"))


if __name__ == "__main__":
    show()

"""Pairs proposed for the thesaurus, for coordinators to decide on."""

import streamlit as st

from kb.errors import NotFound
from kb.people import User
from kb.thesaurus import Proposal, Variety
from ui import session
from ui.markup import escape
from ui.otherwords import term_html
from ui.paging import pager
from ui.session import thesaurus
from ui.texts import Texts

_PAGE = 20


def proposal_list(texts: Texts, user: User) -> None:
    """Show the pairs that wait, and what to do about each."""
    proposer = session.services().proposer
    st.html(f'<p class="intro">{texts("proposals.intro")}</p>')
    if proposer.running:
        st.info(texts("proposals.running"))
    else:
        st.button(
            texts("proposals.propose"),
            key="propose",
            icon=":material/travel_explore:",
            on_click=proposer.start,
        )
    page = session.recall("proposals-page", 0)
    found, total = proposer.waiting(access=session.access(), limit=_PAGE, offset=page * _PAGE)
    if not total:
        st.caption(texts("proposals.none"))
        return
    st.html(f'<p class="count" role="status">{texts.count("proposals.count", total)}</p>')
    for proposal in found:
        _proposal(texts, proposal, user)
    pager(texts, "proposals", total, _PAGE)


def _proposal(texts: Texts, proposal: Proposal, user: User) -> None:
    with st.container(key=f"proposal-{proposal.id}", horizontal=True, vertical_alignment="center"):
        st.html(_line(texts, proposal))
        st.button(
            texts("proposals.accept"),
            key=f"accept-{proposal.id}",
            on_click=thesaurus.edit,
            args=("", proposal),
        )
        st.button(
            texts("proposals.refuse"),
            key=f"refuse-{proposal.id}",
            type="tertiary",
            on_click=session.services().editor.refuse,
            args=(proposal, user),
        )


def _line(texts: Texts, proposal: Proposal) -> str:
    pair = texts(
        "proposals.pair",
        one=_side(texts, proposal.text, proposal.variety),
        other=_side(texts, proposal.other, proposal.other_variety),
    )
    where = texts(
        f"proposals.from_{proposal.origin.value}",
        count=proposal.times,
        score=f"{100 * proposal.score:.0f} %"
        if texts.language == "fr"
        else f"{proposal.score:.0%}",
    )
    facts = " · ".join(escape(each) for each in (where, _into(texts, proposal)) if each)
    return f'<p class="pair">{pair}<br><small>{facts}</small></p>'


def _side(texts: Texts, term: str, variety: Variety) -> str:
    side = escape(texts(f"thesaurus.{variety.value}"))
    return f'<span class="side">{side}</span> <strong>{term_html(term, variety)}</strong>'


def _into(texts: Texts, proposal: Proposal) -> str:
    """Name the concept that one of the two words has already."""
    try:
        concept = session.services().store.catalogue.thesaurus.concept(proposal.key)
    except NotFound:
        return ""
    varieties = (proposal.other_variety, *Variety)
    term = next(filter(None, map(concept.preferred, varieties)), concept.key)
    return texts("proposals.into", term=term)

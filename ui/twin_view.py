"""How twins and adoptions look, on the document page and on the pages of twins."""

from collections.abc import Iterable

import streamlit as st

from kb.entente import DOMAIN, PARTY, TARGET_GROUP
from kb.nouns import Document, Kind
from search.twins.comparing import SharedFacts
from search.twins.laying import Counterpart
from ui import places, session
from ui.cards import document_card, facts_line
from ui.markup import escape, plain
from ui.session import twins
from ui.texts import Texts


def twins_section(texts: Texts, document: Document) -> None:
    """Show a document's confirmed twins to members, and to coordinators what is proposed."""
    user = session.person()
    if user is None or document.fields.kind is Kind.DEBRIEF:
        return
    found = twins.confirmed(document.id)
    if not found and not user.coordinates:
        return
    st.header(texts("twins.section"), anchor=False)
    for other in found:
        document_card(texts, other, key=f"twin-of-{other.id}")
        compare_link(texts, document.id, other.id, label=texts("twins.see_pair"))
    if not found:
        st.caption(texts("twins.none_section"))
    if user.coordinates and document.fields.kind is Kind.PRACTICE_SHEET:
        _candidates(texts, document)


def compare_link(texts: Texts, one: str, other: str, *, label: str) -> None:
    """Lead to a pair face to face."""
    st.page_link(
        places.TWIN,
        label=label,
        icon=":material/compare_arrows:",
        query_params=session.carried(one=one, other=other),
    )


def counterpart_row(texts: Texts, practice: Document, counterpart: Counterpart) -> None:
    """Show one counterpart with its reasons, and a way to compare."""
    other = counterpart.document
    with st.container(key=f"pair-{practice.id}-{other.id}"):
        left, right = st.columns([5, 1], vertical_alignment="center")
        with left:
            st.page_link(
                places.DOCUMENT,
                label=plain(other.fields.title),
                query_params=session.carried(id=other.id),
            )
            st.html(
                f'<p class="facts">{facts_line(texts, other, None)}</p>'
                f'<p class="chips">{_chips(texts, counterpart)}</p>'
            )
        with right:
            compare_link(texts, practice.id, other.id, label=texts("twins.compare"))


def shared_names(texts: Texts, shared: SharedFacts) -> tuple[str, str]:
    """Name the target groups and the domains that a pair shares."""
    return (
        _named(texts, TARGET_GROUP, shared.target_groups),
        _named(texts, DOMAIN, shared.domains),
    )


def party_badge(texts: Texts, party: str) -> str:
    """Name a party in its colour, as HTML."""
    name = session.terms(PARTY)[party].short_label(texts.language)
    return f'<span class="party party-{escape(party)}">{escape(name)}</span>'


def _candidates(texts: Texts, document: Document) -> None:
    with st.expander(texts("twins.candidates")):
        found = twins.of_practice(document.id)
        left = (*found.same, *found.across) if found else ()
        if not left:
            st.caption(texts("twins.candidates_none"))
        for each in left:
            document_card(texts, each.document, key=f"candidate-{each.document.id}")
            compare_link(texts, document.id, each.document.id, label=texts("twins.compare"))


def _chips(texts: Texts, counterpart: Counterpart) -> str:
    groups, domains = shared_names(texts, counterpart.shared)
    nearness = (
        ("confirmed", texts("twins.confirmed"))
        if counterpart.confirmed
        else (counterpart.closeness.value, texts(f"twins.closeness.{counterpart.closeness}"))
    )
    facts = [
        ("fact", texts("twins.shared_groups", names=groups) if groups else ""),
        ("fact", texts("twins.shared_domains", names=domains) if domains else ""),
    ]
    if not groups and not domains:
        facts = [("fact", texts("twins.no_shared"))]
    return "".join(
        f'<span class="chip {kind}">{escape(said)}</span>'
        for kind, said in (nearness, *facts)
        if said
    )


def _named(texts: Texts, vocabulary: str, keys: Iterable[str]) -> str:
    terms = session.terms(vocabulary)
    return ", ".join(terms[key].short_label(texts.language) for key in keys if key in terms)

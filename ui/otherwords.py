"""The other side's words, on the pages that use them: what was searched, what a term means."""

from collections.abc import Sequence

import streamlit as st

from kb.nouns import Document
from kb.thesaurus import Concept, Variety
from search.nouns import AlsoSearched
from search.thesaurus.explaining import Explained
from ui.markup import escape
from ui.session import thesaurus
from ui.texts import Texts

LANGUAGE = {Variety.QC: "fr-CA", Variety.FR: "fr-FR", Variety.EN: "en"}


def also_searched(texts: Texts, also: Sequence[AlsoSearched]) -> None:
    """Name what else was searched, with a click to leave it; or that it is left, to take it up."""
    if not also and thesaurus.wanted():
        return
    with st.container(horizontal=True, key="also", vertical_alignment="center"):
        st.html(f'<p class="also" role="status">{_also(texts, also)}</p>', width="content")
        st.button(
            texts("also.off" if thesaurus.wanted() else "also.on"),
            key="also-switch",
            type="tertiary",
            on_click=thesaurus.want,
            args=(not thesaurus.wanted(),),
        )


def document_words(texts: Texts, document: Document) -> None:
    """Explain a document's terms to those who call the same things otherwise."""
    found = thesaurus.explained(document)
    if not found:
        return
    st.header(texts("words.title"), anchor=False)
    st.caption(texts("words.intro"))
    rows = "".join(_word(texts, each) for each in found)
    st.html(f'<dl class="words">{rows}</dl>')


def term_html(term: str, variety: Variety) -> str:
    """Build a term's HTML, in its own language."""
    return f'<span lang="{LANGUAGE[variety]}">{escape(term)}</span>'


def _also(texts: Texts, also: Sequence[AlsoSearched]) -> str:
    if not thesaurus.wanted():
        return escape(texts("also.left_out"))
    parts = (
        f"<strong>{escape(each.asked)}</strong> → {escape(', '.join(each.terms))}" for each in also
    )
    colon = "\u00a0:" if texts.language == "fr" else ":"
    return f"{escape(texts('also.searched'))}{colon} {' · '.join(parts)}"


def _word(texts: Texts, each: Explained) -> str:
    concept = each.concept
    others = " · ".join(_elsewhere(texts, concept, each.variety))
    relation = escape(texts(f"thesaurus.relation.{concept.relation}"))
    definition = escape(concept.definition(texts.language))
    times = escape(texts.count("words.times", each.times))
    return (
        f"<dt>{term_html(each.term, each.variety)} <small>{times}</small></dt>"
        f"<dd>{others} <small>{relation}</small><p>{definition}</p></dd>"
    )


def _elsewhere(texts: Texts, concept: Concept, variety: Variety) -> list[str]:
    """Say what the others call a concept, and where one has none."""
    return [
        f"<span class='side'>{escape(texts(f'thesaurus.{other.value}'))}</span> "
        + (
            term_html(concept.preferred(other), other)
            if concept.preferred(other)
            else f"<em>{escape(texts('thesaurus.no_term'))}</em>"
        )
        for other in Variety
        if other is not variety
    ]

"""How documents and hits look, on every page that lists them."""

import streamlit as st

from kb.entente import DOMAIN, KIND, PARTY
from kb.nouns import Document, StoredPassage
from search.nouns import Reason, SearchHit
from ui import places, session
from ui.markup import escape, marked, plain
from ui.texts import Texts
from ui.thumbs import reasons, thumbs


def hit_card(texts: Texts, hit: SearchHit, question: str) -> None:
    """Show one document of an answer: where, what it says, and why it is there."""
    member = session.person() is not None
    why = f'<p class="why">{_why(texts, hit)}</p>'
    with st.container(key=f"hit-{hit.rank}"):
        _title(hit.document, hit.passage)
        st.html(
            f'<p class="facts">{facts_line(texts, hit.document, hit.passage)}</p>'
            f'<p class="snippet" lang="{escape(hit.passage.passage.language)}">'
            f"{marked(hit.snippet.text, hit.snippet.marks)}</p>{'' if member else why}"
        )
        if member:
            with st.container(horizontal=True, vertical_alignment="center", key=f"foot-{hit.rank}"):
                st.html(why)
                thumbs(texts, question, hit)
            reasons(texts, question, hit)
        if hit.others:
            _other_passages(texts, hit)


def document_card(texts: Texts, document: Document, *, key: str) -> None:
    """Show one document of a list."""
    with st.container(key=key):
        _title(document, None)
        st.html(f'<p class="facts">{facts_line(texts, document, None)}</p>')


def facts_line(texts: Texts, document: Document, passage: StoredPassage | None) -> str:
    """Build the line of facts under a title, as HTML."""
    fields = document.fields
    party = session.terms(PARTY)[fields.party].short_label(texts.language)
    facts = [
        f'<span class="party party-{escape(fields.party)}">{escape(party)}</span>',
        escape(session.terms(KIND)[fields.kind].label(texts.language)),
        escape(texts.language_name(fields.language)),
        str(fields.year or ""),
        escape(", ".join(domain_names(texts, document))),
        escape(place(texts, document, passage)),
    ]
    return '<span class="dot"> · </span>'.join(filter(None, facts))


def domain_names(texts: Texts, document: Document) -> list[str]:
    """Name a document's domains in short."""
    known = session.terms(DOMAIN)
    return [
        known[key].short_label(texts.language) for key in document.fields.domains if key in known
    ]


def place(texts: Texts, document: Document, passage: StoredPassage | None) -> str:
    """Say where in a document a passage stands: its page, or the headings above it."""
    if passage is None:
        return ""
    if document.paginated:
        slides = "presentation" in document.media_type
        return texts("search.slide" if slides else "search.page", page=passage.passage.page)
    heading = passage.passage.heading_path[-1] if passage.passage.heading_path else ""
    return "" if heading == document.fields.title else heading


def _title(document: Document, passage: StoredPassage | None) -> None:
    cited = {"passage": passage.id} if passage else {}
    st.page_link(
        places.DOCUMENT,
        label=plain(document.fields.title),
        query_params=session.carried(id=document.id, **cited),
    )


def _other_passages(texts: Texts, hit: SearchHit) -> None:
    with st.expander(texts("search.others")):
        for other in hit.others:
            start = " ".join(other.passage.text.split()[:14])
            where = place(texts, hit.document, other)
            st.page_link(
                places.DOCUMENT,
                label=plain(texts("search.other", place=where, start=start)),
                query_params=session.carried(id=hit.document.id, passage=other.id),
            )


def _why(texts: Texts, hit: SearchHit) -> str:
    percent = round(100 * hit.score)
    reasons = texts("app.between").join(_reason(texts, reason) for reason in hit.reasons)
    relevance = escape(texts("search.relevance", percent=percent))
    return (
        f'<span class="meter" role="img" aria-label="{relevance}" title="{relevance}">'
        f'<span style="width:{percent}%"></span></span> {escape(reasons)}'
    )


def _reason(texts: Texts, reason: Reason) -> str:
    return texts(f"reason.{reason.code}", **reason.values)

"""How documents and hits look, on every page that lists them."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

import streamlit as st

from kb.catalogue.sisters import Sister
from kb.entente import DOMAIN, KIND, PARTY
from kb.nouns import Document, StoredPassage
from search.nouns import Reason, SearchHit
from ui import places, session
from ui.markup import escape, marked, plain
from ui.texts import LANGUAGES, Texts

_DOT = '<span class="dot"> · </span>'


def hit_html(
    texts: Texts, hit: SearchHit, opinion: str = "", sisters: Sequence[Sister] = ()
) -> str:
    """Build the HTML of a hit: where, what it says, why it is there, what somebody thinks of it.

    `sisters` say the same in another language; each gets a link.

    A page of hits goes to the browser as one text: an element of its own for each line and link
    took as much computing as the search.
    """
    carried = session.carried()
    return (
        f'<article class="hit">{_heading(hit.document, carried, hit.passage)}'
        f'<p class="facts">{facts_line(texts, hit.document, hit.passage)}'
        f"{''.join(_sister(texts, each, carried) for each in sisters)}</p>"
        f'<p class="snippet" lang="{escape(hit.passage.passage.language)}">'
        f"{marked(hit.snippet.text, hit.snippet.marks)}</p>"
        f'<div class="foot"><p class="why">{_why(texts, hit)}</p>{opinion}</div>'
        f"{_other_passages(texts, hit, carried)}</article>"
    )


def document_html(texts: Texts, document: Document) -> str:
    """Build the HTML of one document of a list."""
    return (
        f'<article class="hit">{_heading(document, session.carried())}'
        f'<p class="facts">{facts_line(texts, document, None)}</p></article>'
    )


def document_card(texts: Texts, document: Document, *, key: str) -> None:
    """Show one document of a list that has widgets beside it."""
    with st.container(key=key):
        st.page_link(
            places.DOCUMENT,
            label=plain(document.fields.title),
            query_params=session.carried(id=document.id),
        )
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
    return _DOT.join(filter(None, facts))


def document_link(label: str, document_id: str, carried: Mapping[str, str]) -> str:
    """Link to a document as HTML; `moving.js` opens it within the session."""
    address = escape(f"/document?{urlencode({'id': document_id, **carried})}")
    return f'<a class="within" href="{address}" target="_self">{escape(label)}</a>'


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
        key = "search.slide" if in_slides(document) else "search.page"
        return texts(key, page=passage.passage.page)
    heading = passage.passage.heading_path[-1] if passage.passage.heading_path else ""
    return "" if heading == document.fields.title else heading


def in_slides(document: Document) -> bool:
    """Tell whether a document's pages are slides."""
    return "presentation" in document.media_type


def _heading(
    document: Document, carried: Mapping[str, str], passage: StoredPassage | None = None
) -> str:
    title = _link(document.fields.title, document, carried, passage)
    return f'<h2 lang="{escape(document.fields.language)}">{title}</h2>'


def _link(
    label: str, document: Document, carried: Mapping[str, str], passage: StoredPassage | None
) -> str:
    """Link to a document, or a passage of it, as HTML."""
    cited = {"passage": str(passage.id)} if passage else {}
    return document_link(label, document.id, cited | dict(carried))


def _sister(texts: Texts, sister: Sister, carried: Mapping[str, str]) -> str:
    label = texts(f"search.also_in_{sister.language if sister.language in LANGUAGES else 'other'}")
    return f"{_DOT}{document_link(label, sister.document_id, carried)}"


def _other_passages(texts: Texts, hit: SearchHit, carried: Mapping[str, str]) -> str:
    if not hit.others:
        return ""
    rows = []
    for other in hit.others:
        start = " ".join(other.passage.text.split()[:14])
        said = texts("search.other", place=place(texts, hit.document, other), start=start)
        rows.append(f"<li>{_link(said, hit.document, carried, other)}</li>")
    title = escape(texts("search.others"))
    return f"<details><summary>{title}</summary><ul>{''.join(rows)}</ul></details>"


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

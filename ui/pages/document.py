"""The document page: its fields, and its pages opened at the cited passage."""

import streamlit as st

from kb.entente import DOMAIN, KIND, PARTY, TARGET_GROUP
from kb.errors import NotFound, StoreError
from kb.nouns import Document, Page, Relation, StoredPassage
from ui import places, session
from ui.adoption_view import adoptions_section
from ui.cards import document_card, in_slides
from ui.markup import escape, paragraphs, plain
from ui.otherwords import document_words
from ui.reading import page_html
from ui.rights import citation, credit, rights_rows
from ui.session import interest, library
from ui.tab import name_tab
from ui.texts import Texts
from ui.twin_view import twins_section


def show() -> None:
    """Show the page."""
    texts = session.texts()
    try:
        document = library.document(session.parameter("id"))
    except NotFound:
        _missing(texts)
        return
    library.note_reading(document)
    interest.note_opening(document)
    cited = library.cited_passage(document)
    name_tab(texts, document.fields.title)
    _heading(texts, document)
    pages, facts = st.columns([3, 2], gap="large")
    with pages:
        _viewer(texts, document, cited)
    with facts:
        _facts(texts, document)
        adoptions_section(texts, document)
        twins_section(texts, document)
        document_words(texts, document)
        _relatives(texts, document)


def _missing(texts: Texts) -> None:
    st.title(texts("document.missing_title"), anchor=False)
    st.warning(texts("document.missing"))
    st.page_link(places.SEARCH, label=texts("document.back"), query_params=session.carried())


def _heading(texts: Texts, document: Document) -> None:
    st.page_link(
        places.SEARCH,
        label=texts("document.back"),
        icon=":material/arrow_back:",
        query_params=session.last_search(),
    )
    st.html(f'<h1 lang="{escape(document.fields.language)}">{escape(document.fields.title)}</h1>')


def _viewer(texts: Texts, document: Document, cited: StoredPassage | None) -> None:
    st.header(texts("document.pages"), anchor=False)
    number = _turner(texts, document, cited)
    page = library.page(document.id, number)
    on_page = cited if cited and cited.passage.page == number else None
    if page.unread:
        st.warning(f"{_of_page(texts, document, 'unread')} {plain(texts.notice(page.unread))}")
    if library.can_picture(document):
        try:
            _picture(texts, document, number, on_page)
            return
        except StoreError:
            st.info(_of_page(texts, document, "not_drawn"))
    _text(texts, document, page, on_page)


def _turner(texts: Texts, document: Document, cited: StoredPassage | None) -> int:
    """Let the reader turn pages; begin at the cited one."""
    total = document.page_count
    start = cited.passage.page if cited else 1
    key = f"page-{document.id}-{cited.id if cited else 0}"
    number = min(max(session.recall(key, start), 1), total)
    if total == 1:
        return 1
    with st.container(horizontal=True, key="turner", vertical_alignment="center"):
        back, on = (_of_page(texts, document, way) for way in ("previous", "next"))
        _turn(back, ":material/chevron_left:", key, number - 1, total)
        st.html(f'<span class="range" role="status">{_page_name(texts, document, number)}</span>')
        _turn(on, ":material/chevron_right:", key, number + 1, total)
        chosen = st.selectbox(
            _of_page(texts, document, "go_to_page"),
            range(1, total + 1),
            index=number - 1,
            key=f"{key}-at-{number}",
            label_visibility="collapsed",
            width=110,
        )
    if chosen and chosen != number:
        session.remember(key, chosen)
        st.rerun()
    return number


def _turn(label: str, icon: str, key: str, target: int, total: int) -> None:
    st.button(
        label,
        icon=icon,
        key=f"turn-to-{target}",
        disabled=not 1 <= target <= total,
        on_click=session.remember,
        args=(key, target),
    )


def _page_name(texts: Texts, document: Document, number: int) -> str:
    label = library.page(document.id, number).label
    total = document.page_count
    if label in {"", str(number)}:
        return _of_page(texts, document, "page_of", page=number, total=total)
    said = _of_page(texts, document, "page_label", label=label, page=number, total=total)
    return escape(said)


def _of_page(texts: Texts, document: Document, key: str, **values: str | int) -> str:
    """Say something about a page, which may be a slide."""
    part = "slides" if in_slides(document) else "document"
    return texts(f"{part}.{key}", **values)


def _picture(texts: Texts, document: Document, number: int, cited: StoredPassage | None) -> None:
    picture = library.picture(document.id, number, cited.passage if cited else None)
    if cited:
        st.caption(texts("document.cited"))
    title = document.fields.title
    with st.container(key="page-picture"):
        st.image(
            picture,
            width="stretch",
            alt=_of_page(texts, document, "picture_alt", page=number, title=title),
        )
    st.caption(plain(credit(texts, document)))


def _text(texts: Texts, document: Document, page: Page, cited: StoredPassage | None) -> None:
    st.caption(texts("document.text_view" if cited else "document.text_view_plain"))
    html = page_html(page, (cited.passage.start, cited.passage.end) if cited else None)
    st.html(f'<article class="page" lang="{escape(document.fields.language)}">{html}</article>')


def _facts(texts: Texts, document: Document) -> None:
    st.header(texts("document.facts"), anchor=False)
    named = [(texts(f"document.{name}"), value) for name, value in _fact_rows(texts, document)]
    rows = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>"
        for name, value in [*named, *rights_rows(texts, document)]
        if value
    )
    st.html(f'<dl class="facts">{rows}</dl>')
    st.download_button(
        texts("document.download_text" if document.masked else "document.download"),
        data=library.original(document),
        file_name=document.file_name,
        mime="application/octet-stream",
        icon=":material/download:",
        on_click="ignore",
        help=plain(credit(texts, document)),
    )
    _cite(texts, document)
    _manage(texts, document)
    if document.notices:
        with st.expander(texts("document.notices")):
            for notice in document.notices:
                st.markdown(f"- {plain(texts.notice(notice))}")
    if document.fields.sheet:
        _sheet(texts, document)


def _manage(texts: Texts, document: Document) -> None:
    """Lead a coordinator of the document's party to where it is withdrawn or renewed."""
    user = session.person()
    if user is not None and session.services().works.decides_on(document, user):
        st.page_link(
            places.SUBMISSION,
            label=texts("review.manage"),
            icon=":material/rule:",
            query_params=session.carried(id=document.id),
        )


def _cite(texts: Texts, document: Document) -> None:
    with st.expander(texts("rights.cite")):
        st.code(
            citation(texts, document, library.address_of(document)), language=None, wrap_lines=True
        )


def _fact_rows(texts: Texts, document: Document) -> list[tuple[str, str]]:
    fields = document.fields
    language = texts.language
    between = texts("app.between")
    groups = session.terms(TARGET_GROUP)
    domains = session.terms(DOMAIN)
    return [
        ("party", session.terms(PARTY)[fields.party].label(language)),
        ("kind", session.terms(KIND)[fields.kind].label(language)),
        ("language", texts.language_name(fields.language)),
        ("year", str(fields.year or "")),
        ("domains", between.join(domains[key].label(language) for key in fields.domains)),
        ("target_groups", ", ".join(groups[key].label(language) for key in fields.target_groups)),
        ("file", f"{document.file_name} – {_extent(texts, document)}"),
    ]


def _extent(texts: Texts, document: Document) -> str:
    version = texts("document.version", number=document.version)
    if not document.paginated:
        return version
    key = "slides.count" if in_slides(document) else "document.pages_count"
    return f"{texts.count(key, document.page_count)}, {version.lower()}"


def _sheet(texts: Texts, document: Document) -> None:
    st.header(texts("document.sheet"), anchor=False)
    for key, value in document.fields.sheet.items():
        with st.expander(texts(f"sheet.{key}"), expanded=key in {"context", "mission"}):
            language = escape(document.fields.language)
            st.html(f'<div lang="{language}">{paragraphs(escape(value))}</div>')


def _relatives(texts: Texts, document: Document) -> None:
    linked = library.linked(document.id)
    for relation, heading in (
        (Relation.TRANSLATION, "document.sisters"),
        (Relation.DUPLICATE, "document.duplicates"),
    ):
        others = [other for link, other in linked if link.relation is relation]
        if others:
            st.header(texts(heading), anchor=False)
            for other in others:
                document_card(texts, other, key=f"{relation}-{other.id}")
    st.header(texts("document.related"), anchor=False)
    neighbours = library.neighbours(document.id)
    for other in neighbours:
        document_card(texts, other, key=f"related-{other.id}")
    if not neighbours:
        st.caption(texts("document.no_related"))


if __name__ == "__main__":
    show()

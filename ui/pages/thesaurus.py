"""The thesaurus page: terms of both sides and English, and for coordinators what to do to them."""

import streamlit as st

from kb.entente import DOMAIN
from kb.people import User
from kb.skos import MEDIA, RDF_XML, TURTLE
from kb.thesaurus import Concept, Variety
from ui import session
from ui.concept_form import concept_form, import_form
from ui.markup import escape, plain
from ui.otherwords import term_html
from ui.paging import pager
from ui.proposals import proposal_list
from ui.session import thesaurus, twins
from ui.texts import Texts

_PAGE = 25
_VIEWS = ("concepts", "proposals", "retired")


def show() -> None:
    """Show the page."""
    texts, user = session.texts(), session.person()
    coordinator = user if user is not None and user.coordinates else None
    st.title(texts("thesaurus.title"), anchor=False)
    st.html(f'<p class="intro">{texts("thesaurus.intro")}</p>')
    if told := session.take("thesaurus-told"):
        st.success(plain(told))
    if coordinator and thesaurus.opened() is not None:
        # The address stays: it says what was looked at, and is gone back to.
        concept_form(texts, coordinator)
        return
    view = _view(texts) if coordinator else _VIEWS[0]
    if coordinator and view == "proposals":
        session.publish({"view": view, "q": session.parameter("q")})
        proposal_list(texts, coordinator)
    else:
        _browse(texts, view, coordinator)


def _view(texts: Texts) -> str:
    twins.begin("thesaurus-view", "view", _VIEWS, _VIEWS[0])
    chosen = st.segmented_control(
        texts("thesaurus.view"),
        _VIEWS,
        format_func=lambda view: texts(f"thesaurus.view_{view}"),
        key="thesaurus-view",
        label_visibility="collapsed",
        on_change=session.remember,
        args=("thesaurus-page", 0),
    )
    return chosen or _VIEWS[0]


def _browse(texts: Texts, view: str, coordinator: User | None) -> None:
    text, domain = _narrowing(texts)
    retired = view == "retired"
    session.publish({"view": view if retired else "", "q": text, "domain": domain})
    page = session.recall("thesaurus-page", 0)
    found, total = thesaurus.concepts(text, domain, page, _PAGE, retired=retired)
    st.html(f'<p class="count" role="status">{texts.count("thesaurus.count", total)}</p>')
    if not found:
        asked = text or domain or not retired
        st.info(texts("thesaurus.nothing" if asked else "thesaurus.nothing_retired"))
    with st.container(key="concepts"):
        st.html(_heads(texts, beside=coordinator is not None))
        for concept in found:
            _concept(texts, concept, coordinator)
    pager(texts, "thesaurus", total, _PAGE)
    _tools(texts, coordinator)


def _narrowing(texts: Texts) -> tuple[str, str]:
    first, second = st.columns([3, 2])
    domains = session.terms(DOMAIN)
    session.prefill("thesaurus-q", "q")
    twins.begin("thesaurus-domain", "domain", list(domains), "")
    text = first.text_input(
        texts("thesaurus.search"),
        key="thesaurus-q",
        placeholder=texts("thesaurus.placeholder"),
        on_change=session.remember,
        args=("thesaurus-page", 0),
    )
    domain = second.selectbox(
        texts("thesaurus.domain"),
        ["", *domains],
        format_func=lambda key: (
            domains[key].short_label(texts.language) if key else texts("thesaurus.every_domain")
        ),
        key="thesaurus-domain",
        on_change=session.remember,
        args=("thesaurus-page", 0),
    )
    return (text or "").strip(), domain or ""


def _heads(texts: Texts, *, beside: bool) -> str:
    names = ("qc", "fr", "en", "definition")
    cells = "".join(f"<span>{escape(texts(f'thesaurus.{name}'))}</span>" for name in names)
    room = " beside" if beside else ""
    return f'<div class="concept heads{room}">{cells}</div>'


def _concept(texts: Texts, concept: Concept, coordinator: User | None) -> None:
    with st.container(horizontal=True, key=f"concept-{concept.key}", vertical_alignment="top"):
        cells = "".join(_cell(texts, concept, variety) for variety in Variety)
        relation = escape(texts(f"thesaurus.relation.{concept.relation}"))
        definition = escape(concept.definition(texts.language))
        st.html(
            f'<div class="concept">{cells}<div>{definition} '
            f'<small class="relation-{concept.relation.value}">{relation}</small></div></div>'
        )
        if coordinator is not None:
            term = concept.preferred(Variety.QC) or concept.preferred(Variety.FR)
            st.button(
                texts("thesaurus.edit"),
                key=f"edit-{concept.key}",
                help=plain(texts("thesaurus.edit_term", term=term)),
                type="tertiary",
                on_click=thesaurus.edit,
                args=(concept.key,),
            )


def _cell(texts: Texts, concept: Concept, variety: Variety) -> str:
    """Build a cell of terms that can say whose they are: narrow screens show no heads."""
    side = escape(texts(f"thesaurus.{variety.value}"))
    return f'<div data-label="{side}">{_terms(texts, concept, variety)}</div>'


def _terms(texts: Texts, concept: Concept, variety: Variety) -> str:
    preferred, *others = concept.terms(variety) or ("",)
    if not preferred:
        return f"<em>{escape(texts('thesaurus.no_term'))}</em>"
    rest = f"<br><small>{term_html(', '.join(others), variety)}</small>" if others else ""
    return f"<strong>{term_html(preferred, variety)}</strong>{rest}"


def _tools(texts: Texts, coordinator: User | None) -> None:
    with st.container(horizontal=True, key="thesaurus-tools"):
        if coordinator is not None:
            st.button(
                texts("thesaurus.add"),
                key="thesaurus-add",
                icon=":material/add:",
                type="primary",
                on_click=thesaurus.edit,
                args=("",),
            )
        for form, name, ending in ((TURTLE, "turtle", "ttl"), (RDF_XML, "xml", "rdf")):
            st.download_button(
                texts(f"thesaurus.download_{name}"),
                data=thesaurus.skos(form),
                file_name=f"passerelle.{ending}",
                mime=MEDIA[form],
                icon=":material/download:",
                on_click="ignore",
                key=f"skos-{name}",
            )
    if coordinator is not None:
        import_form(texts, coordinator)


if __name__ == "__main__":
    show()

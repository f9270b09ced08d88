"""The filters beside the search page: values of facets with counts, and what is chosen."""

import streamlit as st

from kb.entente import DOMAIN, KIND, PARTY, TARGET_GROUP
from kb.nouns import Filters
from ui import session
from ui.markup import plain
from ui.session import library
from ui.texts import Texts

FACETS = ("parties", "kinds", "domains", "languages", "target_groups", "years")


def filter_bar(
    texts: Texts, labels: dict[str, dict[str, str]], counts: dict[str, dict[str, int]]
) -> None:
    """Offer the values of all facets beside the page, each with its number of documents."""
    with st.sidebar:
        st.header(texts("filter.title"), anchor=False)
        for facet in FACETS:
            shown = _shown(texts, labels[facet], counts.get(facet, {}))
            st.pills(
                texts(f"filter.{facet}"),
                list(shown),
                selection_mode="multi",
                key=facet,
                format_func=shown.__getitem__,
                on_change=session.remember,
                args=("search-page", 0),
            )
        if any(session.chosen(facet) for facet in FACETS):
            st.button(texts("filter.clear"), key="clear", on_click=session.forget, args=FACETS)


def _shown(texts: Texts, labels: dict[str, str], counts: dict[str, int]) -> dict[str, str]:
    """Put what the values of a facet are called beside how many documents have them."""
    return {
        value: texts("filter.option", label=plain(label), count=counts.get(value, 0))
        for value, label in labels.items()
    }


def chosen_filters() -> Filters:
    """Give what is chosen as filters."""
    years = tuple(int(year) for year in session.chosen("years"))
    named = {facet: tuple(session.chosen(facet)) for facet in FACETS if facet != "years"}
    return Filters(**named, years=years)


def facet_labels(texts: Texts) -> dict[str, dict[str, str]]:
    """Give the values of each facet with their labels, in the order to show."""
    found = library.facets(Filters())
    languages = {each: texts.language_name(each) for each in sorted(found["languages"])}
    years = {year: year for year in sorted(found["years"], key=int, reverse=True)}
    return {
        "parties": _terms(texts, PARTY),
        "kinds": _terms(texts, KIND),
        "domains": _terms(texts, DOMAIN),
        "languages": languages,
        "target_groups": _terms(texts, TARGET_GROUP),
        "years": years,
    }


def _terms(texts: Texts, vocabulary: str) -> dict[str, str]:
    terms = session.terms(vocabulary)
    return {key: term.short_label(texts.language) for key, term in terms.items()}

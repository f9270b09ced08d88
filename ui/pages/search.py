"""The search page: a question, filters with counts, and answers with their passages."""

from collections.abc import Mapping

import streamlit as st

from kb.entente import DOMAIN, KIND, PARTY, TARGET_GROUP
from kb.errors import PasserelleError
from kb.nouns import Filters
from search.interest.following import search_key
from search.nouns import Question, SearchAnswer
from ui import session
from ui.answer_view import answer_block
from ui.cards import document_html, hit_html
from ui.following import save_search
from ui.markup import plain
from ui.otherwords import also_searched
from ui.paging import pager
from ui.session import interest, library, thesaurus
from ui.texts import Texts
from ui.thumbs import hear, reasons, thumbs_html

_PAGE = 10
_FACETS = ("parties", "kinds", "domains", "languages", "target_groups", "years")


def show() -> None:
    """Show the page."""
    texts = session.texts()
    labels = _labels(texts)
    session.prefill("question", "q")
    for facet in _FACETS:
        session.prefill_many(facet, facet, labels[facet])
    st.title(texts("search.title"), anchor=False)
    text = _question_box(texts)
    filters = _chosen_filters()
    chosen = {facet: session.chosen(facet) for facet in _FACETS}
    address = {"q": text, **chosen, "also": thesaurus.parameter()}
    session.publish(address)
    session.keep_search(address)
    try:
        counts = _answer(texts, text, filters) if text else _browse(texts, filters)
    except PasserelleError as error:
        st.warning(error.problem.say(texts.language))
        counts = {}
    _filter_bar(texts, labels, counts)


def _question_box(texts: Texts) -> str:
    text = st.text_input(
        texts("search.label"),
        key="question",
        type="search",
        placeholder=texts("search.placeholder"),
        on_change=session.remember,
        args=("search-page", 0),
    )
    return (text or "").strip()


def _answer(texts: Texts, text: str, filters: Filters) -> dict[str, dict[str, int]]:
    page = session.recall("search-page", 0)
    question = Question(
        text=text,
        filters=filters,
        limit=_PAGE,
        offset=page * _PAGE,
        thesaurus=thesaurus.wanted(),
    )
    answer = interest.ask(question)
    _corrected(texts, answer.corrections)
    if answer.without_meaning:
        st.warning(texts("search.without_meaning"))
    if answer.unquoted:
        st.info(texts("search.unquoted"))
    also_searched(texts, answer.also)
    if answer.weak or not answer.hits:
        _nothing_good(texts, filters, answer)
    else:
        _count(texts, answer)
        if not page:
            answer_block(texts, answer)
        _hits(texts, answer)
        pager(texts, "search", answer.total, _PAGE)
    return answer.facets


def _corrected(texts: Texts, corrections: Mapping[str, str]) -> None:
    """Say in one line which words were searched in place of others."""
    if corrections:
        asked, searched = (
            ", ".join(texts("search.word", word=word) for word in words)
            for words in (corrections, corrections.values())
        )
        st.info(texts("search.corrected", asked=asked, searched=searched))


def _count(texts: Texts, answer: SearchAnswer) -> None:
    """Say how much was found, and offer to be told of more."""
    with st.container(horizontal=True, vertical_alignment="center", key="found"):
        count = texts.count("search.count", answer.total)
        st.html(f'<p class="count" role="status">{count}</p>')
        save_search(texts, search_key(answer.question), answer.question.text)


def _nothing_good(texts: Texts, filters: Filters, answer: SearchAnswer) -> None:
    if answer.hits:
        st.warning(texts("search.weak"))
        save_search(texts, search_key(answer.question), answer.question.text)
        with st.expander(texts("search.show_weak")):
            _hits(texts, answer)
    elif filters != Filters():
        st.warning(texts("search.nothing"))
    else:
        st.warning(texts("search.no_hits"))


def _hits(texts: Texts, answer: SearchAnswer) -> None:
    if session.person() is None:
        st.html("".join(hit_html(texts, hit) for hit in answer.hits))
        return
    question = answer.question.text
    with st.container(key="hits", gap=None):
        for hit in answer.hits:
            st.html(hit_html(texts, hit, thumbs_html(texts, question, hit)))
            reasons(texts, question, hit)
        hear(question, answer.hits)


def _browse(texts: Texts, filters: Filters) -> dict[str, dict[str, int]]:
    page = session.recall("search-page", 0)
    shown = library.browse(filters, limit=_PAGE, offset=page * _PAGE)
    if filters == Filters():
        _welcome(texts)
    if not shown.total:
        st.warning(texts("search.nothing" if filters != Filters() else "themes.empty"))
    else:
        count = texts.count("search.browse", shown.total)
        st.html(f'<p class="count" role="status">{count}</p>')
        st.html("".join(document_html(texts, document) for document in shown.documents))
        pager(texts, "search", shown.total, _PAGE)
    return library.facets(filters)


def _welcome(texts: Texts) -> None:
    st.html(f'<p class="intro">{texts("search.intro")}</p>')
    with st.container(horizontal=True, key="examples"):
        st.html(f'<span class="hint">{texts("search.examples")}</span>', width="content")
        for number in (1, 2, 3):
            example = texts(f"search.example_{number}")
            st.button(
                plain(example),
                key=f"example-{number}",
                on_click=session.remember,
                args=("question", example),
            )
    with st.expander(texts("search.help_title")):
        st.markdown(texts("search.help"))


def _filter_bar(
    texts: Texts, labels: dict[str, dict[str, str]], counts: dict[str, dict[str, int]]
) -> None:
    with st.sidebar:
        st.header(texts("filter.title"), anchor=False)
        for facet in _FACETS:
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
        if any(session.chosen(facet) for facet in _FACETS):
            st.button(texts("filter.clear"), key="clear", on_click=session.forget, args=_FACETS)


def _shown(texts: Texts, labels: dict[str, str], counts: dict[str, int]) -> dict[str, str]:
    """Put what the values of a facet are called beside how many documents have them."""
    return {
        value: texts("filter.option", label=plain(label), count=counts.get(value, 0))
        for value, label in labels.items()
    }


def _chosen_filters() -> Filters:
    years = tuple(int(year) for year in session.chosen("years"))
    named = {facet: tuple(session.chosen(facet)) for facet in _FACETS if facet != "years"}
    return Filters(**named, years=years)


def _labels(texts: Texts) -> dict[str, dict[str, str]]:
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


if __name__ == "__main__":
    show()

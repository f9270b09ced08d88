"""The search page: a question, filters with counts, and answers with their passages."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kb.catalogue.sisters import Sister
from kb.errors import PasserelleError
from kb.nouns import Filters
from search.interest.following import search_key
from search.nouns import Question, SearchAnswer, SearchHit
from search.understanding import as_typed
from ui import session
from ui.answer_view import answer_block
from ui.cards import document_html, hit_html
from ui.facets import FACETS, chosen_filters, facet_labels, filter_bar
from ui.following import save_search
from ui.markup import plain
from ui.otherwords import also_searched
from ui.paging import pager
from ui.session import interest, library, thesaurus
from ui.texts import Texts
from ui.thumbs import hear, reasons, thumbs_html
from ui.turns import Turn

_PAGE = 10


def show() -> None:
    """Show the page."""
    texts = session.texts()
    labels = facet_labels(texts)
    _follow_address(labels)
    st.title(texts("search.title"), anchor=False)
    _question_box(texts)
    text, filters = _asked(), chosen_filters()
    address = _address()
    session.publish(address)
    session.keep_search(address)
    try:
        counts = _answer(texts, text, filters) if text else _browse(texts, filters)
    except PasserelleError as error:
        st.warning(error.problem.say(texts.language))
        counts = {}
    filter_bar(texts, labels, counts)


def _follow_address(labels: Mapping[str, Mapping[str, str]]) -> None:
    """Take all from the address: at first, and where the browser went back or on."""
    moved = session.went_elsewhere(_address())
    if moved:
        session.forget(*FACETS, "thesaurus")
    if moved or session.is_new("question"):
        session.remember("question", session.parameter("q"))
        session.remember("search-page", _asked_page())
    for facet in FACETS:
        session.prefill_many(facet, facet, labels[facet])


def _address() -> dict[str, str | list[str]]:
    """Say all that is asked on the page, for its address."""
    page = session.recall("search-page", 0)
    return {
        "q": _asked(),
        **{facet: session.chosen(facet) for facet in FACETS},
        "also": thesaurus.parameter(),
        "page": str(page + 1) if page else "",
    }


def _asked() -> str:
    return session.given("question").strip()


def _asked_page() -> int:
    asked = session.parameter("page")
    return max(int(asked) - 1, 0) if asked.isdecimal() and len(asked) < 5 else 0


def _question_box(texts: Texts) -> None:
    st.text_input(
        texts("search.label"),
        key="question",
        type="search",
        placeholder=texts("search.placeholder"),
        on_change=session.remember,
        args=("search-page", 0),
    )


def _answer(texts: Texts, text: str, filters: Filters) -> dict[str, dict[str, int]]:
    page = session.recall("search-page", 0)
    question = Question(
        text=text,
        filters=filters,
        limit=_PAGE,
        offset=page * _PAGE,
        thesaurus=thesaurus.wanted(),
    )
    with library.turn(question) as turn:
        answer = interest.ask(question, turn)
        if answer.hits or not page:
            _show_answer(texts, filters, answer, turn)
            return answer.facets
    session.remember("search-page", 0)
    return _answer(texts, text, filters)


def _show_answer(texts: Texts, filters: Filters, answer: SearchAnswer, turn: Turn) -> None:
    _corrected(texts, answer)
    if answer.without_meaning:
        st.warning(texts("search.without_meaning"))
    if answer.unquoted:
        st.info(texts("search.unquoted"))
    also_searched(texts, answer.also)
    if answer.weak or not answer.hits:
        _nothing_good(texts, filters, answer)
        return
    _count(texts, answer)
    sisters = library.sisters(answer)
    extract = partial(_extract, texts, answer, sisters, st.container(key="answer"))
    if turn.is_wanted:
        # What takes time and can wait comes when all who wait for hits have theirs.
        _hits(texts, answer, sisters)
        turn.step_aside()
        extract()
    else:
        extract()
        _hits(texts, answer, sisters)
    pager(texts, "search", answer.total, _PAGE)


def _extract(
    texts: Texts,
    answer: SearchAnswer,
    sisters: Mapping[str, Sequence[Sister]],
    place: DeltaGenerator,
) -> None:
    """Show on the first page of hits what stands above them."""
    if not answer.question.offset:
        with place:
            answer_block(texts, answer, sisters)


def _corrected(texts: Texts, answer: SearchAnswer) -> None:
    """Say in one line which words were searched in place of others, with a click to search them."""
    if not answer.corrections:
        return
    asked, searched = (
        ", ".join(texts("search.word", word=word) for word in words)
        for words in (answer.corrections, answer.corrections.values())
    )
    with st.container(horizontal=True, key="corrected", vertical_alignment="center"):
        st.info(texts("search.corrected", asked=asked, searched=searched))
        st.button(
            texts("search.as_typed", asked=asked),
            key="as-typed",
            type="tertiary",
            on_click=session.remember,
            args=("question", as_typed(answer.question.text, answer.corrections)),
        )


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
            _hits(texts, answer, library.sisters(answer))
    elif filters != Filters():
        st.warning(texts("search.nothing"))
    else:
        st.warning(texts("search.no_hits"))


def _hits(texts: Texts, answer: SearchAnswer, sisters: Mapping[str, Sequence[Sister]]) -> None:
    def same(hit: SearchHit) -> Sequence[Sister]:
        return sisters.get(hit.document.id, ())

    if session.person() is None:
        hits = (hit_html(texts, hit, sisters=same(hit)) for hit in answer.hits)
        st.html("".join(hits))
        return
    question = answer.question.text
    with st.container(key="hits", gap=None):
        for hit in answer.hits:
            thumbs = thumbs_html(texts, question, hit)
            st.html(hit_html(texts, hit, thumbs, same(hit)))
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


if __name__ == "__main__":
    show()

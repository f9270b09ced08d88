"""The block above the hits: sentences of theirs, or an answer written over them."""

from collections.abc import Sequence

import streamlit as st

from kb.errors import WriterUnavailable
from search.answers.nouns import Quoted, Source, Written
from search.nouns import SearchAnswer
from ui import places, session
from ui.cards import place
from ui.markup import escape, plain
from ui.session import answers
from ui.texts import Texts


def answer_block(texts: Texts, answer: SearchAnswer) -> None:
    """Show the written answer if there is one, else the extract, and offer to have one written."""
    quoted, written = answers.extract(answer), answers.written(answer)
    if not (quoted or written or answers.may_write()):
        return
    with st.container(key="answer"):
        if written is None:
            _extract(texts, answer, quoted)
        else:
            _written(texts, written)


def _extract(texts: Texts, answer: SearchAnswer, quoted: Sequence[Quoted]) -> None:
    """Show the extract, if there is one, with the offer beside its heading."""
    with st.container(horizontal=True, vertical_alignment="center", key="answer-head"):
        if quoted:
            st.subheader(texts("answers.extract"), anchor=False)
        asked = answers.may_write() and st.button(
            texts("answers.write"), key="write-answer", icon=":material/edit_note:"
        )
    told = st.empty()
    for each in quoted:
        language = escape(each.source.passage.passage.language)
        st.html(f'<p class="quoted" lang="{language}">{escape(each.text)}</p>')
        _cite(texts, each.source)
    if asked:
        with told.container():
            _write(texts, answer)


def _write(texts: Texts, answer: SearchAnswer) -> None:
    """Have an answer written and show it in the extract's place; say in a sentence why not."""
    try:
        with st.spinner(texts("answers.writing")):
            answers.write(answer, texts.language)
    except WriterUnavailable as error:
        st.warning(error.problem.say(texts.language))
    else:
        st.rerun()


def _written(texts: Texts, written: Written) -> None:
    with st.container(horizontal=True, key="written-head"):
        st.subheader(texts("answers.written"), anchor=False)
    if not written.statements:
        st.html(f'<p class="quoted" role="status">{escape(texts("answers.refusal"))}</p>')
        return
    sentences = " ".join(
        f"{escape(statement.text)}<sup>{escape(', '.join(map(str, statement.cited)))}</sup>"
        for statement in written.statements
    )
    st.html(
        f'<p class="quoted" role="status" lang="{escape(written.language)}">{sentences}</p>'
        f'<p class="by-machine">{escape(texts("answers.by_machine"))}</p>'
    )
    for source in written.sources:
        _cite(texts, source)


def _cite(texts: Texts, source: Source) -> None:
    """Name a source by its document and page, with the way to the passage."""
    where = place(texts, source.document, source.passage)
    title, number = source.document.fields.title, source.number
    key = "answers.source_at" if where else "answers.source"
    said = texts(key, number=number, title=title, place=where)
    st.page_link(
        places.DOCUMENT,
        label=plain(said),
        query_params=session.carried(id=source.document.id, passage=source.passage.id),
    )

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
        if written is None and answers.may_write():
            written = _offer(texts, answer)
        if written is not None:
            _written(texts, written)
        else:
            _extract(texts, quoted)


def _offer(texts: Texts, answer: SearchAnswer) -> Written | None:
    """Have an answer written at a click; a failure is told in one sentence."""
    if not st.button(texts("answers.write"), key="write-answer", icon=":material/edit_note:"):
        return None
    try:
        with st.spinner(texts("answers.writing")):
            answers.write(answer, texts.language)
    except WriterUnavailable as error:
        st.warning(error.problem.say(texts.language))
        return None
    st.rerun()


def _written(texts: Texts, written: Written) -> None:
    st.subheader(texts("answers.written"), anchor=False)
    if not written.statements:
        st.html(f'<p class="quoted" role="status">{escape(texts("answers.refusal"))}</p>')
        return
    sentences = " ".join(
        f"{escape(statement.text)}<sup>{escape(', '.join(map(str, statement.cited)))}</sup>"
        for statement in written.statements
    )
    st.html(
        f'<p class="quoted" role="status">{sentences}</p>'
        f'<p class="by-machine">{escape(texts("answers.by_machine"))}</p>'
    )
    for source in written.sources:
        _cite(texts, source)


def _extract(texts: Texts, quoted: Sequence[Quoted]) -> None:
    if not quoted:
        return
    st.subheader(texts("answers.extract"), anchor=False)
    for each in quoted:
        language = escape(each.source.passage.passage.language)
        st.html(f'<p class="quoted" lang="{language}">{escape(each.text)}</p>')
        _cite(texts, each.source)


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

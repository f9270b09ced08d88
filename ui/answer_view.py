"""The block above the hits: sentences of theirs, or an answer written over them."""

from collections.abc import Mapping, Sequence

import streamlit as st

from kb.catalogue.sisters import Sister
from kb.errors import WriterUnavailable
from search.answers.nouns import Quoted, Source, Written
from search.nouns import SearchAnswer
from ui import session
from ui.cards import document_link, place
from ui.markup import escape
from ui.session import answers
from ui.texts import Texts


def answer_block(
    texts: Texts, answer: SearchAnswer, sisters: Mapping[str, Sequence[Sister]]
) -> None:
    """Show the written answer if there is one, else the extract, and offer to have one written."""
    quoted, written = answers.extract(answer, sisters), answers.written(answer)
    if written is not None:
        _written(texts, written)
    elif answers.may_write():
        _offer(texts, answer, quoted)
    elif quoted:
        st.html(f"<h3>{escape(texts('answers.extract'))}</h3>{_extract_html(texts, quoted)}")


def _offer(texts: Texts, answer: SearchAnswer, quoted: Sequence[Quoted]) -> None:
    """Show the extract, if there is one, with the offer to have an answer written beside it."""
    with st.container(horizontal=True, vertical_alignment="center", key="answer-head"):
        if quoted:
            st.subheader(texts("answers.extract"), anchor=False)
        asked = st.button(texts("answers.write"), key="write-answer", icon=":material/edit_note:")
    told = st.empty()
    if quoted:
        st.html(_extract_html(texts, quoted))
    if asked:
        with told.container():
            _write(texts, answer)


def _extract_html(texts: Texts, quoted: Sequence[Quoted]) -> str:
    return "".join(
        f'<p class="quoted" lang="{escape(each.source.passage.passage.language)}">'
        f"{escape(each.text)}</p>{_cited_html(texts, each.source)}"
        for each in quoted
    )


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
    cited = "".join(_cited_html(texts, source) for source in written.sources)
    st.html(
        f'<p class="quoted" role="status" lang="{escape(written.language)}">{sentences}</p>'
        f'<p class="by-machine">{escape(texts("answers.by_machine"))}</p>{cited}'
    )


def _cited_html(texts: Texts, source: Source) -> str:
    """Name a source by its document and page, with the way to the passage, as HTML."""
    where = place(texts, source.document, source.passage)
    key = "answers.source_at" if where else "answers.source"
    title = source.document.fields.title
    said = texts(key, number=source.number, title=title, place=where)
    carried = session.carried(passage=source.passage.id)
    return f'<p class="cited">{document_link(said, source.document.id, carried)}</p>'

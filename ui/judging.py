"""Opinions on hits, and the judged pairs that coordinators make of them."""

from datetime import date

import streamlit as st

from kb.errors import PasserelleError
from kb.interest import JudgedPair, Thumb
from kb.nouns import Document
from search.interest.opinions import GRADES
from ui import places, session
from ui.markup import escape, plain
from ui.paging import page_of, pager
from ui.session import interest
from ui.texts import Texts

_PAGE = 10


def show_opinions(texts: Texts, start: date, end: date) -> None:
    """Show why hits did not help, and let a coordinator judge them."""
    store, access = session.services().store.catalogue.opinions, session.access()
    reasons = store.reasons(start, end, access=access)
    up = reasons.pop("", 0)
    st.caption(texts("insight.help_opinions"))
    if not reasons and not up:
        st.info(texts("insight.nothing"))
        return
    said = [texts("insight.reason_count", reason=texts("thumbs.up_given"), count=up)] if up else []
    said += [
        texts("insight.reason_count", reason=texts(f"thumbs.{reason}"), count=number)
        for reason, number in sorted(reasons.items(), key=lambda pair: -pair[1])
    ]
    st.html(f'<p class="facts">{escape(" · ".join(said))}</p>')
    shows_up = st.toggle(texts("insight.show_up"), key="insight-up")
    total = up if shows_up else sum(reasons.values())
    page = page_of("insight", total, _PAGE)
    shown = store.thumbs(start, end, access=access, up=shows_up, limit=_PAGE, offset=page * _PAGE)
    documents = _documents([thumb.document_id for thumb in shown])
    for thumb in shown:
        if thumb.document_id in documents:
            _opinion(texts, thumb, documents[thumb.document_id])
    pager(texts, "insight", total, _PAGE)


def show_judged(texts: Texts) -> None:
    """List the judged pairs, which a coordinator may take out again."""
    store, access = session.services().store.catalogue.opinions, session.access()
    st.caption(texts("insight.help_judged"))
    total = store.count_pairs(access=access)
    page = page_of("insight", total, _PAGE)
    if not total:
        st.info(texts("insight.nothing"))
        return
    pairs = store.pairs(access=access, limit=_PAGE, offset=page * _PAGE)
    documents = _documents([pair.document_id for pair in pairs])
    people = {each.id: each.name for each in session.services().store.catalogue.people.everyone()}
    for pair in pairs:
        if pair.document_id in documents:
            _pair(texts, pair, documents[pair.document_id], people.get(pair.decided_by, ""))
    pager(texts, "insight", total, _PAGE)


def _opinion(texts: Texts, thumb: Thumb, document: Document) -> None:
    with st.container(key=f"opinion-{thumb.id}"):
        reason = texts("thumbs.up_given" if thumb.up else f"thumbs.{thumb.reason}")
        rank = texts("insight.rank", rank=thumb.rank, score=thumb.score)
        facts = " · ".join((reason, rank, texts.day(thumb.day)))
        st.html(
            f'<p class="asked">{escape(texts("insight.asked_so", question=thumb.question))}</p>'
            f'<p class="facts">{escape(facts)}</p>'
        )
        _link(document)
        if thumb.comment:
            st.html(f'<blockquote class="said">{escape(thumb.comment)}</blockquote>')
        with st.popover(texts("insight.judge"), icon=":material/balance:", type="tertiary"):
            _judge(texts, thumb)


def _judge(texts: Texts, thumb: Thumb) -> None:
    grade = st.radio(
        texts("insight.grade"),
        GRADES,
        index=None,
        format_func=lambda number: texts(f"insight.grade_{number}"),
        key=f"grade-{thumb.id}",
    )
    if st.button(
        texts("insight.add_pair"),
        key=f"judge-{thumb.id}",
        type="primary",
        disabled=grade is None,
    ):
        user, access = session.member(), session.access()
        opinions = interest.interest().opinions
        try:
            opinions.judge(thumb.question, thumb.document_id, int(grade or 0), user, access=access)
        except PasserelleError as error:
            st.error(error.problem.say(texts.language))
        else:
            st.toast(texts("insight.pair_added"))


def _pair(texts: Texts, pair: JudgedPair, document: Document, name: str) -> None:
    with st.container(key=f"pair-{pair.id}"):
        grade = texts(f"insight.grade_{pair.grade}")
        facts = " · ".join(filter(None, (grade, name, texts.day(pair.decided_at))))
        st.html(
            f'<p class="asked">{escape(texts("insight.asked_so", question=pair.question))}</p>'
            f'<p class="facts">{escape(facts)}</p>'
        )
        _link(document)
        st.button(
            texts("insight.remove_pair"),
            key=f"unjudge-{pair.id}",
            type="tertiary",
            on_click=_unjudge,
            args=(pair.id,),
        )


def _unjudge(pair_id: str) -> None:
    interest.interest().opinions.unjudge(pair_id, session.member(), access=session.access())


def _link(document: Document) -> None:
    st.page_link(
        places.DOCUMENT,
        label=plain(document.fields.title),
        query_params=session.carried(id=document.id),
    )


def _documents(ids: list[str]) -> dict[str, Document]:
    reader = session.services().store.catalogue.reader
    return reader.documents(ids, access=session.access())

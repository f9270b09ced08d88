"""One topic: its documents, its phrases, what is near; coordinators name and merge it."""

import streamlit as st

from kb.entente import DOMAIN
from kb.errors import NotFound, PasserelleError
from kb.interest import FollowKind
from kb.people import User
from search.topics.reading import Topic
from ui import places, session
from ui.cards import document_card
from ui.following import follow_button
from ui.markup import escape, plain
from ui.paging import page_of, pager
from ui.session import topics as seen
from ui.tab import name_tab
from ui.texts import Texts
from ui.topic_cards import parties_html, phrases_html, topic_link, topic_name

_PAGE = 10
_NEAR = 4


def show() -> None:
    """Show the page."""
    texts = session.texts()
    try:
        topic = seen.topic(session.parameter("id"))
    except NotFound as error:
        st.title(texts("topics.missing"), anchor=False)
        st.warning(error.problem.say(texts.language))
        _back(texts)
        return
    _back(texts)
    name_tab(texts, topic_name(texts, topic))
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.html(f"<h1>{escape(topic_name(texts, topic))}</h1>")
        follow_button(FollowKind.TOPIC, topic.id)
    st.html(
        f'<p class="phrases">{phrases_html(texts, topic)}</p>'
        f'<p class="facts">{parties_html(texts, topic.parties)}</p>'
    )
    documents, beside = st.columns([3, 2], gap="large")
    with documents:
        _documents(texts, topic)
    with beside:
        _onward(texts, topic)
        user = session.person()
        if user is not None and user.coordinates:
            _curate(texts, topic, user)


def _back(texts: Texts) -> None:
    domain = session.parameter("domain")
    known = session.terms(DOMAIN).get(domain)
    st.page_link(
        places.DOMAIN if known else places.THEMES,
        label=plain(known.short_label(texts.language)) if known else texts("topics.back"),
        icon=":material/arrow_back:",
        query_params=session.carried(key=domain if known else ""),
    )


def _documents(texts: Texts, topic: Topic) -> None:
    st.header(texts.count("topics.documents", topic.documents), anchor=False)
    page = page_of(topic.id, topic.documents, _PAGE)
    for document in seen.documents(topic, _PAGE, page * _PAGE):
        document_card(texts, document, key=f"hit-{document.id}")
    pager(texts, topic.id, topic.documents, _PAGE)


def _onward(texts: Texts, topic: Topic) -> None:
    asked = " ".join(topic.phrases.get(texts.language, ())[:3]) or topic_name(texts, topic)
    st.page_link(
        places.SEARCH,
        label=texts("topics.search"),
        icon=":material/search:",
        query_params=session.carried(q=asked),
    )
    known = seen.others(topic)
    if near := [known[each] for each in topic.near if each in known][:_NEAR]:
        st.header(texts("topics.near"), anchor=False)
        for each in near:
            topic_link(texts, each)


def _curate(texts: Texts, topic: Topic, user: User) -> None:
    st.header(texts("topics.curate"), anchor=False)
    st.caption(texts(f"topics.curate_{topic.circle}"))
    done = session.take("topic-done")
    _rename(texts, topic, user)
    _say(texts, done, "renamed")
    _merge(texts, topic, user)
    _say(texts, done, "merged")
    for each in seen.parts(topic):
        label = texts("topics.separate", name=plain(topic_name(texts, each)))
        if st.button(label, key=f"separate-{each.id}", icon=":material/call_split:"):
            session.services().curating.separate(each.id, user)
            _done("separated")
    _say(texts, done, "separated")


def _say(texts: Texts, done: object, what: str) -> None:
    """Say under its form what was done: that is where the person is."""
    if done == what:
        st.success(texts(f"topics.{what}"))


def _rename(texts: Texts, topic: Topic, user: User) -> None:
    with st.form(f"rename-{topic.id}", border=False):
        french = st.text_input(
            texts("topics.name_fr"),
            topic.names["fr"],
            key=f"name-fr-{topic.id}",
            placeholder=topic.label("fr"),
        )
        english = st.text_input(
            texts("topics.name_en"),
            topic.names["en"],
            key=f"name-en-{topic.id}",
            placeholder=topic.label("en"),
        )
        if not st.form_submit_button(texts("topics.rename"), type="primary"):
            return
    try:
        session.services().curating.rename(topic.id, french or "", english or "", user)
    except PasserelleError as error:
        st.error(error.problem.say(texts.language))
    else:
        _done("renamed")


def _merge(texts: Texts, topic: Topic, user: User) -> None:
    others = {key: each for key, each in seen.others(topic).items() if key != topic.id}
    names = {key: topic_name(texts, each) for key, each in others.items()}
    into = st.selectbox(
        texts("topics.merge_into"),
        sorted(names, key=lambda key: names[key].casefold()),
        index=None,
        format_func=lambda key: names[key],
        placeholder=texts("field.choose"),
        key=f"merge-{topic.id}",
    )
    if st.button(texts("topics.merge"), key="merge-topic", disabled=into is None) and into:
        session.services().curating.merge(topic.id, into, user)
        _done("merged")


def _done(what: str) -> None:
    session.remember("topic-done", what)
    st.rerun()


if __name__ == "__main__":
    show()

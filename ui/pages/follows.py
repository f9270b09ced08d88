"""What one follows: saved searches and themes, what is new in each, and how one is told."""

import streamlit as st

from kb.entente import DOMAIN, KIND, PARTY, TARGET_GROUP
from kb.interest import Follow, FollowKind, Frequency, Telling
from kb.nouns import Document
from kb.people import User
from search.interest.following import saved_question
from ui import places, session
from ui.cards import document_card
from ui.markup import escape, plain
from ui.paging import page_of, pager
from ui.session import interest
from ui.texts import Texts

_PAGE = 10
_SHOWN = 5


_PLACES = {
    FollowKind.SEARCH: places.SEARCH,
    FollowKind.DOMAIN: places.DOMAIN,
    FollowKind.TOPIC: places.TOPIC,
}


def show() -> None:
    """Show the page; what is new on it counts as seen."""
    texts, user = session.texts(), session.member()
    session.publish({})
    st.title(texts("follows.title"), anchor=False)
    st.html(f'<p class="intro">{escape(texts("follows.intro"))}</p>')
    follows = interest.interest().following.of(user)
    if not follows:
        st.info(texts("follows.none"))
    else:
        _list(texts, user, follows)
    _feed(texts, user)


def _list(texts: Texts, user: User, follows: list[Follow]) -> None:
    news = interest.news()
    fresh = {follow.id: _fresh(news.get(follow.id, [])) for follow in follows}
    ordered = sorted(follows, key=lambda follow: (-fresh[follow.id], follow.created_at))
    page = page_of("follows", len(follows), _PAGE)
    shown = ordered[page * _PAGE : (page + 1) * _PAGE]
    ids = [each.document_id for follow in shown for each in news.get(follow.id, [])]
    reader = session.services().store.catalogue.reader
    documents = reader.documents(ids, access=session.access())
    hindrance = _hindrance(user)
    if hindrance and any(follow.frequency is not Frequency.NEVER for follow in follows):
        st.caption(texts(hindrance))
    for follow in shown:
        _follow(texts, user, follow, news.get(follow.id, []), documents)
    pager(texts, "follows", len(follows), _PAGE)


def _follow(
    texts: Texts,
    user: User,
    follow: Follow,
    news: list[Telling],
    documents: dict[str, Document],
) -> None:
    editing = session.given("follow-edited") == follow.id
    with st.container(key=f"follow-{follow.id}"):
        with st.container(horizontal=True, vertical_alignment="center", key=f"head-{follow.id}"):
            st.page_link(
                _PLACES[follow.kind],
                label=plain(follow_name(texts, follow)),
                icon=_icon(follow),
                query_params=_address(follow),
            )
            st.html(f'<span class="fresh">{_badge(texts, follow, news)}</span>', width="content")
            st.button(
                texts("follows.close" if editing else "follows.change"),
                key=f"edit-{follow.id}",
                type="tertiary",
                on_click=session.remember,
                args=("follow-edited", "" if editing else follow.id),
            )
        st.html(f'<p class="facts">{escape(_facts(texts, user, follow))}</p>')
        if editing:
            _edit(texts, user, follow)
        _news(texts, follow, [each for each in news if each.document_id in documents], documents)


def _news(
    texts: Texts, follow: Follow, news: list[Telling], documents: dict[str, Document]
) -> None:
    for each in [each for each in news if not each.seen][:_SHOWN]:
        document_card(texts, documents[each.document_id], key=f"new-{follow.id}-{each.document_id}")
    earlier = [each for each in news if each.seen][:_SHOWN]
    if earlier:
        with st.expander(texts("follows.earlier")):
            for each in earlier:
                document_card(
                    texts, documents[each.document_id], key=f"old-{follow.id}-{each.document_id}"
                )


def _edit(texts: Texts, user: User, follow: Follow) -> None:
    following = interest.interest().following
    with st.container(border=True, key=f"edit-box-{follow.id}"):
        name = st.text_input(
            texts("follows.name"), value=follow_name(texts, follow), key=f"name-{follow.id}"
        )
        frequencies = [frequency.value for frequency in Frequency]
        chosen = st.segmented_control(
            texts("follows.mail"),
            frequencies,
            default=follow.frequency.value,
            format_func=lambda value: texts(f"follows.{value}"),
            key=f"mail-{follow.id}",
        )
        if name and name != follow_name(texts, follow):
            following.rename(user, follow.id, name)
            st.rerun()
        if chosen and chosen != follow.frequency.value:
            following.tell(user, follow.id, Frequency(chosen))
            st.rerun()
        if hindrance := _hindrance(user):
            st.caption(texts(hindrance))
        with st.container(horizontal=True):
            st.button(
                texts("follows.resume" if follow.paused else "follows.pause"),
                key=f"pause-{follow.id}",
                on_click=_pause,
                args=(user, follow),
            )
            st.button(
                texts("follows.delete"),
                key=f"delete-{follow.id}",
                on_click=following.drop,
                args=(user, follow.id),
            )


def _pause(user: User, follow: Follow) -> None:
    interest.interest().following.pause(user, follow.id, paused=not follow.paused)


def _feed(texts: Texts, user: User) -> None:
    st.header(texts("follows.feed"), anchor=False)
    st.html(f'<p class="intro">{escape(texts("follows.feed_help"))}</p>')
    since = interest.interest().feeds.since(user)
    if address := interest.feed_address():
        st.caption(texts("follows.feed_address"))
        st.code(address, language=None, wrap_lines=True)
    elif since:
        st.caption(texts("follows.feed_since", day=texts.day(since)))
    with st.container(horizontal=True):
        st.button(
            texts("follows.feed_renew" if since else "follows.feed_make"),
            key="feed-renew",
            on_click=interest.renew_feed,
        )
        if since:
            st.button(
                texts("follows.feed_close"),
                key="feed-close",
                type="tertiary",
                on_click=interest.revoke_feed,
            )


def follow_name(texts: Texts, follow: Follow) -> str:
    """Name a follow as its owner does, or as its theme is called."""
    return interest.interest().mailing.name(follow, texts.language)


def _badge(texts: Texts, follow: Follow, news: list[Telling]) -> str:
    if follow.paused:
        return escape(texts("follows.paused"))
    number = _fresh(news)
    return f"<strong>{escape(texts.count('follows.new', number))}</strong>" if number else ""


def _fresh(news: list[Telling]) -> int:
    return sum(not each.seen for each in news)


def _icon(follow: Follow) -> str:
    return ":material/search:" if follow.kind is FollowKind.SEARCH else ":material/category:"


def _address(follow: Follow) -> dict[str, str | list[str]]:
    """Lead to what is followed."""
    carried: dict[str, str | list[str]] = dict(session.carried())
    if follow.kind is not FollowKind.SEARCH:
        return carried | {"id" if follow.kind is FollowKind.TOPIC else "key": follow.key}
    question = saved_question(follow.key)
    filters = question.filters.model_dump(exclude={"documents"})
    chosen = {name: [str(value) for value in values] for name, values in filters.items() if values}
    return carried | {"q": question.text} | chosen


def _hindrance(user: User) -> str:
    """Name the text that says why nobody is sent mail; empty where they are."""
    if not interest.interest().mailing.sends:
        return "follows.no_server"
    return "" if user.email else "follows.no_mail"


def _facts(texts: Texts, user: User, follow: Follow) -> str:
    never = follow.frequency is Frequency.NEVER
    frequency = "nothing" if not never and _hindrance(user) else follow.frequency.value
    told = texts(f"follows.told_{frequency}")
    if follow.kind is not FollowKind.SEARCH:
        return " · ".join((texts("follows.a_theme"), told))
    question = saved_question(follow.key)
    asked = texts("follows.a_search", question=question.text)
    return " · ".join(filter(None, (asked, _filters(texts, follow), told)))


def _filters(texts: Texts, follow: Follow) -> str:
    """Say what a saved search is narrowed to."""
    filters = saved_question(follow.key).filters
    vocabularies = (
        (PARTY, filters.parties),
        (DOMAIN, filters.domains),
        (KIND, filters.kinds),
        (TARGET_GROUP, filters.target_groups),
    )
    named = [
        session.terms(vocabulary)[key].short_label(texts.language)
        for vocabulary, keys in vocabularies
        for key in keys
        if key in session.terms(vocabulary)
    ]
    named += [texts.language_name(language) for language in filters.languages]
    return ", ".join([*named, *map(str, filters.years)])


if __name__ == "__main__":
    show()

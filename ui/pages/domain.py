"""One domain of the agreement: what there is, its topics, its map, and its years."""

from collections.abc import Mapping, Sequence

import streamlit as st

from kb.access import PARTNERS, PUBLIC
from kb.catalogue.tallies import Tally
from kb.entente import DOMAIN, KIND, PARTY, TARGET_GROUP
from kb.errors import PasserelleError
from kb.interest import FollowKind
from kb.nouns import Filters
from search.nouns import Question, SearchHit
from search.topics.reading import Topic
from ui import places, session
from ui.following import follow_button
from ui.markup import escape, plain
from ui.session import library
from ui.session import topics as seen
from ui.tab import name_tab
from ui.texts import Texts
from ui.topic_cards import topic_cards, topic_link
from ui.topic_job import topic_job
from ui.topic_map import timeline, topic_map

_CARDS = 12
_FOUND = 50
_LISTED = 6


def show() -> None:
    """Show the page."""
    texts, key = session.texts(), session.parameter("key")
    session.prefill("map-question", "q")
    domain = session.terms(DOMAIN).get(key)
    st.page_link(
        places.THEMES,
        label=texts("topics.back"),
        icon=":material/arrow_back:",
        query_params=session.carried(),
    )
    if domain is None:
        st.title(texts("topics.missing_domain"), anchor=False)
        st.warning(texts("topics.missing_domain_help"))
        return
    name_tab(texts, domain.label(texts.language))
    with st.container(horizontal=True, vertical_alignment="center", key="head"):
        st.html(f"<h1>{escape(domain.label(texts.language))}</h1>")
        follow_button(FollowKind.DOMAIN, key)
    tally = seen.tally(key)
    if not tally.documents:
        st.info(texts("topics.no_documents"))
        return
    _counts(texts, key, tally)
    _circle(texts)
    topics = seen.of_domain(key)
    _topics(texts, key, list(topics.values()))
    _map(texts, key, topics)
    if tally.by_year:
        st.header(texts("topics.timeline"), anchor=False)
        timeline(texts, tally.by_year)
    topic_job(texts, session.person())


def _counts(texts: Texts, key: str, tally: Tally) -> None:
    st.page_link(
        places.SEARCH,
        label=plain(texts.count("topics.see", tally.documents)),
        icon=":material/list:",
        query_params=session.carried(domains=key),
    )
    labels = {
        "parties": _labels(texts, PARTY),
        "kinds": _labels(texts, KIND),
        "languages": {each: texts.language_name(each) for each in tally.languages},
        "target_groups": _labels(texts, TARGET_GROUP),
    }
    counted: dict[str, Mapping[str, int]] = {
        "parties": tally.parties,
        "kinds": tally.kinds,
        "languages": tally.languages,
        "target_groups": tally.target_groups,
    }
    with st.container(key="spread"):
        for column, facet in zip(st.columns([1, 1.6, 1, 2], gap="medium"), counted, strict=True):
            with column:
                _bars(texts(f"filter.{facet}"), labels[facet], counted[facet])


def _bars(title: str, labels: Mapping[str, str], counts: Mapping[str, int]) -> None:
    """Show counts as a small table with bars."""
    most = max(counts.values(), default=1)
    rows = "".join(
        f'<tr><th scope="row">{escape(labels.get(key, key))}</th>'
        f'<td><span class="bar" style="width:{100 * counts[key] / most:.0f}%"></span></td>'
        f"<td>{counts[key]}</td></tr>"
        for key in sorted(counts, key=lambda each: (-counts[each], each))
    )
    st.html(f'<table class="bars"><caption>{escape(title)}</caption>{rows}</table>')


def _circle(texts: Texts) -> None:
    """Let a coordinator look at what the public sees: its topics are found and named apart."""
    user = session.person()
    if user is None or not user.coordinates:
        return
    other = PUBLIC if seen.circle() == PARTNERS else PARTNERS
    st.page_link(
        places.DOMAIN,
        label=texts(f"topics.circle_{other}"),
        icon=":material/visibility:",
        query_params=session.carried(key=session.parameter("key"), circle=other),
    )


def _topics(texts: Texts, key: str, topics: Sequence[Topic]) -> None:
    st.header(texts("topics.title"), anchor=False)
    if not topics:
        st.info(texts("topics.none" if seen.ready() else "topics.soon"))
        return
    st.html(f'<p class="intro">{escape(texts("topics.intro"))}</p>')
    main = [topic for topic in topics if topic.documents > 1][:_CARDS] or list(topics[:_CARDS])
    topic_cards(texts, main, key)
    if others := [topic for topic in topics if topic not in main]:
        with st.expander(texts("topics.others", count=len(others))):
            for topic in others:
                topic_link(texts, topic, key)


def _map(texts: Texts, key: str, topics: Mapping[str, Topic]) -> None:
    if not topics:
        return
    st.header(texts("topics.map"), anchor=False)
    st.html(f'<p class="intro">{escape(texts("topics.map_intro"))}</p>')
    text = st.text_input(
        texts("topics.map_search"),
        key="map-question",
        type="search",
        placeholder=texts("topics.map_placeholder"),
    )
    question = (text or "").strip()
    session.publish({"key": key, "q": question} | seen.chosen_circle())
    hits = _hits(texts, key, question) if question else []
    points = seen.points(key, [hit.document.id for hit in hits])
    topic_map(texts, points, topics, {hit.document.id for hit in hits})
    for hit in hits[:_LISTED]:
        st.page_link(
            places.DOCUMENT,
            label=plain(hit.document.fields.title),
            query_params=session.carried(id=hit.document.id, passage=hit.passage.id),
        )


def _hits(texts: Texts, key: str, text: str) -> Sequence[SearchHit]:
    question = Question(text=text, filters=Filters(domains=(key,)), limit=_FOUND)
    try:
        with library.turn(question):
            answer = library.ask(question)
    except PasserelleError as error:
        st.warning(error.problem.say(texts.language))
        return ()
    if answer.weak or not answer.hits:
        st.warning(texts("topics.map_nothing"))
        return ()
    st.html(f'<p class="count" role="status">{texts.count("topics.map_found", answer.total)}</p>')
    return answer.hits


def _labels(texts: Texts, vocabulary: str) -> dict[str, str]:
    terms = session.terms(vocabulary)
    return {key: term.short_label(texts.language) for key, term in terms.items()}


if __name__ == "__main__":
    show()

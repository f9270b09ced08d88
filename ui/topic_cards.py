"""How topics look on the pages that list them."""

from collections.abc import Mapping, Sequence

import streamlit as st

from kb.entente import PARTY
from search.topics.reading import Topic
from ui import places, session
from ui.markup import escape, plain
from ui.session import topics as seen
from ui.texts import Texts

_PHRASES = 6


def topic_name(texts: Texts, topic: Topic) -> str:
    """Name a topic in the reader's language."""
    return topic.label(texts.language) or texts("topics.unnamed")


def topic_cards(texts: Texts, topics: Sequence[Topic], domain: str) -> None:
    """Show topics of a domain side by side, each leading to its page."""
    for start in range(0, len(topics), 2):
        for column, topic in zip(st.columns(2), topics[start : start + 2], strict=False):
            with column, st.container(border=True, key=f"topic-{topic.id}", height="stretch"):
                topic_link(texts, topic, domain)
                st.html(
                    f'<p class="phrases">{phrases_html(texts, topic)}</p>'
                    f'<p class="facts">{parties_html(texts, topic.parties)}</p>'
                )


def topic_link(texts: Texts, topic: Topic, domain: str = "") -> None:
    """Link to a topic's page, from which the domain named leads back."""
    st.page_link(
        places.TOPIC,
        label=plain(topic_name(texts, topic)),
        query_params=session.carried(id=topic.id, domain=domain, **seen.chosen_circle()),
    )


def phrases_html(texts: Texts, topic: Topic) -> str:
    """Build the line of a topic's telling phrases in the reader's language."""
    phrases = topic.phrases.get(texts.language, ())[:_PHRASES]
    return " ".join(f"<span>{escape(phrase)}</span>" for phrase in phrases)


def parties_html(texts: Texts, parties: Mapping[str, int]) -> str:
    """Build the counts of documents of each party."""
    known = session.terms(PARTY)
    counts = [
        f'<span class="party party-{escape(key)}">{escape(term.short_label(texts.language))}</span>'
        f"&nbsp;{parties.get(key, 0)}"
        for key, term in known.items()
    ]
    total = texts.count("topics.documents", sum(parties.values()))
    return '<span class="dot"> · </span>'.join([escape(total), *counts])

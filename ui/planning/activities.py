"""The list of activities, with its filters."""

from collections.abc import Callable, Mapping

import streamlit as st

from kb.entente import DOMAIN, MEANS, PARTY
from kb.folding import fold
from kb.people import User
from kb.plan import Activity, ActivityState, Programme
from ui import places, session
from ui.markup import escape, plain
from ui.paging import page_of, pager
from ui.planning import words
from ui.texts import Texts

_PAGE = 25


def show(texts: Texts, programme: Programme, user: User) -> dict[str, str | list[str]]:
    """Show the list; give what it is narrowed to, for the address."""
    offer_new(texts, programme, user)
    asked, chosen = _filters(texts)
    found = [each for each in programme.activities if _passes(each, asked, chosen)]
    st.html(
        f'<p class="count" role="status">{escape(texts.count("plan.activities", len(found)))}</p>'
    )
    number = page_of("plan", len(found), _PAGE)
    labels = words.labels(texts)
    for activity in found[number * _PAGE : (number + 1) * _PAGE]:
        _line(texts, activity, labels)
    pager(texts, "plan", len(found), _PAGE)
    return {"words": asked, **chosen}


def offer_new(texts: Texts, programme: Programme, user: User) -> None:
    """Lead a coordinator to the form of a new activity."""
    if user.coordinates:
        st.page_link(
            places.ACTIVITY,
            label=texts("plan.new_activity"),
            icon=":material/add:",
            query_params=session.carried(plan=programme.plan.id),
        )


def _filters(texts: Texts) -> tuple[str, dict[str, list[str]]]:
    columns = st.columns([2, 1, 1, 1, 1])
    with columns[0]:
        session.prefill("plan-words", "words")
        asked = st.text_input(
            texts("plan.words"), key="plan-words", placeholder=texts("plan.words_hint")
        )
    states = {state.value: texts(f"plan.states.{state.value}") for state in ActivityState}
    options: dict[str, Mapping[str, str]] = {
        "state": states,
        "domain": _labels(texts, DOMAIN),
        "means": _labels(texts, MEANS),
        "party": _labels(texts, PARTY),
    }
    chosen = {}
    for column, (name, labels) in zip(columns[1:], options.items(), strict=True):
        session.prefill_many(f"plan-{name}", name, list(labels))
        with column:
            chosen[name] = st.multiselect(
                texts(f"plan.filter.{name}"),
                list(labels),
                format_func=_labelled(labels),
                key=f"plan-{name}",
                placeholder=texts("plan.all"),
            )
    return asked or "", chosen


def _labels(texts: Texts, vocabulary: str) -> dict[str, str]:
    terms = session.terms(vocabulary)
    return {key: term.short_label(texts.language) for key, term in terms.items()}


def _labelled(labels: Mapping[str, str]) -> Callable[[str], str]:
    return lambda key: labels[key]


def _passes(activity: Activity, asked: str, chosen: Mapping[str, list[str]]) -> bool:
    """Tell whether an activity has all words and, of each filter, one of the values."""
    text = fold(f"{activity.title} {activity.mandate} {activity.expected} {activity.outcome}")
    own = {
        "state": (activity.state.value,),
        "domain": activity.domains,
        "means": activity.means,
        "party": activity.parties,
    }
    return all(word in text for word in fold(asked).split()) and all(
        not wanted or set(wanted) & set(own[name]) for name, wanted in chosen.items()
    )


def _line(texts: Texts, activity: Activity, labels: words.Labels) -> None:
    with st.container(key=f"line-activity-{activity.id}"):
        st.page_link(
            places.ACTIVITY,
            label=plain(activity.title),
            query_params=session.carried(id=activity.id),
        )
        state = escape(texts(f"plan.state.{activity.state.value}"))
        badge = f'<span class="state state-{activity.state.value}">{state}</span>'
        means = escape(labels.means(activity.means))
        facts = " · ".join(filter(None, [labels.facts(activity), means]))
        st.html(f'<p class="facts">{badge} {facts}</p>')

"""Meetings and decisions: of the committee, the working groups, missions and conferences."""

from collections.abc import Sequence

import streamlit as st

from kb.nouns import Document
from kb.people import User
from kb.plan import Decision, Group, Meeting, MeetingKind, Programme
from search.planning.late import Cause, of_plan
from ui import places, session
from ui.markup import escape, paragraphs, plain
from ui.planning import editing, words
from ui.session import plan as here
from ui.texts import Texts

_SHOWN = 30


def show(texts: Texts, programme: Programme, user: User) -> None:
    """Show who met when, and what was decided."""
    if user.coordinates:
        editing.show(texts, programme, user)
    ids = [each.document_id for each in programme.attachments if each.meeting_id]
    documents = here.documents(list(dict.fromkeys(ids)))
    st.header(texts("plan.committee"), anchor=False)
    _meetings(texts, programme, _of_kind(programme, MeetingKind.COMMITTEE), documents)
    st.header(texts("plan.groups"), anchor=False)
    if not programme.groups:
        st.caption(texts("plan.no_groups"))
    labels = words.labels(texts)
    for group in programme.groups:
        _group(labels, programme, group, documents)
    st.header(texts("plan.travel"), anchor=False)
    travel = _of_kind(programme, MeetingKind.MISSION, MeetingKind.CONFERENCE)
    _meetings(texts, programme, travel, documents)
    st.header(texts("plan.decisions"), anchor=False)
    st.html(decision_table(texts, programme.decisions))


def decision_table(texts: Texts, found: Sequence[Decision]) -> str:
    """Build a table of decisions, the latest first, as HTML."""
    if not found:
        return f'<p class="facts">{escape(texts("plan.no_decisions"))}</p>'
    names = ("day", "text", "decided_by", "due", "state")
    head = "".join(f'<th scope="col">{escape(texts(f"plan.field.{name}"))}</th>' for name in names)
    rows = "".join(
        f"<tr>{''.join(f'<td>{cell}</td>' for cell in _cells(texts, decision))}</tr>"
        for decision in sorted(found, key=lambda each: each.day, reverse=True)
    )
    return f'<div class="table"><table class="records"><tr>{head}</tr>{rows}</table></div>'


def _cells(texts: Texts, decision: Decision) -> list[str]:
    open_, due = decision.state.value == "open", decision.due
    late = ' class="late"' if open_ and due and due < here.today() else ""
    state = texts(f"plan.decision_state.{decision.state.value}")
    return [
        escape(words.day(texts, decision.day)),
        escape(decision.text),
        escape(decision.decided_by),
        f"<span{late}>{escape(words.day(texts, due) if due else '–')}</span>",
        f'<span class="state state-{escape(decision.state.value)}">{escape(state)}</span>',
    ]


def _of_kind(programme: Programme, *kinds: MeetingKind) -> list[Meeting]:
    return [each for each in programme.meetings if each.kind in kinds]


def _group(
    labels: words.Labels, programme: Programme, group: Group, documents: dict[str, Document]
) -> None:
    texts = labels.texts
    own = [each for each in programme.meetings if each.group_id == group.id]
    st.subheader(plain(group.name), anchor=False)
    late = [each for each in of_plan(programme, here.today()) if each.thing == group]
    facts = [escape(labels.domains(group.domains)), escape(group.purpose)]
    if group.closed:
        facts.append(escape(texts("plan.group_closed")))
    for each in late:
        key = "met_never" if each.cause is Cause.GROUP_NEVER_MET else "met_late"
        said = escape(texts(f"plan.{key}", day=words.day(texts, each.since)))
        facts.append(f'<strong class="late">{said}</strong>')
    st.html(f'<p class="facts">{" · ".join(filter(None, facts))}</p>')
    _meetings(texts, programme, own, documents)


def _meetings(
    texts: Texts, programme: Programme, found: Sequence[Meeting], documents: dict[str, Document]
) -> None:
    if not found:
        st.caption(texts("plan.no_meetings"))
    latest = sorted(found, key=lambda each: each.day, reverse=True)
    for meeting in latest[:_SHOWN]:
        _meeting(texts, programme, meeting, documents)
    if len(found) > _SHOWN:
        st.caption(texts.count("plan.and_more", len(found) - _SHOWN))


def _meeting(
    texts: Texts, programme: Programme, meeting: Meeting, documents: dict[str, Document]
) -> None:
    with st.container(key=f"line-meeting-{meeting.id}"):
        st.html(_meeting_html(texts, meeting))
        for document in attached(programme, meeting.id, documents):
            st.page_link(
                places.DOCUMENT,
                label=plain(document.fields.title),
                icon=":material/description:",
                query_params=session.carried(id=document.id),
            )


def _meeting_html(texts: Texts, meeting: Meeting) -> str:
    when = words.days(texts, meeting.day, meeting.last_day)
    facts = [
        texts(f"plan.meeting_kind.{meeting.kind.value}"),
        meeting.place,
        "" if meeting.attendance is None else texts.count("plan.attendance", meeting.attendance),
        texts("plan.cancelled") if meeting.cancelled else "",
        texts("plan.to_come") if meeting.day > here.today() and not meeting.cancelled else "",
    ]
    line = " · ".join(escape(fact) for fact in facts if fact)
    agenda = f'<div class="agenda">{paragraphs(escape(meeting.agenda))}</div>'
    title = f"<strong>{escape(when)}</strong> · {escape(meeting.title)}"
    return (
        f'<p class="thing">{title}</p><p class="facts">{line}</p>{agenda if meeting.agenda else ""}'
    )


def attached(programme: Programme, place_id: str, documents: dict[str, Document]) -> list[Document]:
    """List the readable documents on an activity or a meeting."""
    return [
        documents[each.document_id]
        for each in programme.attachments
        if place_id in {each.activity_id, each.meeting_id} and each.document_id in documents
    ]

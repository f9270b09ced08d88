"""The plan by months, and as a calendar file."""

from calendar import Calendar
from datetime import date

import streamlit as st

from kb.plan import Period, Programme
from search.planning.calendar import Event, events, within
from search.planning.ics import MEDIA_TYPE
from ui import session
from ui.markup import escape
from ui.planning import words
from ui.planning.leading import event_address, link
from ui.session import plan as here
from ui.texts import Texts

_MONDAY, _SHOWN = 0, 4
_KEY = "plan-month"


def show(texts: Texts, programme: Programme) -> None:
    """Show a month of the plan."""
    first = _month()
    _turner(texts, first)
    weeks = Calendar(_MONDAY).monthdatescalendar(first.year, first.month)
    period = Period(starts=weeks[0][0], ends=weeks[-1][-1])
    found = within(events(programme), period)
    st.html(_grid(texts, programme, first, weeks, found))
    of_month = within(found, _whole(first))
    st.html(_list(texts, programme, of_month))
    st.download_button(
        texts("plan.ics"),
        data=here.calendar_file(programme.plan.id, texts.language),
        file_name="passerelle-plan.ics",
        mime=MEDIA_TYPE,
        icon=":material/calendar_month:",
        on_click="ignore",
        help=texts("plan.ics_help"),
    )


def _month() -> date:
    """Give the first day of the month that is shown: months are kept as a number."""
    today = here.today()
    number = session.recall(_KEY, today.year * 12 + today.month - 1)
    return date(number // 12, number % 12 + 1, 1)


def _turner(texts: Texts, first: date) -> None:
    today = here.today()
    now, number = today.year * 12 + today.month - 1, first.year * 12 + first.month - 1
    with st.container(horizontal=True, key="turner", vertical_alignment="center"):
        for name, icon, target in (
            ("previous_month", ":material/chevron_left:", number - 1),
            ("next_month", ":material/chevron_right:", number + 1),
            ("this_month", ":material/today:", now),
        ):
            st.button(
                texts(f"plan.{name}"),
                icon=icon,
                key=f"turn-{name}",
                disabled=target == number or not 1990 * 12 <= target < 9000 * 12,
                on_click=session.remember,
                args=(_KEY, target),
            )
        st.html(f'<h2 class="month" role="status">{escape(words.month(texts, first))}</h2>')


def _grid(
    texts: Texts,
    programme: Programme,
    first: date,
    weeks: list[list[date]],
    found: list[Event],
) -> str:
    pairs = zip(texts("plan.weekdays").split(), texts("plan.weekdays_short").split(), strict=True)
    head = "".join(
        f'<th scope="col"><span class="wide">{escape(name)}</span>'
        f'<span class="narrow">{escape(short)}</span></th>'
        for name, short in pairs
    )
    rows = "".join(
        f"<tr>{''.join(_day(texts, programme, day, first, found) for day in week)}</tr>"
        for week in weeks
    )
    return f'<table class="calendar"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'


def _day(texts: Texts, programme: Programme, day: date, first: date, found: list[Event]) -> str:
    own = [event for event in found if event.day <= day <= event.until]
    marks = "".join(
        (" other" if day.month != first.month else "", " today" if day == here.today() else "")
    )
    shown = "".join(_event(texts, programme, event) for event in own[:_SHOWN])
    more = len(own) - _SHOWN
    rest = f'<span class="rest">{escape(texts.count("plan.and_more", more))}</span>'
    return f'<td class="day{marks}"><time>{day.day}</time>{shown}{rest if more > 0 else ""}</td>'


def _event(texts: Texts, programme: Programme, event: Event) -> str:
    """Build an event of a day, which leads to its activity or to where it stands, as HTML."""
    said = f"{texts(f'plan.moment.{event.moment.value}')}{event.title}"
    css = f"event event-{event.moment.value}{' cancelled' if event.cancelled else ''}"
    address = event_address(event, programme.plan.id)
    return (
        f'<a class="{css}" href="{escape(address)}" target="_self" title="{escape(said)}">'
        f"{escape(event.title)}</a>"
    )


def _list(texts: Texts, programme: Programme, found: list[Event]) -> str:
    """Build the month as a list, which reads well aloud and on small screens, as HTML."""
    if not found:
        return f'<p class="intro">{escape(texts("plan.empty_month"))}</p>'
    lines = "".join(
        f"<li><strong>{escape(words.days(texts, event.day, event.until))}</strong> · "
        f"{escape(texts(f'plan.moment_of.{event.moment.value}'))} · "
        f"{link(event_address(event, programme.plan.id), event.title)}"
        f"{escape(f' · {event.place}' if event.place else '')}</li>"
        for event in found
    )
    return f'<ul class="month">{lines}</ul>'


def _whole(first: date) -> Period:
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return Period(starts=first, ends=date.fromordinal(following.toordinal() - 1))

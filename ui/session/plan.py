"""The plan in the session: what this person may see of it, and what they are handed."""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from typing import TypeVar
from urllib.parse import urlsplit

import streamlit as st

from kb.access import AccessScope
from kb.nouns import Document
from kb.plan import Activity, Period, Plan, Planned, Programme
from search.planning.late import LateBoard, late_board
from search.reporting.charts import AltairPainter
from search.reporting.model import Chart, Report
from search.reporting.renderer import Format
from search.reporting.reports import Wanted
from ui import handing, session

Item = TypeVar("Item", bound=Planned)

_FOUND = 20


def today() -> date:
    """Give the day."""
    return datetime.now(UTC).date()


def plans() -> list[Plan]:
    """List all plans, the latest first."""
    return session.services().store.catalogue.plan.plans(access=session.access())


def programme(plan_id: str) -> Programme:
    """Read a plan with all that belongs to it."""
    store = session.services().store
    return store.catalogue.plan.programme(plan_id, access=session.access())


def activity(activity_id: str) -> Activity:
    """Read an activity.

    Raises:
        NotFound: when there is none.
    """
    store = session.services().store
    return store.catalogue.plan.item(Activity, activity_id, access=session.access())


def late(found: Programme) -> LateBoard:
    """Find what is late."""
    period = session.services().store.catalogue.period
    return late_board(found, period, today(), access=session.access())


def documents(ids: Sequence[str]) -> dict[str, Document]:
    """Read the readable ones among some documents."""
    return session.services().store.catalogue.reader.documents(ids, access=session.access())


def titled(words: str) -> list[Document]:
    """Find documents by words of their titles."""
    period = session.services().store.catalogue.period
    return period.titled(words, access=session.access(), limit=_FOUND)


def names() -> dict[str, str]:
    """Name the people who may answer for an activity, by their ids."""
    everyone = session.services().store.catalogue.people.everyone()
    return {user.id: user.name for user in everyone if not user.administers}


def prefill_one(key: str, parameter: str, allowed: Sequence[str]) -> None:
    """Give a widget its first value from the address, if it is one of those it has."""
    asked = session.parameter(parameter)
    if key not in st.session_state and asked in allowed:
        st.session_state[key] = asked


def asked_for(widget: str, parameter: str) -> bool:
    """Tell whether the address asked for what stands in a widget, when that was first shown."""
    key = f"{widget}-asked"
    if widget not in st.session_state:
        st.session_state[key] = bool(session.parameter(parameter))
    return bool(st.session_state.get(key))


def typed(key: str) -> str:
    """Give what a widget holds."""
    return str(st.session_state.get(key) or "")


def opened(item: Item) -> Item:
    """Give an item as it was when its form was opened, for as long as the form is on the page.

    What others change meanwhile neither empties the form nor is written over unseen.
    """
    form, key = form_of(item), _opened_key(item)
    shown = any(str(each).startswith(f"{form}-") for each in st.session_state)
    if not (item.id and shown and key in st.session_state):
        close(item)
        st.session_state[key] = item
    kept: Item = st.session_state[key]
    return kept


def form_of(item: Planned) -> str:
    """Name the form of an item; the keys of its fields begin with this name."""
    return f"{type(item).__name__.lower()}-{item.id or 'new'}"


def form_key(item: Planned) -> str:
    """Name the form of one version of an item: that of another begins anew."""
    return f"{form_of(item)}-{item.updated_at.isoformat()}"


def close(item: Planned) -> None:
    """Let the form of an item begin again with what is stored."""
    st.session_state.pop(_opened_key(item), None)
    st.session_state.pop(_overtaken_key(item), None)


def mark_overtaken(item: Planned) -> None:
    """Remember that somebody changed an item while its form was open."""
    st.session_state[_overtaken_key(item)] = True


def is_overtaken(item: Planned) -> bool:
    """Tell whether it is to be decided whose version of an item stays."""
    return bool(item.id) and _overtaken_key(item) in st.session_state


def wanted(language: str) -> Wanted:
    """Say how this person wants a report."""
    return Wanted(language=language, party=session.member().party, base=_base(), today=today())


def report(period: Period, language: str) -> Report:
    """Draw up the report on a period; drawn again when the plan or a document changed."""
    return _report(
        period.model_dump_json(), wanted(language).model_dump_json(), session.access().key, _state()
    )


def picture(chart: Chart) -> bytes:
    """Draw a chart."""
    return _picture(chart.model_dump_json())


def report_file(period: Period, language: str, kind: Format) -> Callable[[], bytes]:
    """Prepare to hand out a report to a coordinator, who is found out again when they ask."""
    return partial(
        handing.report, session.services(), session.token(), period, wanted(language), kind
    )


def plan_file(plan_id: str, language: str, kind: Format) -> Callable[[], bytes]:
    """Prepare to hand out a plan to a member, who is found out again when they ask."""
    return partial(
        handing.plan, session.services(), session.token(), plan_id, wanted(language), kind
    )


def calendar_file(plan_id: str, language: str) -> Callable[[], bytes]:
    """Prepare to hand out a plan's days to a member, who is found out again when they ask."""
    return partial(handing.calendar, session.services(), session.token(), plan_id, wanted(language))


def _opened_key(item: Planned) -> str:
    return f"opened-{form_of(item)}"


def _overtaken_key(item: Planned) -> str:
    return f"overtaken-{form_of(item)}"


def _base() -> str:
    """Give the app's address as others may open it."""
    public = session.services().settings.public_url
    if public:
        return public.rstrip("/")
    here = urlsplit(st.context.url or "")
    return f"{here.scheme}://{here.netloc}{here.path.rsplit('/', 1)[0]}"


def _state() -> str:
    store = session.services().store
    return f"{session.edition()} {store.catalogue.plan.stamp()}"


@st.cache_data(show_spinner=False, max_entries=20)
def _report(period: str, wanted: str, access_key: str, state: str) -> Report:
    return session.services().reports.report(
        Period.model_validate_json(period),
        Wanted.model_validate_json(wanted),
        access=AccessScope.of_key(access_key),
    )


@st.cache_data(show_spinner=False, max_entries=50)
def _picture(chart: str) -> bytes:
    return AltairPainter().png(Chart.model_validate_json(chart))

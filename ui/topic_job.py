"""How topics stand, and for coordinators a button that has them found anew."""

import streamlit as st

from kb.people import User
from kb.topics import Job, State
from ui import session
from ui.session import topics as seen
from ui.texts import Texts

_PAUSE = 1.5


def topic_job(texts: Texts, user: User | None) -> None:
    """Show how far the work on topics is; coordinators may ask for it."""
    job = seen.job()
    if job is not None and job.state in (State.WAITING, State.RUNNING):
        st.fragment(_progress, run_every=_PAUSE)(texts, job.id)
    elif user is not None and user.coordinates and seen.circle():
        _button(texts, job, user)


def _button(texts: Texts, job: Job | None, user: User) -> None:
    st.header(texts("topics.job_title"), anchor=False)
    st.caption(texts("topics.job_help"))
    if job is not None and job.state is State.FAILED:
        st.warning(texts("topics.job_failed"))
    elif job is not None and job.finished_at is not None:
        day = texts.day(job.finished_at)
        st.caption(texts("topics.job_done", day=day))
    if st.button(texts("topics.recompute"), key="recompute-topics"):
        session.services().curating.recompute(seen.circle(), user)
        st.rerun()


def _progress(texts: Texts, number: int) -> None:
    """Show one job until it is over; then the whole page is drawn again."""
    job = session.services().store.catalogue.topic_jobs.job(number)
    if job.state not in (State.WAITING, State.RUNNING):
        st.rerun()
    step = texts(f"topics.step_{job.step or 'waiting'}")
    st.progress(job.done / job.total if job.total else 0.0, text=step)

"""Store what a form of the plan holds, and say what is wrong with it."""

from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from kb.errors import Overtaken, PasserelleError
from kb.people import User
from kb.plan import Planned
from kb.problems import Problem
from ui import session
from ui.session import plan as here
from ui.texts import Texts


def form(key: str, now: Planned | None) -> DeltaGenerator:
    """Open a form; where two versions are to be weighed, no key pressed decides for one."""
    return st.form(key, enter_to_submit=now is None or not here.is_overtaken(now))


def send_buttons(texts: Texts, now: Planned | None) -> bool:
    """Show what sends the form of an item; tell whether it was pressed.

    After somebody else changed the item, it is either stored all the same or left to them.
    """
    if now is None or not here.is_overtaken(now):
        return st.form_submit_button(texts("plan.save"), type="primary")
    st.warning(Problem("plan.changed_meanwhile").say(texts.language))
    with st.container(horizontal=True):
        sent = st.form_submit_button(texts("plan.save_over"), type="primary")
        st.form_submit_button(texts("plan.take_other"), on_click=here.close, args=(now,))
    return sent


def keep(
    texts: Texts, read: Callable[[], Planned], user: User, now: Planned | None = None
) -> Planned | None:
    """Read a form and store it; what is wrong is said under it.

    The item as it is stored is given as `now`: the form may have been opened before it.
    """
    try:
        item = read()
        if now is not None and here.is_overtaken(now):
            item = item.model_copy(update={"updated_at": now.updated_at})
        saved = session.services().planning.save(item, user)
    except Overtaken:
        here.mark_overtaken(item)
        st.rerun()
    except PasserelleError as error:
        st.error(error.problem.say(texts.language))
        return None
    here.close(item)
    return saved


def remove(texts: Texts, item: Planned, user: User) -> bool:
    """Remove something from the plan; what is wrong is said."""
    try:
        session.services().planning.remove(type(item), item.id, user)
    except PasserelleError as error:
        st.error(error.problem.say(texts.language))
        return False
    return True


def offer_removal(texts: Texts, item: Planned, user: User) -> bool:
    """Let something be removed, once somebody said they mean it; tell whether it was."""
    with st.popover(texts("plan.remove"), icon=":material/delete:"):
        st.markdown(texts("plan.remove_sure"))
        return st.button(
            texts("plan.remove_yes"), key=f"remove-{item.id}", type="primary"
        ) and remove(texts, item, user)

"""Store what a form of the plan holds, and say what is wrong with it."""

from collections.abc import Callable

import streamlit as st

from kb.errors import PasserelleError
from kb.people import User
from kb.plan import Planned
from ui import session
from ui.texts import Texts


def keep(texts: Texts, read: Callable[[], Planned], user: User) -> Planned | None:
    """Read a form and store it; what is wrong is said under it."""
    try:
        return session.services().planning.save(read(), user)
    except PasserelleError as error:
        st.error(error.problem.say(texts.language))
        return None


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

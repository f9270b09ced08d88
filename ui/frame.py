"""What stands around every page: name, navigation, language, style."""

import json
from base64 import b64encode
from functools import lru_cache, partial
from pathlib import Path
from urllib.parse import quote, urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from kb.people import User
from kb.problems import Problem
from ui import places, session
from ui.markup import escape
from ui.tab import name_tab
from ui.texts import LANGUAGES, Texts

_HERE = Path(__file__).parent


def configure(texts: Texts) -> None:
    """Set up the browser's tab and our style; the first thing on every run."""
    st.set_page_config(
        page_title=texts("app.name"),
        page_icon=_icon(),
        layout="wide",
        initial_sidebar_state="auto",
    )
    st.html(_style())
    st.html(_script(texts.language), unsafe_allow_javascript=True)


def show(texts: Texts) -> None:
    """Show the navigation and the page asked for, to those who may see it."""
    user = session.person()
    page = st.navigation(_pages(texts, user), position="top")
    name_tab(texts, page.title)
    _masthead(texts, user)
    if user is None and not session.access().shelves:
        st.info(texts("account.members_only"))
    elif user is not None and user.must_change:
        st.warning(texts("account.must_change"))
        label = escape(texts("account.title"))
        link = f'<a href="/account?lang={texts.language}" target="_self">{label}</a>'
        st.html(f'<p class="person">{link}</p>')
    else:
        page.run()
    st.html(f'<footer class="foot">{escape(texts("app.illustrative"))}</footer>')


def show_problem(texts: Texts, problem: Problem) -> None:
    """Say what is wrong and what to do, in place of a page."""
    st.title(texts("error.title"), anchor=False)
    st.error(problem.say(texts.language))


def _pages(texts: Texts, user: User | None) -> dict[str, list[StreamlitPage]]:
    """List the pages by menu; one that is not for this person says so, and is not listed."""
    waiting = _waiting(user) if user else {}
    menus: dict[str, list[StreamlitPage]] = {}
    sections = places.menus(user)
    for each in places.PAGES:
        menu = texts(f"nav.menu_{each.section}") if each.section in sections else ""
        page = st.Page(
            each.path if each.allowed(user) else partial(_closed, texts, each.name, user),
            title=_page_title(texts, each.name, waiting.get(each.name, 0)),
            url_path=None if each.path == places.SEARCH else each.name,
            default=each.path == places.SEARCH,
            visibility="visible" if each.listed and each.allowed(user) else "hidden",
        )
        menus.setdefault(menu, []).append(page)
    return menus


def _closed(texts: Texts, name: str, user: User | None) -> None:
    """Say that a page is for others; somebody who is not signed in may do so and come back."""
    st.title(texts(f"nav.{name}"), anchor=False)
    if user is not None:
        st.warning(Problem("access.forbidden").say(texts.language))
        return
    st.info(texts("account.sign_in_first"))
    back = quote(f"/{name}?{urlencode(session.here(), doseq=True)}")
    link = f"/sign-in?lang={texts.language}&next={back}"
    label = escape(texts("account.sign_in"))
    st.html(f'<p class="person"><a href="{escape(link)}" target="_self">{label}</a></p>')


def _waiting(user: User) -> dict[str, int]:
    """Count by page what somebody was told and has not seen."""
    catalogue = session.services().store.catalogue
    return {
        "news": catalogue.desk.unread(user.id),
        "follows": catalogue.tellings.unseen(user.id, access=session.access()),
    }


def _page_title(texts: Texts, name: str, unread: int) -> str:
    """Name a page in the navigation; news that were not read are counted."""
    return texts(f"nav.{name}_unread", count=unread) if unread else texts(f"nav.{name}")


def _masthead(texts: Texts, user: User | None) -> None:
    with st.container(horizontal=True, key="masthead", vertical_alignment="center"):
        st.html(
            f'<div class="name">{escape(texts("app.name"))}</div>'
            f'<div class="tagline">{escape(texts("app.tagline"))}</div>'
        )
        st.html(f'<nav class="person">{_person(texts, user)}</nav>', width="content")
        st.button(
            texts("app.switch"),
            key="switch-language",
            help=texts("app.switch_help"),
            type="tertiary",
            on_click=session.switch_language,
        )


def _person(texts: Texts, user: User | None) -> str:
    """Link to signing in, or name who is there and link to their account, as HTML."""
    if user is None:
        address, label = "/sign-in", texts("account.sign_in")
    else:
        address, label = "/account", user.name
    return f'<a href="{address}?lang={texts.language}" target="_self">{escape(label)}</a>'


@lru_cache(maxsize=1)
def _icon() -> str:
    """Give the tab's picture in its address: a file would be read and hashed on every run."""
    picture = b64encode((_HERE / "passerelle.png").read_bytes()).decode()
    return f"data:image/png;base64,{picture}"


@lru_cache(maxsize=1)
def _style() -> str:
    return f"<style>{(_HERE / 'style.css').read_text('utf-8')}</style>"


@lru_cache(maxsize=len(LANGUAGES))
def _script(language: str) -> str:
    facts = {"language": language, "words": _frame_words(language)}
    chrome, moving = ((_HERE / name).read_text("utf-8") for name in ("chrome.js", "moving.js"))
    return f"<script>{chrome.replace('__FACTS__', json.dumps(facts))}{moving}</script>"


def _frame_words(language: str) -> dict[str, str]:
    """Pair what the frame may say, in any language, with what it shall say."""
    wanted = Texts(language).chrome()
    return {
        said: wanted[key]
        for other in LANGUAGES
        for key, said in Texts(other).chrome().items()
        if said != wanted[key]
    }

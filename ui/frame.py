"""What stands around every page: name, navigation, language, style."""

import json
from pathlib import Path

import streamlit as st

from kb.problems import Problem
from ui import places, session
from ui.markup import escape
from ui.texts import LANGUAGES, Texts

_HERE = Path(__file__).parent


def configure(texts: Texts) -> None:
    """Set up the browser's tab and our style; the first thing on every run."""
    st.set_page_config(
        page_title=texts("app.name"),
        page_icon=str(_HERE / "passerelle.png"),
        layout="wide",
        initial_sidebar_state="auto",
    )
    st.html(_HERE / "style.css")
    facts = {"language": texts.language, "words": _frame_words(texts.language)}
    script = (_HERE / "chrome.js").read_text("utf-8").replace("__FACTS__", json.dumps(facts))
    st.html(f"<script>{script}</script>", unsafe_allow_javascript=True)


def show(texts: Texts) -> None:
    """Show the navigation and the page asked for."""
    page = st.navigation(
        [
            st.Page(places.SEARCH, title=texts("nav.search"), default=True),
            st.Page(places.THEMES, title=texts("nav.themes"), url_path="themes"),
            st.Page(places.CONTRIBUTE, title=texts("nav.contribute"), url_path="contribute"),
            st.Page(
                places.DOCUMENT,
                title=texts("nav.document"),
                url_path="document",
                visibility="hidden",
            ),
        ],
        position="top",
    )
    _masthead(texts)
    page.run()
    st.html(f'<footer class="foot">{escape(texts("app.illustrative"))}</footer>')


def show_problem(texts: Texts, problem: Problem) -> None:
    """Say what is wrong and what to do, in place of a page."""
    st.title(texts("error.title"), anchor=False)
    st.error(problem.say(texts.language))


def _masthead(texts: Texts) -> None:
    with st.container(horizontal=True, key="masthead", vertical_alignment="center"):
        st.html(
            f'<div class="name">{escape(texts("app.name"))}</div>'
            f'<div class="tagline">{escape(texts("app.tagline"))}</div>'
        )
        st.button(
            texts("app.switch"),
            key="switch-language",
            help=texts("app.switch_help"),
            type="tertiary",
            on_click=session.switch_language,
        )


def _frame_words(language: str) -> dict[str, str]:
    """Pair what the frame may say, in any language, with what it shall say."""
    wanted = Texts(language).chrome()
    return {
        said: wanted[key]
        for other in LANGUAGES
        for key, said in Texts(other).chrome().items()
        if said != wanted[key]
    }

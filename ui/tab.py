"""The name of the browser's tab, which its history keeps: a page's own beside the app's."""

import streamlit as st

from ui.texts import Texts


def name_tab(texts: Texts, title: str) -> None:
    """Name the tab by what the page shows; only what its reader may see is said."""
    st.set_page_config(page_title=texts("app.tab", title=" ".join(title.split())))

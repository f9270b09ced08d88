"""The report: choose a period and a language, look at the draft, take it as a file."""

from datetime import date
from functools import partial

import streamlit as st

from kb.errors import PasserelleError
from kb.plan import Period
from search.reporting.markdown import (
    address_text,
    block_text,
    head_parts,
    heading,
    plain,
    source_parts,
)
from search.reporting.model import Chart, Report
from search.reporting.renderer import Format
from search.reporting.reports import period_of
from ui import session
from ui.session import plan as here
from ui.texts import LANGUAGES, Texts


def show() -> None:
    """Show the page."""
    texts = session.texts()
    session.member()
    st.title(texts("report.title"), anchor=False)
    st.html(f'<p class="intro">{texts("report.intro")}</p>')
    st.info(texts("report.scope"))
    first, last, language, sent = _asked(texts)
    session.publish({"from": first, "to": last, "in": language})
    if sent:
        session.remember("report-drawn", f"{first} {last} {language}")
    try:
        period = period_of(first, last)
    except PasserelleError as error:
        st.error(error.problem.say(texts.language))
        return
    if here.typed("report-drawn") == f"{first} {last} {language}":
        _downloads(texts, period, language)
        _preview(here.report(period, language))


def _asked(texts: Texts) -> tuple[str, str, str, bool]:
    """Ask for a period and a language; the plan of today is the first answer."""
    start, end = _current()
    session.prefill("report-from", "from")
    session.prefill("report-to", "to")
    here.prefill_one("report-in", "in", LANGUAGES)
    with st.form("report"):
        columns = st.columns(3)
        with columns[0]:
            first = _month(texts, "from", start)
        with columns[1]:
            last = _month(texts, "to", end)
        with columns[2]:
            language = st.selectbox(
                texts("report.language"),
                LANGUAGES,
                index=None if here.typed("report-in") else LANGUAGES.index(texts.language),
                format_func=texts.language_name,
                key="report-in",
            )
        sent = st.form_submit_button(texts("report.draw"), type="primary")
    return first, last, language or texts.language, sent


def _month(texts: Texts, name: str, default: str) -> str:
    typed = st.text_input(
        texts(f"report.{name}"),
        value=None if here.typed(f"report-{name}") else default,
        placeholder=texts("report.month"),
        key=f"report-{name}",
        max_chars=7,
    )
    return (typed or "").strip()


def _current() -> tuple[str, str]:
    today = here.today()
    plans = [plan for plan in here.plans() if plan.starts <= today <= plan.ends]
    first, last = (
        (plans[0].starts, plans[0].ends)
        if plans
        else (date(today.year - 1, 1, 1), date(today.year, 12, 31))
    )
    return f"{first:%Y-%m}", f"{last:%Y-%m}"


def _downloads(texts: Texts, period: Period, language: str) -> None:
    name = f"passerelle-{period.starts:%Y-%m}-{period.ends:%Y-%m}-{language}"
    with st.container(horizontal=True, key="report-files"):
        for kind in Format:
            st.download_button(
                texts(f"report.file.{kind.value}"),
                data=here.report_file(period, language, kind),
                file_name=f"{name}.{kind.value}",
                mime=kind.media_type,
                icon=":material/download:",
                on_click="ignore",
                key=f"report-{kind.value}",
            )


def _preview(report: Report) -> None:
    """Show the draft as it will be handed over, charts as pictures, notes leading to sources."""
    with st.container(border=True, key="report-preview"):
        pieces = list(head_parts(report))
        for section in report.sections:
            pieces.append(heading(section))
            for block in section.blocks:
                if isinstance(block, Chart):
                    _shown(pieces)
                    st.image(here.picture(block), caption=plain(block.caption), alt=block.alt)
                else:
                    pieces.append(block_text(block, partial(_source, report)))
        pieces += source_parts(report, anchors=False)
        _shown(pieces)


def _shown(pieces: list[str]) -> None:
    """Show what has come together: a page of few elements is quick."""
    st.markdown("\n\n".join(pieces))
    pieces.clear()


def _source(report: Report, number: int) -> str:
    return f"<{address_text(report.sources[number - 1].address)}>"


if __name__ == "__main__":
    show()

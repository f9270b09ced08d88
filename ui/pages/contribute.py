"""The contribution page: files go in, and each is reported on."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ingest.reports import FileReport, Given, Outcome
from kb.entente import KIND, PARTY
from kb.nouns import Kind, Relation
from ui import places, session
from ui.markup import plain
from ui.texts import Texts

_AUDIENCES = ("partners", "public", "party")
_BADGES = {Outcome.READ: "green", Outcome.SKIPPED: "gray", Outcome.FAILED: "red"}


def show() -> None:
    """Show the page."""
    texts = session.texts()
    session.publish({})
    st.title(texts("contribute.title"), anchor=False)
    if not session.services().settings.contributions:
        st.info(texts("contribute.closed"))
        return
    st.html(f'<p class="intro">{texts("contribute.intro")}</p>')
    with st.form("contribution", border=False):
        files = st.file_uploader(
            texts("contribute.files"), accept_multiple_files=True, key="uploads"
        )
        given = _given(texts)
        submitted = st.form_submit_button(texts("contribute.submit"), type="primary")
    if submitted and not files:
        st.warning(texts("contribute.none"))
    elif submitted:
        _take_in(texts, files, given)


def _given(texts: Texts) -> Given:
    parties, kinds = session.terms(PARTY), session.terms(KIND)
    first, second, third = st.columns(3)
    party = first.selectbox(
        texts("contribute.party"),
        list(parties),
        format_func=lambda key: parties[key].short_label(texts.language),
        key="contribution-party",
    )
    kind = second.selectbox(
        texts("contribute.kind"),
        ["", *kinds],
        format_func=lambda key: (
            kinds[key].label(texts.language) if key else texts("contribute.kind_guess")
        ),
        key="contribution-kind",
    )
    audience = third.selectbox(
        texts("contribute.audience"),
        _AUDIENCES,
        format_func=lambda key: texts(f"audience.{key}"),
        key="contribution-audience",
    )
    return Given(party=party, audience=audience, kind=Kind(kind) if kind else None)


def _take_in(texts: Texts, files: Sequence[UploadedFile], given: Given) -> None:
    bar = st.progress(0.0)
    with _saved(files) as paths:
        for done, path in enumerate(paths):
            progress = texts("contribute.progress", done=done + 1, total=len(paths), file=path.name)
            bar.progress(done / len(paths), progress)
            for report in session.take_in(path, given):
                _report(texts, report)
    bar.progress(1.0, texts("contribute.done"))


@contextmanager
def _saved(files: Sequence[UploadedFile]) -> Iterator[list[Path]]:
    """Lay uploads down as files; a name never leads out of its folder."""
    with tempfile.TemporaryDirectory(prefix="passerelle-upload-") as folder:
        paths = []
        for number, file in enumerate(files):
            path = Path(folder) / str(number) / Path(file.name).name
            path.parent.mkdir()
            path.write_bytes(file.getbuffer())
            paths.append(path)
        yield paths


def _report(texts: Texts, report: FileReport) -> None:
    name = plain(Path(report.file).name)
    with st.container(border=True, key=f"report-{report.file}"):
        outcome = texts(f"contribute.{report.outcome}")
        st.markdown(f":{_BADGES[report.outcome]}-badge[{outcome}] **{name}**")
        for line in _details(texts, report):
            st.caption(line)
        if report.document_id:
            st.page_link(
                places.DOCUMENT,
                label=texts("contribute.open"),
                query_params=session.carried(id=report.document_id),
            )


def _details(texts: Texts, report: FileReport) -> Iterator[str]:
    if report.reason:
        yield texts.notice(report.reason)
    if report.outcome is Outcome.READ:
        facts = [texts("contribute.facts", passages=report.passages, pages=report.pages)]
        if report.unread_pages:
            facts.append(texts.count("contribute.unread_pages", report.unread_pages))
        if report.new_version:
            facts.append(texts("contribute.new_version"))
        yield ", ".join(facts)
    for notice in report.notices:
        yield texts.notice(notice)
    for link in report.links:
        if session.may_read(link.other_id):
            sister = link.relation is Relation.TRANSLATION
            key = "contribute.translation" if sister else "contribute.duplicate"
            yield texts(key, percent=round(100 * link.score))


if __name__ == "__main__":
    show()

"""The contribution page: files become drafts, sheets are begun, and one's own are listed."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain, islice
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from ingest.reports import FileReport, Given, Outcome
from kb.access import PARTNERS
from kb.entente import KIND
from kb.nouns import Document, DocumentFields, Kind, Status
from kb.people import User
from ui import places, session
from ui.fields import audiences_for, sheet_labels
from ui.markup import escape, plain
from ui.texts import Texts

_BADGES = {Outcome.READ: "green", Outcome.SKIPPED: "gray", Outcome.FAILED: "red"}


def show() -> None:
    """Show the page."""
    texts, user = session.texts(), session.member()
    session.publish({})
    st.title(texts("contribute.title"), anchor=False)
    if not session.services().settings.contributions:
        st.info(texts("contribute.closed"))
        return
    st.html(f'<p class="intro">{texts("contribute.intro")}</p>')
    whole = st.toggle(texts("contribute.folder"), key="whole-folder")
    with st.form("contribution", border=False):
        key = f"uploads-{'folder' if whole else 'files'}-{session.recall('uploads-taken', 0)}"
        st.file_uploader(
            texts("contribute.files"),
            accept_multiple_files="directory" if whole else True,
            key=key,
        )
        given = _given(texts, user)
        submitted = st.form_submit_button(
            texts("contribute.submit"), type="primary", on_click=_take, args=(key,)
        )
    files = session.uploads("uploads-to-read")
    if files:
        _bring(texts, files, given, user)
    elif submitted:
        st.toast(texts("contribute.none"), icon=":material/upload_file:")
    _begin(texts, user)
    _own(texts, user)


def _take(key: str) -> None:
    """Take the chosen files out of their chooser: what is drawn next is another, and empty."""
    chosen = session.uploads(key)
    session.forget(key)
    session.remember("uploads-to-read", [*session.uploads("uploads-to-read"), *chosen])
    session.remember("uploads-taken", session.recall("uploads-taken", 0) + 1)


def _given(texts: Texts, user: User) -> Given:
    kinds, audiences = session.terms(KIND), audiences_for(texts)
    first, second = st.columns(2)
    kind = first.selectbox(
        texts("contribute.kind"),
        ["", *kinds],
        format_func=lambda key: (
            kinds[key].label(texts.language) if key else texts("contribute.kind_guess")
        ),
        key="contribution-kind",
    )
    audience = second.selectbox(
        texts("contribute.audience"),
        list(audiences),
        format_func=lambda key: audiences[key],
        key="contribution-audience",
    )
    return Given(party=user.party, audience=audience, kind=Kind(kind) if kind else None)


def _bring(texts: Texts, files: list[UploadedFile], given: Given, user: User) -> None:
    """Read files one by one; what a run that is cut short leaves is read by the next."""
    bar, total = st.progress(0.0), len(files)
    while files:
        done = total - len(files)
        name = Path(files[0].name).name
        progress = texts("contribute.progress", done=done + 1, total=total, file=name)
        bar.progress(done / total, progress)
        with _saved(files[0]) as path:
            reports = session.services().contributions.bring([path], given, user)
            first = list(islice(reports, 1))
            # Before anything is drawn, which is where a run is cut short: not to be read twice.
            files.pop(0)
            for report in chain(first, reports):
                _report(texts, report, key=f"report-{done}-{report.file}")
    bar.progress(1.0, texts("contribute.done"))


@contextmanager
def _saved(upload: UploadedFile) -> Iterator[Path]:
    """Lay an upload down as a file; a name never leads out of its folder."""
    with tempfile.TemporaryDirectory(prefix="passerelle-upload-") as folder:
        path = Path(folder) / Path(upload.name).name
        path.write_bytes(upload.getbuffer())
        yield path


def _report(texts: Texts, report: FileReport, *, key: str) -> None:
    name = plain(Path(report.file).name)
    with st.container(border=True, key=key):
        outcome = texts(f"contribute.{report.outcome}")
        st.markdown(f":{_BADGES[report.outcome]}-badge[{outcome}] **{name}**")
        for line in _details(texts, report):
            st.caption(line)
        if report.document_id:
            new = report.outcome is Outcome.READ
            st.page_link(
                places.DRAFT,
                label=texts("contribute.go_on" if new else "contribute.open"),
                query_params=session.carried(id=report.document_id),
            )


def _details(texts: Texts, report: FileReport) -> Iterator[str]:
    if report.reason:
        yield texts.notice(report.reason)
    if report.outcome is Outcome.READ:
        facts = [
            texts.count("contribute.passages", report.passages),
            texts.count("document.pages_count", report.pages),
        ]
        if report.unread_pages:
            facts.append(texts.count("contribute.unread_pages", report.unread_pages))
        yield ", ".join(facts)
    for notice in report.notices:
        yield texts.notice(notice)


def _begin(texts: Texts, user: User) -> None:
    """Offer to write a sheet that has no file."""
    with st.container(horizontal=True, key="begin", vertical_alignment="center"):
        st.html(
            f'<span class="hint">{escape(texts("contribute.or_write"))}</span>', width="content"
        )
        for kind in (Kind.PRACTICE_SHEET, Kind.DEBRIEF):
            if st.button(texts(f"contribute.write.{kind.value}"), key=f"write-{kind.value}"):
                fields = DocumentFields(
                    title="",
                    party=user.party,
                    kind=kind,
                    language=texts.language,
                    audience=PARTNERS,
                )
                contributions = session.services().contributions
                document_id = contributions.write(fields, sheet_labels(texts), user)
                st.switch_page(places.DRAFT, query_params=session.carried(id=document_id))


def _own(texts: Texts, user: User) -> None:
    """List what somebody brought in and is not published."""
    own = session.services().contributions.drafts(user)
    st.header(texts("contribute.own"), anchor=False)
    if not own:
        st.caption(texts("contribute.own_none"))
    for document in own:
        with st.container(key=f"own-{document.id}"):
            st.page_link(
                places.DRAFT,
                label=plain(document.fields.title or texts("contribute.untitled")),
                query_params=session.carried(id=document.id),
            )
            st.html(f'<p class="facts">{_standing(texts, document)}</p>')


def _standing(texts: Texts, document: Document) -> str:
    status = document.fields.status
    refused = status is Status.WITHDRAWN and document.published_at is None
    name = texts("status.refused" if refused else f"status.{status.value}")
    kind = session.terms(KIND)[document.fields.kind].label(texts.language)
    day = texts("contribute.since", day=texts.day(document.updated_at))
    return " · ".join(map(escape, (name, kind, document.file_name, day)))


if __name__ == "__main__":
    show()

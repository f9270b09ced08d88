"""Personal data that was found, each in its sentence, to black out or to keep with a reason."""

import hashlib
from collections.abc import Sequence

import streamlit as st

from ingest.desk.rendering import WRITTEN
from ingest.desk.screened import OpenFinding, Sighting
from kb.desk import Clearance, Clearing
from kb.errors import PasserelleError
from kb.nouns import Document
from kb.people import User
from search.nouns import Mark
from ui import session
from ui.markup import escape, marked
from ui.texts import Texts

_SHOWN = 3


def settle(texts: Texts, document: Document, user: User, *, may_change: bool) -> int:
    """Show what is open and what was settled; return how many are open."""
    services, document_id = session.services(), document.id
    findings = services.works.findings(document_id, user)
    st.header(texts("privacy.title"), anchor=False)
    if findings:
        st.warning(texts.count("privacy.open", len(findings)))
    else:
        st.success(texts("privacy.none"), icon=":material/check:")
    if may_change and findings:
        _mask_all(texts, document, findings, user)
    for finding in findings:
        _finding(texts, document_id, finding, user, may_change=may_change)
    _settled(texts, _clearances(document_id, user))
    return len(findings)


def masked_so_far(document_id: str, user: User) -> int:
    """Count what was blacked out of a document."""
    return sum(each.action is Clearing.MASKED for each in _clearances(document_id, user))


def _clearances(document_id: str, user: User) -> list[Clearance]:
    services = session.services()
    access = services.works.scope(user)
    return services.store.catalogue.desk.clearances(document_id, access=access)


def _finding(
    texts: Texts, document_id: str, finding: OpenFinding, user: User, *, may_change: bool
) -> None:
    key = hashlib.sha256(f"{finding.kind}{finding.datum}".encode()).hexdigest()[:12]
    with st.container(border=True, key=f"finding-{key}"):
        count = texts.count("privacy.places", len(finding.sightings))
        kind = escape(texts(f"privacy.{finding.kind.value}"))
        st.html(f'<p class="facts"><strong>{kind}</strong> · {escape(count)}</p>')
        for sighting in finding.sightings[:_SHOWN]:
            st.html(_sentence(texts, sighting))
        if may_change:
            _choices(texts, document_id, finding, user, key)


def _mask_all(
    texts: Texts, document: Document, findings: Sequence[OpenFinding], user: User
) -> None:
    """Say beforehand what masking takes away for good, and offer to mask everything at once."""
    only_text = document.masked or document.media_type == WRITTEN
    st.caption(texts("privacy.final_text" if only_text else "privacy.final_file"))
    if len(findings) == 1:
        return
    if st.button(texts("privacy.mask_all", count=len(findings)), key="mask-all", type="primary"):
        data = [(finding.kind.value, finding.datum) for finding in findings]
        session.services().settling.mask(document.id, data, user)
        st.rerun()


def _choices(texts: Texts, document_id: str, finding: OpenFinding, user: User, key: str) -> None:
    settling = session.services().settling
    with st.container(horizontal=True, key=f"choices-{key}", vertical_alignment="bottom"):
        if st.button(texts("privacy.mask"), key=f"mask-{key}"):
            settling.mask(document_id, [(finding.kind.value, finding.datum)], user)
            st.rerun()
        why = st.text_input(texts("privacy.reason"), key=f"reason-{key}", width=220)
        keep = st.button(texts("privacy.keep"), key=f"keep-{key}")
    if keep:
        try:
            settling.keep(document_id, finding.kind.value, finding.datum, why or "", user)
        except PasserelleError as error:
            st.error(error.problem.say(texts.language))
        else:
            st.rerun()


def _sentence(texts: Texts, sighting: Sighting) -> str:
    mark = Mark(start=sighting.start, end=sighting.end, by="word")
    where = escape(place_name(texts, sighting.place))
    return f'<p class="sentence"><span>{where}</span> {marked(sighting.sentence, [mark])}</p>'


def place_name(texts: Texts, place: str) -> str:
    """Name the part of a document where something stands."""
    part, _, which = place.partition(":")
    if part == "page":
        return texts("search.page", page=which)
    if part == "sheet":
        return texts(f"sheet.{which}")
    return texts(f"privacy.in_{part}")


def _settled(texts: Texts, clearances: list[Clearance]) -> None:
    if not clearances:
        return
    with st.expander(texts("privacy.settled", count=len(clearances))):
        for each in clearances:
            kind = texts(f"privacy.{each.kind}")
            if each.action is Clearing.MASKED:
                line = texts("privacy.was_masked", kind=kind)
            else:
                line = texts("privacy.was_kept", kind=kind, datum=each.datum, reason=each.reason)
            st.html(f"<p>{escape(line)}</p>")

"""Two practices face to face: why they may be twins, field by field, and what was decided."""

import streamlit as st

from kb.entente import DOMAIN, KIND, PARTY, TARGET_GROUP
from kb.errors import NotFound, PasserelleError
from kb.nouns import Document, StoredPassage
from kb.twins import TwinState
from search.twins.comparing import Answer
from search.twins.pairs import Comparison
from search.twins.words import SharedWord
from ui import places, session
from ui.cards import facts_line, place
from ui.fields import SHEETS
from ui.markup import escape, paragraphs, plain
from ui.session import twins
from ui.texts import Texts
from ui.twin_view import shared_names


def show() -> None:
    """Show the page."""
    texts, user = session.texts(), session.member()
    try:
        pair = twins.comparison(session.parameter("one"), session.parameter("other"))
    except NotFound:
        st.title(texts("twin.title"), anchor=False)
        st.warning(texts("twin.missing"))
        return
    if user.coordinates:
        st.page_link(
            places.TWINS,
            label=texts("twin.back"),
            icon=":material/arrow_back:",
            query_params=session.carried(),
        )
    st.title(texts("twin.title"), anchor=False)
    if done := session.take("twin-done"):
        st.success(texts(f"twin.done.{done}"))
    _heads(texts, pair)
    if user.coordinates:
        _decision(texts, pair)
    _reasons(texts, pair)
    _fields(texts, pair)
    if user.coordinates:
        _notes(texts, pair)


def _heads(texts: Texts, pair: Comparison) -> None:
    with st.container(key="face-to-face"):
        for column, document in zip(
            st.columns(2, gap="large"), (pair.one, pair.other), strict=True
        ):
            with column:
                language = escape(document.fields.language)
                st.html(
                    f'<h2 lang="{language}">{escape(document.fields.title)}</h2>'
                    f'<p class="facts">{facts_line(texts, document, None)}</p>'
                )
                st.page_link(
                    places.DOCUMENT,
                    label=texts("twin.open"),
                    icon=":material/description:",
                    query_params=session.carried(id=document.id),
                )


def _decision(texts: Texts, pair: Comparison) -> None:
    ends = (pair.one.id, pair.other.id)
    with st.container(key="decision"):
        st.html(f'<p class="said">{escape(_decided(texts, pair))}</p>')
        with st.container(horizontal=True):
            state = pair.verdict.state if pair.verdict else None
            for verdict, kind in (("confirmed", "primary"), ("rejected", "secondary")):
                if state != verdict:
                    label = texts("twin.confirm" if verdict == "confirmed" else "twin.reject")
                    _decide(label, ends, verdict, primary=kind == "primary")
            if pair.verdict:
                _decide(texts("twin.reopen"), ends, "reopened", primary=False)


def _decide(label: str, ends: tuple[str, str], verdict: str, *, primary: bool) -> None:
    st.button(
        label,
        key=f"decide-{verdict}",
        type="primary" if primary else "secondary",
        on_click=twins.decide,
        args=(*ends, verdict),
    )


def _decided(texts: Texts, pair: Comparison) -> str:
    if pair.verdict is None:
        return texts("twin.state_open")
    said = {
        TwinState.CONFIRMED: "twin.state_confirmed",
        TwinState.REJECTED: "twin.state_rejected",
    }[pair.verdict.state]
    name = twins.name_of(pair.verdict.user_id) or texts("twin.someone")
    return texts(said, name=name, day=texts.day(pair.verdict.at))


def _reasons(texts: Texts, pair: Comparison) -> None:
    st.header(texts("twin.why"), anchor=False)
    groups, domains = shared_names(texts, pair.reasons.shared)
    words = ", ".join(map(_word, pair.reasons.words))
    rows = (
        (texts("twin.shared_groups"), groups),
        (texts("twin.shared_domains"), domains),
        (texts("twin.shared_words"), words),
    )
    html = "".join(
        f"<dt>{escape(name)}</dt><dd>{escape(said or texts('twin.nothing_shared'))}</dd>"
        for name, said in rows
    )
    st.html(f'<dl class="facts">{html}</dl>')
    if pair.reasons.answers:
        st.html(f'<p class="answers">{escape(texts("twin.answers"))}</p>')
        rows_html = "".join(_answer(texts, pair, each) for each in pair.reasons.answers)
        st.html(f'<div class="table"><table class="faces">{rows_html}</table></div>')


def _word(shared: SharedWord) -> str:
    return shared.one if shared.one == shared.other else f"{shared.one} / {shared.other}"


def _answer(texts: Texts, pair: Comparison, answer: Answer) -> str:
    cells = ((pair.one, answer.one), (pair.other, answer.other))
    return f"<tr>{''.join(_said(texts, *cell) for cell in cells)}</tr>"


def _said(texts: Texts, document: Document, passage: StoredPassage) -> str:
    """Quote a passage and say where it stands, if a heading below the title says so."""
    where = place(texts, document, passage)
    shown = "" if where == document.fields.title else f'<p class="where">{escape(where)}</p>'
    return (
        f'<td lang="{escape(passage.passage.language)}">{shown}'
        f"{paragraphs(escape(passage.passage.text))}</td>"
    )


def _fields(texts: Texts, pair: Comparison) -> None:
    st.header(texts("twin.fields"), anchor=False)
    one, other = dict(_facts(texts, pair.one)), dict(_facts(texts, pair.other))
    ours, theirs = pair.one.fields.party, pair.other.fields.party
    rows = [
        _row(texts, name, (ours, one[name], "", ""), (theirs, other[name], "", "")) for name in one
    ]
    for key in _sheet_keys(pair):
        sides = (
            (each.fields.party, each.fields.sheet.get(key, ""), each.fields.language, "text")
            for each in (pair.one, pair.other)
        )
        rows.append(_row(texts, texts(f"sheet.{key}"), *sides))
    heads = "".join(
        f'<th lang="{escape(each.fields.language)}">{escape(each.fields.title)}</th>'
        for each in (pair.one, pair.other)
    )
    head = f"<tr><th>{escape(texts('twin.field'))}</th>{heads}</tr>"
    st.html(f'<div class="table"><table class="faces fields">{head}{"".join(rows)}</table></div>')


def _facts(texts: Texts, document: Document) -> list[tuple[str, str]]:
    fields, language = document.fields, texts.language
    groups, domains = session.terms(TARGET_GROUP), session.terms(DOMAIN)
    return [
        (texts("document.kind"), session.terms(KIND)[fields.kind].label(language)),
        (texts("document.year"), str(fields.year or "")),
        (texts("document.language"), texts.language_name(fields.language)),
        (
            texts("twin.groups"),
            ", ".join(groups[key].label(language) for key in fields.target_groups),
        ),
        (
            texts("document.domains"),
            texts("app.between").join(domains[key].short_label(language) for key in fields.domains),
        ),
    ]


def _sheet_keys(pair: Comparison) -> list[str]:
    """List the fields that either side fills, in the order of a sheet."""
    order = dict.fromkeys(key for fields in SHEETS.values() for key in fields)
    filled = {key for each in (pair.one, pair.other) for key in each.fields.sheet}
    return [key for key in order if key in filled]


def _row(texts: Texts, name: str, *sides: tuple[str, str, str, str]) -> str:
    cells = "".join(_cell(texts, *side) for side in sides)
    return f"<tr><th>{escape(name)}</th>{cells}</tr>"


def _cell(texts: Texts, party: str, said: str, language: str, kind: str) -> str:
    """Build one side of a field; where sides stand under each other, each says whose it is."""
    side = f'data-side="{escape(session.terms(PARTY)[party].short_label(texts.language))}"'
    if not said:
        return f'<td {side} class="empty">{escape(texts("twin.empty"))}</td>'
    if kind:
        return f'<td {side} lang="{escape(language)}">{paragraphs(escape(said))}</td>'
    return f"<td {side}>{escape(said)}</td>"


def _notes(texts: Texts, pair: Comparison) -> None:
    st.header(texts("twin.notes"), anchor=False)
    st.caption(texts("twin.note_help"))
    found = twins.notes(pair.one.id, pair.other.id)
    if not found:
        st.caption(texts("twin.no_notes"))
    for note in found:
        name = twins.name_of(note.user_id) or texts("twin.someone")
        st.html(f'<blockquote class="said">{escape(note.text)}</blockquote>')
        st.caption(texts("twins.decided_by", name=plain(name), day=texts.day(note.at)))
    with st.form(twins.form_key("twin-note"), border=False):
        text = st.text_area(texts("twin.note"), height=90)
        saved = st.form_submit_button(texts("twin.save_note"))
    if not saved:
        return
    try:
        twins.note(pair.one.id, pair.other.id, text or "")
    except PasserelleError as error:
        st.error(error.problem.say(texts.language))
    else:
        twins.renew("twin-note")
        st.rerun()


if __name__ == "__main__":
    show()

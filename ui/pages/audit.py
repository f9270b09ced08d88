"""The audit: who did what when, filtered; and whether the record is whole."""

from collections.abc import Callable
from datetime import date
from functools import partial

import streamlit as st

from kb.access import AccessScope
from kb.audit import Action, Record
from kb.catalogue import Catalogue
from kb.spreadsheet import write_csv
from ui import session
from ui.markup import escape
from ui.recorded import Names
from ui.session import library
from ui.texts import Texts

_SHOWN, _EXPORTED = 300, 100_000

# What finds the records that were chosen, up to a limit.
Question = Callable[..., list[Record]]


def show() -> None:
    """Show the page."""
    texts = session.texts()
    session.member()
    session.publish({})
    st.title(texts("audit.title"), anchor=False)
    st.html(f'<p class="intro">{texts("audit.intro")}</p>')
    _whole(texts)
    people = session.services().store.catalogue.people.everyone()
    ask = _question(texts, {user.id: user.name for user in people})
    if ask is None:
        return
    _table(texts, ask(limit=_SHOWN))
    _export(texts, ask)


def _whole(texts: Texts) -> None:
    if not st.button(texts("audit.verify"), key="verify"):
        return
    breach = session.services().store.audit.verify()
    if breach is None:
        st.success(texts("audit.whole"))
    else:
        st.error(texts(f"audit.{breach.reason}", position=breach.position))


def _question(texts: Texts, names: dict[str, str]) -> Question | None:
    """Let somebody choose records; give what finds them, or nothing while a day is none."""
    first, second, third, fourth = st.columns(4)
    actor = first.selectbox(
        texts("audit.who"),
        ["", *names],
        format_func=lambda key: names[key] if key else texts("audit.all"),
        key="audit-who",
    )
    actions = second.multiselect(
        texts("audit.what"),
        [action.value for action in Action],
        format_func=lambda key: texts(f"audit.action.{key}"),
        placeholder=texts("field.choose"),
        key="audit-what",
    )
    with third:
        since = _day(texts, "since")
    with fourth:
        until = _day(texts, "until")
    if since is None or until is None:
        return None
    return partial(
        session.services().store.audit.records,
        actor=actor or "",
        actions=actions,
        since=since,
        until=until,
    )


def _day(texts: Texts, name: str) -> str | None:
    """Ask for a day; give it as it is recorded, empty for any, nothing for what is no day."""
    typed = st.text_input(
        texts(f"audit.{name}"), placeholder=texts("field.day"), key=f"audit-{name}"
    )
    if not (typed or "").strip():
        return ""
    try:
        return date.fromisoformat(typed.strip()).isoformat()
    except ValueError:
        st.error(texts("field.bad_day"))
        return None


def _table(texts: Texts, records: list[Record]) -> None:
    st.caption(texts.count("audit.count", len(records)))
    heads = "".join(f"<th>{escape(head)}</th>" for head in _heads(texts))
    names = Names.of(records, session.services().store.catalogue, session.access())
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(texts, record, names))}</tr>"
        for record in records
    )
    st.html(f'<div class="table"><table class="records"><tr>{heads}</tr>{rows}</table></div>')


def _export(texts: Texts, ask: Question) -> None:
    """Offer the records that were chosen as a table; taking them is recorded like all else."""
    st.download_button(
        texts("audit.download"),
        data=library.export(partial(_written, texts, ask, session.services().store.catalogue)),
        file_name="passerelle-audit.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _written(texts: Texts, ask: Question, catalogue: Catalogue, access: AccessScope) -> bytes:
    records = ask(limit=_EXPORTED)
    names = Names.of(records, catalogue, access)
    rows = ([*_cells(texts, record, names), record.subject] for record in records)
    return write_csv([*_heads(texts), texts("audit.subject")], rows)


def _heads(texts: Texts) -> list[str]:
    return [texts(f"audit.{name}") for name in ("number", "when", "who", "what", "about")]


def _cells(texts: Texts, record: Record, names: Names) -> list[str]:
    return [
        str(record.position),
        record.at[:19].replace("T", " "),
        names.actor(texts, record),
        texts(f"audit.action.{record.action}"),
        names.about(texts, record),
    ]


if __name__ == "__main__":
    show()

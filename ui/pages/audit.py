"""The audit: who did what when, filtered; and whether the record is whole."""

import streamlit as st

from kb.audit import Action, Record
from ui import session
from ui.markup import escape
from ui.texts import Texts

_SHOWN = 300


def show() -> None:
    """Show the page."""
    texts = session.texts()
    session.member()
    session.publish({})
    st.title(texts("audit.title"), anchor=False)
    st.html(f'<p class="intro">{texts("audit.intro")}</p>')
    _whole(texts)
    people = session.services().store.catalogue.people.everyone()
    names = {user.id: user.name for user in people}
    _table(texts, _found(texts, names), names)


def _whole(texts: Texts) -> None:
    if not st.button(texts("audit.verify"), key="verify"):
        return
    breach = session.services().store.audit.verify()
    if breach is None:
        st.success(texts("audit.whole"))
    else:
        st.error(texts(f"audit.{breach.reason}", position=breach.position))


def _found(texts: Texts, names: dict[str, str]) -> list[Record]:
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
    since = third.text_input(
        texts("audit.since"), placeholder=texts("field.day"), key="audit-since"
    )
    until = fourth.text_input(
        texts("audit.until"), placeholder=texts("field.day"), key="audit-until"
    )
    return session.services().store.audit.records(
        actor=actor or "",
        actions=actions,
        since=(since or "").strip(),
        until=(until or "").strip(),
        limit=_SHOWN,
    )


def _table(texts: Texts, records: list[Record], names: dict[str, str]) -> None:
    st.caption(texts.count("audit.count", len(records)))
    heads = "".join(
        f"<th>{escape(texts(f'audit.{name}'))}</th>"
        for name in ("number", "when", "who", "what", "about")
    )
    rows = "".join(_row(texts, record, names) for record in records)
    st.html(f'<div class="table"><table class="records"><tr>{heads}</tr>{rows}</table></div>')


def _row(texts: Texts, record: Record, names: dict[str, str]) -> str:
    actor = names.get(record.actor) or texts(f"audit.actor.{record.actor or 'nobody'}")
    details = ", ".join(f"{name} {value}" for name, value in record.details.items())
    about = " ".join(filter(None, (names.get(record.subject, record.subject), details)))
    cells = (
        str(record.position),
        record.at[:19].replace("T", " "),
        actor,
        texts(f"audit.action.{record.action}"),
        about,
    )
    return f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in cells)}</tr>"


if __name__ == "__main__":
    show()

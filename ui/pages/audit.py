"""The audit: who did what when, filtered; and whether the record is whole."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from kb.audit import Action, Record
from kb.spreadsheet import write_csv
from ui import session
from ui.markup import escape
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
    names = {user.id: user.name for user in people}
    ask = _question(texts, names)
    _table(texts, ask(limit=_SHOWN), names)
    _export(texts, ask, names)


def _whole(texts: Texts) -> None:
    if not st.button(texts("audit.verify"), key="verify"):
        return
    breach = session.services().store.audit.verify()
    if breach is None:
        st.success(texts("audit.whole"))
    else:
        st.error(texts(f"audit.{breach.reason}", position=breach.position))


def _question(texts: Texts, names: dict[str, str]) -> Question:
    """Let somebody choose records; give what finds them."""
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
    return partial(
        session.services().store.audit.records,
        actor=actor or "",
        actions=actions,
        since=(since or "").strip(),
        until=(until or "").strip(),
    )


def _table(texts: Texts, records: list[Record], names: dict[str, str]) -> None:
    st.caption(texts.count("audit.count", len(records)))
    heads = "".join(f"<th>{escape(head)}</th>" for head in _heads(texts))
    rows = "".join(
        f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in _cells(texts, record, names))}</tr>"
        for record in records
    )
    st.html(f'<div class="table"><table class="records"><tr>{heads}</tr>{rows}</table></div>')


def _export(texts: Texts, ask: Question, names: dict[str, str]) -> None:
    """Offer the records that were chosen as a table; taking them is recorded like all else."""
    st.download_button(
        texts("audit.download"),
        data=library.export(partial(_written, texts, ask, names)),
        file_name="passerelle-audit.csv",
        mime="text/csv",
        icon=":material/download:",
        on_click="ignore",
    )


def _written(texts: Texts, ask: Question, names: dict[str, str]) -> bytes:
    rows = (_cells(texts, record, names) for record in ask(limit=_EXPORTED))
    return write_csv(_heads(texts), rows)


def _heads(texts: Texts) -> list[str]:
    return [texts(f"audit.{name}") for name in ("number", "when", "who", "what", "about")]


def _cells(texts: Texts, record: Record, names: dict[str, str]) -> list[str]:
    actor = names.get(record.actor) or texts(f"audit.actor.{record.actor or 'nobody'}")
    details = ", ".join(f"{name} {value}" for name, value in record.details.items())
    about = " ".join(filter(None, (names.get(record.subject, record.subject), details)))
    return [
        str(record.position),
        record.at[:19].replace("T", " "),
        actor,
        texts(f"audit.action.{record.action}"),
        about,
    ]


if __name__ == "__main__":
    show()

"""The state of the system, for administrators: figures and codes, nothing of people."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import streamlit as st

from ui import services, session
from ui.condition import Condition, look
from ui.markup import escape
from ui.texts import Texts

_MEGA, _GIGA = 10**6, 10**9


def show() -> None:
    """Show the page."""
    texts = session.texts()
    session.member()
    session.publish({})
    st.title(texts("status.title"), anchor=False)
    st.html(f'<p class="intro">{escape(texts("status.intro"))}</p>')
    st.button(texts("status.again"), key="look-again", icon=":material/refresh:")
    found = look(session.services().store, services.figures(), access=session.access())
    _installation(texts, found)
    _indexes(texts, found)
    _work(texts, found)
    _failures(texts, found)


def _installation(texts: Texts, found: Condition) -> None:
    st.header(texts("status.installation"), anchor=False)
    memory = texts("status.unknown")
    if found.memory is not None:
        memory = texts("status.megabytes", count=found.memory // _MEGA)
    rows = [
        ("version", found.version),
        ("setup", texts("status.shared" if found.shared else "status.embedded")),
        ("database", texts(f"status.database_{found.database}")),
        ("encoder", found.encoder),
        ("documents", str(found.documents)),
        ("disk", _disk(texts, found)),
        ("memory", memory),
        ("running", _duration(texts, found.running)),
    ]
    _table([], [(texts(f"status.{name}"), value) for name, value in rows])


def _disk(texts: Texts, found: Condition) -> str:
    free, total = found.disk_free // _GIGA, found.disk_total // _GIGA
    return texts("status.disk_room", free=free, total=total)


def _duration(texts: Texts, seconds: float) -> str:
    minutes = int(seconds // 60)
    if not minutes:
        return texts("status.moments")
    return texts("status.hours", hours=minutes // 60, minutes=minutes % 60)


def _indexes(texts: Texts, found: Condition) -> None:
    st.header(texts("status.indexes"), anchor=False)
    if not found.lags:
        st.caption(texts("status.indexes_elsewhere"))
    rows = [
        (texts(f"status.index_{name}"), _behind(texts, behind))
        for name, behind in found.lags.items()
    ]
    _table([], rows)


def _behind(texts: Texts, changes: int) -> str:
    return texts.count("status.behind", changes) if changes else texts("status.up_to_date")


def _work(texts: Texts, found: Condition) -> None:
    st.header(texts("status.work"), anchor=False)
    if not found.processes:
        st.caption(texts("status.alone"))
    heads = [texts(f"status.{name}") for name in ("process", "place", "since", "seen", "words")]
    _table(
        heads,
        [
            (
                texts(f"status.process_{each.kind}"),
                each.place,
                _moment(each.started_at),
                _moment(each.seen_at),
                _behind(texts, max(found.latest - each.standing.words_position, 0)),
            )
            for each in found.processes
        ],
    )
    _table(
        [texts("status.duty"), texts("status.holder")],
        [
            (texts(f"status.duty_{each.name}"), each.place or texts("status.nobody"))
            for each in found.duties
        ],
    )
    _table(
        [texts("status.job"), texts("status.count")],
        [(texts(f"status.job_{state}"), str(count)) for state, count in found.jobs.items()],
    )


def _failures(texts: Texts, found: Condition) -> None:
    st.header(texts("status.failures"), anchor=False)
    if not (found.failures or found.parked):
        st.caption(texts("status.no_failure"))
    rows = [(code, str(count), texts("status.parked")) for code, count in found.parked.items()]
    rows += [(each.code, str(each.count), _moment(each.last)) for each in found.failures]
    _table([texts(f"status.{name}") for name in ("code", "count", "last")], rows)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    lines = [_row("td", row) for row in rows]
    if not lines:
        return
    head, kind = (_row("th", heads), "") if heads else ("", " facts")
    st.html(f'<div class="table"><table class="records{kind}">{head}{"".join(lines)}</table></div>')


def _row(kind: str, cells: Sequence[str]) -> str:
    return f"<tr>{''.join(f'<{kind}>{escape(cell)}</{kind}>' for cell in cells)}</tr>"


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


if __name__ == "__main__":
    show()

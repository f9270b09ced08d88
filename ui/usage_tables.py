"""The lists of the page of usage: what their rows hold, and how they are turned and shown."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial

import streamlit as st

from kb.access import AccessScope
from kb.nouns import Document
from ui import session
from ui.cards import document_link
from ui.markup import escape
from ui.services import Services
from ui.texts import Texts

HEADS: Mapping[str, Sequence[str]] = {
    "asked": ("question", "language", "times", "failed"),
    "unanswered": ("question", "language", "failed", "times"),
    "opened": ("document", "opened", "by_french", "by_english", "by_other"),
}
"""Columns of each list, by the keys of their names."""


def count(services: Services, view: str, start: date, end: date, *, access: AccessScope) -> int:
    """Count the rows of a list."""
    usage = services.store.catalogue.usage
    if view == "opened":
        return usage.count_opened(start, end, access=access)
    unanswered = view == "unanswered"
    return usage.count_questions(start, end, access=access, unanswered=unanswered)


class Title(str):
    """A document's title that knows whose it is: a link on a page, a text in a file."""

    document_id: str

    @classmethod
    def of(cls, document: Document) -> "Title":
        """Take the title of a document."""
        title = cls(document.fields.title)
        title.document_id = document.id
        return title


def show_table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Show a table; its first column is text, the others are short."""
    st.html(table_html(heads, rows, session.carried()))


def table_html(
    heads: Sequence[str], rows: Sequence[Sequence[str]], carried: Mapping[str, str]
) -> str:
    """Build a table whose titles lead to their documents, as HTML."""
    top = "".join(f'<th scope="col">{escape(head)}</th>' for head in heads)
    lines = "".join(
        f"<tr>{''.join(f'<td>{_cell(cell, carried)}</td>' for cell in row)}</tr>" for row in rows
    )
    return f'<div class="table"><table class="records usage"><tr>{top}</tr>{lines}</table></div>'


def _cell(said: str, carried: Mapping[str, str]) -> str:
    if isinstance(said, Title):
        return document_link(said, said.document_id, carried)
    return escape(said)


def _questions(
    services: Services,
    texts: Texts,
    start: date,
    end: date,
    *,
    access: AccessScope,
    limit: int,
    offset: int = 0,
    unanswered: bool = False,
) -> list[list[str]]:
    """Lay questions out, with how often they were asked and failed: what is listed for first."""
    found = services.store.catalogue.usage.questions(
        start, end, access=access, unanswered=unanswered, limit=limit, offset=offset
    )
    order = -1 if unanswered else 1
    return [
        [
            each.text,
            texts.language_name(each.language),
            *[str(each.times), str(each.weak + each.missed)][::order],
        ]
        for each in found
    ]


def _opened(
    services: Services,
    texts: Texts,
    start: date,
    end: date,
    *,
    access: AccessScope,
    limit: int,
    offset: int = 0,
) -> list[list[str]]:
    catalogue = services.store.catalogue
    found = catalogue.usage.opened(start, end, access=access, limit=limit, offset=offset)
    documents = catalogue.reader.documents((each.document_id for each in found), access=access)
    return [
        [
            Title.of(documents[each.document_id]),
            str(each.times),
            *(str(each.languages.get(language, 0)) for language in ("fr", "en", "und")),
        ]
        for each in found
        if each.document_id in documents
    ]


ROWS: Mapping[str, Callable[..., list[list[str]]]] = {
    "asked": _questions,
    "unanswered": partial(_questions, unanswered=True),
    "opened": _opened,
}
"""What gives the rows of each list."""

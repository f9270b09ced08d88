"""The review page: what waits for a decision, what is due, and what was withdrawn."""

from collections.abc import Sequence
from datetime import UTC, datetime

import streamlit as st

from kb.entente import KIND, PARTY
from kb.nouns import Document
from kb.receipts import Receipt
from ui import places, session
from ui.fields import audience_label
from ui.markup import escape, plain
from ui.texts import Texts


def show() -> None:
    """Show the page."""
    texts, user = session.texts(), session.member()
    session.publish({})
    st.title(texts("review.title"), anchor=False)
    st.html(f'<p class="intro">{texts("review.intro")}</p>')
    if decided := session.take("decided"):
        verdict, title = decided
        st.success(f"{texts(f'verdict.{verdict}')} – {plain(title)}")
    reviews = session.services().reviews
    _list(texts, "queue", reviews.queue(user))
    _list(texts, "waiting", reviews.waiting(user))
    _list(texts, "overdue", reviews.overdue(user))
    _list(texts, "withdrawn", reviews.withdrawn(user))
    if session.take("erasing"):
        st.info(texts("review.erasing"))
    _receipts(texts, session.services().removals.receipts(user))


def _list(texts: Texts, name: str, documents: Sequence[Document]) -> None:
    st.header(texts(f"review.{name}", count=len(documents)), anchor=False)
    if not documents:
        st.caption(texts(f"review.{name}_none"))
    for document in documents:
        with st.container(key=f"{name}-{document.id}"):
            st.page_link(
                places.SUBMISSION,
                label=plain(document.fields.title),
                query_params=session.carried(id=document.id),
            )
            st.html(f'<p class="facts">{_facts(texts, name, document)}</p>')


def _facts(texts: Texts, name: str, document: Document) -> str:
    fields = document.fields
    party = session.terms(PARTY)[fields.party].short_label(texts.language)
    owner = session.services().store.catalogue.people.by_id(document.owner)
    facts = [
        session.terms(KIND)[fields.kind].label(texts.language),
        audience_label(texts, fields.audience),
        owner.name if owner else texts("review.operator"),
        _age(texts, name, document),
    ]
    badge = f'<span class="party party-{escape(fields.party)}">{escape(party)}</span>'
    return " · ".join([badge, *map(escape, facts)])


def _age(texts: Texts, name: str, document: Document) -> str:
    if name == "overdue":
        return texts("review.due", day=str(document.fields.review_due))
    since = document.submitted_at or document.updated_at
    days = (datetime.now(UTC) - since).days
    return texts.count("review.age", days) if days else texts("review.today")


def _receipts(texts: Texts, receipts: Sequence[Receipt]) -> None:
    st.header(texts("review.receipts", count=len(receipts)), anchor=False)
    if not receipts:
        st.caption(texts("review.receipts_none"))
    for receipt in receipts:
        day = texts.day(receipt.erased_at)
        with st.expander(texts("review.receipt", id=receipt.document_id[:12], day=day)):
            signed = session.services().store.eraser.signed(receipt)
            st.markdown(texts("review.receipt_good" if signed else "review.receipt_bad"))
            st.code(receipt.model_dump_json(indent=2), language="json", wrap_lines=True)
            st.download_button(
                texts("review.receipt_download"),
                receipt.model_dump_json(indent=2),
                file_name=f"{receipt.document_id}.json",
                mime="application/json",
                key=f"receipt-{receipt.document_id}",
                on_click="ignore",
            )


if __name__ == "__main__":
    show()

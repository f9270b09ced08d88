"""Whose a document is, what others may do with it, and how to cite it."""

from kb.entente import PARTY
from kb.nouns import Document
from ui import session
from ui.fields import audience_label
from ui.texts import Texts


def rights_rows(texts: Texts, document: Document) -> list[tuple[str, str]]:
    """List the rights of a document, each with its name; what is not set is left out."""
    fields = document.fields
    rows = [
        (texts("document.audience"), audience_label(texts, fields.audience)),
        (texts("field.rights_owner"), fields.rights_owner),
        (texts("field.licence"), fields.licence),
        (texts("field.attribution"), fields.attribution),
        (texts("field.embargo"), texts.day(fields.embargo) if fields.embargo else ""),
        (texts("field.review_due"), texts.day(fields.review_due) if fields.review_due else ""),
    ]
    return [(name, value) for name, value in rows if value]


def credit(texts: Texts, document: Document) -> str:
    """Say in one line whose a document is and under which licence: for pictures and downloads."""
    fields = document.fields
    owner = fields.attribution or fields.rights_owner or party_name(texts, document)
    return texts("rights.credit", owner=owner, licence=fields.licence or texts("rights.unstated"))


def citation(texts: Texts, document: Document, address: str) -> str:
    """Cite a document as a bibliography would: author (year). Title. Kind. Licence. Address."""
    fields = document.fields
    owner = fields.attribution or fields.rights_owner or party_name(texts, document)
    year = str(fields.year) if fields.year else texts("rights.no_year")
    parts = [f"{owner} ({year})", fields.title, fields.licence, f"Passerelle, {address}"]
    return ". ".join(part.rstrip(".") for part in parts if part) + "."


def party_name(texts: Texts, document: Document) -> str:
    """Name the party that a document belongs to."""
    return session.terms(PARTY)[document.fields.party].label(texts.language)

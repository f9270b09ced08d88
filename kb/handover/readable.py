"""A document as Markdown, for people who have nothing but the package."""

from collections.abc import Iterable, Iterator, Mapping

from kb.entente import DOMAIN, PARTY, TARGET_GROUP, Term
from kb.handover.layout import PackedDocument

Terms = Mapping[tuple[str, str], Term]


def by_key(terms: Iterable[Term]) -> Terms:
    """Find terms by vocabulary and key."""
    return {(term.vocabulary, term.key): term for term in terms}


def readable(document: PackedDocument, terms: Terms) -> str:
    """Lay out a document's fields and the text of its current version."""
    lines = [f"# {_one_line(document.fields.title)}", ""]
    facts = [*_facts(document, terms), *document.fields.sheet.items()]
    lines += [f"- **{label}** : {_one_line(value)}" for label, value in facts if value]
    for page in document.current.pages:
        lines += ["", f"## p. {_one_line(page.label)}", "", page.text]
    return "\n".join(lines) + "\n"


def _facts(document: PackedDocument, terms: Terms) -> Iterator[tuple[str, str]]:
    fields = document.fields
    yield "Partie / Party", _labels(PARTY, (fields.party,), terms)
    yield "Nature / Kind", fields.kind
    yield "État / Status", fields.status
    yield "Public visé / Audience", fields.audience
    yield "Langue / Language", fields.language
    yield "Année / Year", str(fields.year or "")
    yield "Domaines / Domains", _labels(DOMAIN, fields.domains, terms)
    yield "Publics cibles / Target groups", _labels(TARGET_GROUP, fields.target_groups, terms)
    yield "Titulaire des droits / Rights owner", fields.rights_owner
    yield "Licence / Licence", fields.licence
    yield "Mention / Attribution", fields.attribution
    yield "Embargo / Embargo", str(fields.embargo or "")
    yield "À revoir le / Review due", str(fields.review_due or "")
    yield "Apporté par / Brought in by", document.owner_name
    yield "Créé le / Created", document.created_at.date().isoformat()
    yield (
        "Publié le / Published",
        str(document.published_at.date() if document.published_at else ""),
    )
    yield "Fichiers / Files", ", ".join(version.file_name for version in document.versions)


def _labels(vocabulary: str, keys: Iterable[str], terms: Terms) -> str:
    known = [terms.get((vocabulary, key)) for key in keys]
    return "; ".join(f"{term.fr} / {term.en}" for term in known if term)


def _one_line(text: str) -> str:
    return " ".join(text.split())

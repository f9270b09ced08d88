"""A document's fields as a form that keeps what is typed, on every page that edits them."""

from collections.abc import Mapping, Sequence
from datetime import date

import streamlit as st

from kb.access import GROUP_PREFIX, PARTNERS, PARTY, PUBLIC
from kb.entente import DOMAIN, KIND, TARGET_GROUP, Term
from kb.nouns import Document, DocumentFields, Kind
from ui import session
from ui.texts import LANGUAGES, Texts

LICENCES = ("CC BY 4.0", "CC BY-SA 4.0", "CC BY-NC 4.0", "Licence Ouverte 2.0")
_FIRST_YEAR, _LAST_YEAR = 1950, 2100

SHEETS = {
    Kind.PRACTICE_SHEET: (
        "context",
        "objectives",
        "target_groups",
        "service_type",
        "partners",
        "resources",
        "results",
        "evidence",
        "success_factors",
        "obstacles",
        "transfer",
        "contact",
        "dates",
    ),
    Kind.DEBRIEF: (
        "mission",
        "dates",
        "places",
        "participants",
        "mandate",
        "findings",
        "transfer",
        "follow_up",
        "contact",
    ),
    Kind.PUBLICATION: (),
}
"""Which fields a sheet of each kind has, in their order."""


def edit_fields(texts: Texts, document: Document, *, masked: int) -> DocumentFields:
    """Show every field as a widget; return the fields as they stand now.

    `masked` counts what was blacked out: each time, the widgets are made anew from the fields.
    """
    was, key = document.fields, f"{document.id}-{masked}"
    title = st.text_input(texts("field.title"), was.title, key=f"title-{key}")
    kind, language, year = _nature(texts, was, key)
    domains = _terms(texts, "domains", DOMAIN, was.domains, key)
    groups = _terms(texts, "target_groups", TARGET_GROUP, was.target_groups, key)
    sheet = _sheet(texts, kind, was.sheet, key)
    rights = _rights(texts, was, key)
    return was.model_copy(
        update={
            "title": (title or "").strip(),
            "kind": kind,
            "language": language,
            "year": year,
            "domains": domains,
            "target_groups": groups,
            "sheet": sheet,
            **rights,
        }
    )


def audiences_for(texts: Texts, *, chosen: str = "") -> dict[str, str]:
    """Give the audiences that the person may choose among, with their labels."""
    user = session.person()
    groups = [f"{GROUP_PREFIX}{name}" for name in (user.groups if user else ())]
    values = list(dict.fromkeys([PARTNERS, PUBLIC, PARTY, *groups, *filter(None, [chosen])]))
    return {value: audience_label(texts, value) for value in values}


def audience_label(texts: Texts, audience: str) -> str:
    """Name an audience; a group by its own name."""
    if audience.startswith(GROUP_PREFIX):
        return texts("audience.named_group", name=audience[len(GROUP_PREFIX) :])
    return texts(f"audience.{audience}")


def sheet_labels(texts: Texts) -> dict[str, str]:
    """Give the names of a sheet's fields."""
    keys = dict.fromkeys(key for fields in SHEETS.values() for key in fields)
    return {key: texts(f"sheet.{key}") for key in keys}


def _nature(texts: Texts, was: DocumentFields, key: str) -> tuple[Kind, str, int | None]:
    kinds = session.terms(KIND)
    first, second, third = st.columns(3)
    kind = first.selectbox(
        texts("document.kind"),
        list(kinds),
        index=list(kinds).index(was.kind.value),
        format_func=lambda each: kinds[each].label(texts.language),
        key=f"kind-{key}",
    )
    codes = list(dict.fromkeys([*LANGUAGES, was.language]))
    language = second.selectbox(
        texts("document.language"),
        codes,
        index=codes.index(was.language),
        format_func=texts.language_name,
        key=f"language-{key}",
    )
    year = third.text_input(
        texts("document.year"), str(was.year or ""), max_chars=4, key=f"year-{key}"
    )
    return Kind(kind), language, _year(texts, year or "")


def _year(texts: Texts, typed: str) -> int | None:
    if not typed.strip():
        return None
    if typed.strip().isdigit() and _FIRST_YEAR <= int(typed) <= _LAST_YEAR:
        return int(typed)
    st.warning(texts("field.bad_year"))
    return None


def _terms(
    texts: Texts, name: str, vocabulary: str, chosen: Sequence[str], key: str
) -> tuple[str, ...]:
    terms: Mapping[str, Term] = session.terms(vocabulary)
    found = st.multiselect(
        texts(f"document.{name}"),
        list(terms),
        default=[each for each in chosen if each in terms],
        format_func=lambda each: terms[each].label(texts.language),
        key=f"{name}-{key}",
        placeholder=texts("field.choose"),
    )
    return tuple(found)


def _sheet(texts: Texts, kind: Kind, was: dict[str, str], key: str) -> dict[str, str]:
    keys = SHEETS[kind]
    if not keys:
        return {}
    st.subheader(texts(f"field.sheet_of.{kind.value}"), anchor=False)
    typed = {
        name: st.text_area(
            texts(f"sheet.{name}"),
            was.get(name, ""),
            height="content",
            key=f"sheet-{name}-{key}",
        )
        for name in keys
    }
    return {name: value.strip() for name, value in typed.items() if value and value.strip()}


def _rights(texts: Texts, was: DocumentFields, key: str) -> dict[str, object]:
    st.subheader(texts("field.rights"), anchor=False)
    audiences = audiences_for(texts, chosen=was.audience)
    audience = st.selectbox(
        texts("document.audience"),
        list(audiences),
        index=list(audiences).index(was.audience),
        format_func=lambda each: audiences[each],
        key=f"audience-{key}",
    )
    first, second = st.columns(2)
    owner = first.text_input(texts("field.rights_owner"), was.rights_owner, key=f"owner-{key}")
    licences = list(dict.fromkeys([*LICENCES, texts("field.agreement_only"), was.licence]))
    licence = second.selectbox(
        texts("field.licence"),
        [each for each in licences if each],
        index=[each for each in licences if each].index(was.licence) if was.licence else None,
        placeholder=texts("field.choose"),
        accept_new_options=True,
        key=f"licence-{key}",
    )
    attribution = st.text_input(
        texts("field.attribution"),
        was.attribution,
        help=texts("field.attribution_help"),
        key=f"attribution-{key}",
    )
    first, second = st.columns(2)
    with first:
        embargo = _day(texts, "embargo", was.embargo, key)
    with second:
        due = _day(texts, "review_due", was.review_due, key)
    return {
        "audience": audience,
        "rights_owner": (owner or "").strip(),
        "licence": (licence or "").strip(),
        "attribution": (attribution or "").strip(),
        "embargo": embargo,
        "review_due": due,
    }


def _day(texts: Texts, name: str, was: date | None, key: str) -> date | None:
    typed = st.text_input(
        texts(f"field.{name}"),
        was.isoformat() if was else "",
        placeholder=texts("field.day"),
        help=texts(f"field.{name}_help"),
        key=f"{name}-{key}",
    )
    if not (typed or "").strip():
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        st.warning(texts("field.bad_day"))
        return was

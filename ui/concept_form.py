"""The form in which a coordinator writes a concept, and the one that takes a SKOS file in."""

from collections.abc import Sequence

import streamlit as st

from kb.entente import DOMAIN
from kb.errors import NotFound, Overtaken, PasserelleError
from kb.people import User
from kb.problems import Problem
from kb.skos import key_of
from kb.thesaurus import Concept, Equivalence, Proposal, Variety
from search.thesaurus.editing import build
from ui import session
from ui.markup import escape, plain
from ui.session import thesaurus
from ui.texts import Texts


def concept_form(texts: Texts, user: User) -> None:
    """Show the form on the concept, or the proposal, that it was opened on."""
    key, proposal = thesaurus.opened() or ("", None)
    now = _start(key, proposal)
    was = thesaurus.opened_as(now)
    st.header(texts("thesaurus.form_change" if key else "thesaurus.form_new"), anchor=False)
    with st.form("concept", border=True, enter_to_submit=not thesaurus.is_overtaken()):
        facts = _fields(texts, was, new=not key)
        saving = _buttons(texts)
    if saving:
        before = now if thesaurus.is_overtaken() else was
        _save(texts, facts, proposal, user, before if key or proposal else None)
    if key and now is not None:
        _retiring(texts, now, user)
        _history(texts, key)


def _buttons(texts: Texts) -> bool:
    """Show what sends the form; after somebody else's change, also what takes theirs."""
    overtaken = thesaurus.is_overtaken()
    if overtaken:
        st.warning(Problem("thesaurus.changed_meanwhile").say(texts.language))
    with st.container(horizontal=True):
        save = texts("thesaurus.save_over" if overtaken else "thesaurus.save")
        saving = st.form_submit_button(save, type="primary")
        if overtaken:
            other = texts("thesaurus.take_other")
            st.form_submit_button(other, on_click=thesaurus.begin_again)
        st.form_submit_button(texts("thesaurus.cancel"), on_click=thesaurus.close)
    return saving


def import_form(texts: Texts, user: User) -> None:
    """Let a coordinator take a SKOS file in."""
    with st.expander(texts("thesaurus.import")), st.form("skos", border=False):
        given = st.file_uploader(
            texts("thesaurus.import"),
            type=["ttl", "rdf", "xml"],
            help=texts("thesaurus.import_help"),
            label_visibility="collapsed",
        )
        st.caption(texts("thesaurus.import_help"))
        if not st.form_submit_button(texts("thesaurus.import_button")):
            return
        if given is None:
            st.error(texts("thesaurus.import_nothing"))
            return
        try:
            count = session.services().editor.take_in(given.getvalue(), user)
        except PasserelleError as error:
            st.error(error.problem.say(texts.language))
        else:
            _done(texts.count("thesaurus.imported", count))


def _start(key: str, proposal: Proposal | None) -> Concept | None:
    services = session.services()
    if proposal is not None:
        return services.editor.suggested(proposal)
    try:
        return services.store.catalogue.thesaurus.concept(key) if key else None
    except NotFound:
        return None


def _fields(texts: Texts, concept: Concept | None, *, new: bool) -> dict[str, object]:
    was = concept.model_dump() if concept else {}
    mark = f"{was.get('key', '')}-{hash(str(was))}"
    st.caption(texts("thesaurus.form_terms"))
    columns = st.columns(3)
    terms = {
        variety.value: column.text_area(
            texts(f"thesaurus.{variety.value}"),
            "\n".join(concept.terms(variety) if concept else ()),
            height=150,
            key=f"terms-{variety.value}-{mark}",
        )
        for variety, column in zip(Variety, columns, strict=True)
    }
    relation, domain = _choices(texts, concept, mark)
    french = st.text_area(
        texts("thesaurus.definition_fr"),
        str(was.get("definition_fr", "")),
        key=f"definition-fr-{mark}",
        max_chars=600,
    )
    english = st.text_area(
        texts("thesaurus.definition_en"),
        str(was.get("definition_en", "")),
        key=f"definition-en-{mark}",
        max_chars=600,
    )
    key = str(was.get("key", ""))
    if new:
        help_text = texts("thesaurus.key_help")
        key = st.text_input(texts("thesaurus.key"), key, help=help_text, key=f"key-{mark}") or ""
    return {
        "key": key.strip(),
        "relation": relation,
        "domain": domain,
        "definition_fr": (french or "").strip(),
        "definition_en": (english or "").strip(),
        "retired": bool(was.get("retired")),
        **{name: tuple((typed or "").splitlines()) for name, typed in terms.items()},
    }


def _choices(texts: Texts, concept: Concept | None, mark: str) -> tuple[str, str]:
    first, second = st.columns(2)
    relations = list(Equivalence)
    relation = first.selectbox(
        texts("thesaurus.relation_label"),
        relations,
        index=relations.index(concept.relation if concept else Equivalence.CLOSE),
        format_func=lambda each: texts(f"thesaurus.relation.{each.value}"),
        key=f"relation-{mark}",
    )
    domains = session.terms(DOMAIN)
    keys = ["", *domains]
    domain = second.selectbox(
        texts("thesaurus.domain"),
        keys,
        index=keys.index(concept.domain) if concept and concept.domain in keys else 0,
        format_func=lambda key: (
            domains[key].short_label(texts.language) if key else texts("field.choose")
        ),
        key=f"domain-{mark}",
    )
    return (relation or Equivalence.CLOSE).value, domain or ""


def _save(
    texts: Texts,
    facts: dict[str, object],
    proposal: Proposal | None,
    user: User,
    was: Concept | None,
) -> None:
    editor = session.services().editor
    try:
        concept = build({**facts, "key": facts["key"] or _key(facts)})
        if proposal is not None:
            editor.accept(proposal, concept, user, was=was)
        else:
            editor.save(concept, user, new=was is None, was=was)
    except Overtaken:
        thesaurus.mark_overtaken()
        st.rerun()
    except PasserelleError as error:
        st.error(error.problem.say(texts.language))
    else:
        _done(texts("thesaurus.saved"))


def _key(facts: dict[str, object]) -> str:
    lists = [facts[variety.value] for variety in Variety]
    terms: list[str] = [str(term) for own in lists if isinstance(own, Sequence) for term in own]
    return key_of(next(iter(terms), ""))


def _retiring(texts: Texts, concept: Concept, user: User) -> None:
    label = texts("thesaurus.restore" if concept.retired else "thesaurus.retire")
    if st.button(label, key="thesaurus-retire"):
        session.services().editor.retire(concept.key, user, retired=not concept.retired)
        _done(texts("thesaurus.restored" if concept.retired else "thesaurus.retired"))


def _history(texts: Texts, key: str) -> None:
    store = session.services().store.catalogue
    editions = store.thesaurus.history(key)
    if not editions:
        return
    with st.expander(texts("thesaurus.history")):
        for each in editions:
            who = store.people.by_id(each.changed_by)
            line = texts(
                "thesaurus.edition",
                day=texts.moment(each.changed_at),
                who=who.name if who else texts("thesaurus.nobody"),
                qc=", ".join(each.concept.qc),
                fr=", ".join(each.concept.fr),
                en=", ".join(each.concept.en),
            )
            st.html(f'<p class="facts">{escape(line)}</p>')


def _done(told: str) -> None:
    thesaurus.close()
    session.remember("thesaurus-told", plain(told))
    st.rerun()

"""Searching by the other side's words: what is matched, found, shown, and to whom."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.access import AccessScope
from kb.store import Store
from kb.thesaurus import Concept, read_lexicon
from search.nouns import Question
from search.retriever import Retriever
from search.thesaurus.matching import Matcher
from tests.shelf import Shelf

PUBLIC = AccessScope(frozenset({"public"}))
MATCHER = Matcher(read_lexicon())
TERMS = [term for concept in read_lexicon() for term in concept.varieties()]


def keys(text: str) -> set[str]:
    return {name.concept.key for found in MATCHER.find(text) for name in found.names}


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from([*TERMS, "et", "de", "pour", ", ", "blablabla"]), max_size=8))
def test_matches_lie_one_after_another_in_the_text(pieces: list[str]) -> None:
    text = " ".join(pieces)
    found = MATCHER.find(text)
    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(text[each.start : each.end].strip() for each in found)


def test_every_term_of_the_lexicon_is_found() -> None:
    lost = {
        (concept.key, term)
        for concept in read_lexicon()
        for term in concept.varieties()
        if concept.key not in keys(f"Voici {term} ici")
    }
    assert not lost


def test_the_longest_term_counts_and_plurals_do_not_matter() -> None:
    assert "temporary-agency" in keys("les agences d'intérim")
    assert "employment-office" not in keys("les agences d'intérim")
    assert "employment-office" in keys("centres locaux d’emploi")
    assert "employment-office" not in keys("Un centre local. Emploi")


def test_acronyms_are_read_with_their_capitals() -> None:
    assert "employment-office" in keys("un CLE du Québec")
    assert "employment-office" not in keys("la clé du succès") | keys("une cle perdue")
    assert "recognition-of-skills" in keys("rac pour educatrices")
    assert "recognition-of-skills" not in keys("Un rac de Laval")


@pytest.fixture
def shelf(store: Store) -> Shelf:
    made = Shelf(store)
    made.put("La garderie ouvre à sept heures pour les parents.", title="Horaires de garde")
    made.put("Le préposé aux bénéficiaires lève les résidents.", title="Soins", audience="party")
    for number in range(6):
        made.put(f"Une autre fiche parle de soudure, numéro {number}.", title=f"Atelier {number}")
    return made


def test_the_other_sides_word_finds_the_document_and_is_shown(shelf: Shelf) -> None:
    retriever = Retriever.over(shelf.store)
    answer = retriever.answer(Question(text="une crèche"), access=PUBLIC)
    assert answer.hits[0].document.fields.title == "Horaires de garde"
    (also,) = answer.also
    assert (also.asked, also.terms) == ("crèche", ("garderie",))
    hit = answer.hits[0]
    assert {mark.by for mark in hit.snippet.marks} >= {"equivalent"}
    assert "equivalent" in {reason.code for reason in hit.reasons}


def test_the_asker_may_leave_it(shelf: Shelf) -> None:
    retriever = Retriever.over(shelf.store)
    answer = retriever.answer(Question(text="une crèche", thesaurus=False), access=PUBLIC)
    assert not answer.also
    assert all(mark.by != "equivalent" for hit in answer.hits for mark in hit.snippet.marks)


def test_a_long_question_is_left_to_its_own_words(shelf: Shelf) -> None:
    shelf.put("La garderie du quartier ouvre tôt.")
    retriever = Retriever.over(shelf.store)
    short, long = "crèche ouverte", f"crèche ouverte {'tôt le matin ' * 9}"
    assert retriever.answer(Question(text=short), access=PUBLIC).also
    assert not retriever.answer(Question(text=long), access=PUBLIC).also


def test_quoted_and_excluded_words_stand_for_themselves(shelf: Shelf) -> None:
    retriever = Retriever.over(shelf.store)
    for text in ('"crèche"', "parents -crèche", "« crèche » heures"):
        assert not retriever.answer(Question(text=text), access=PUBLIC).also, text


def test_terms_of_what_one_may_not_read_are_not_named(shelf: Shelf) -> None:
    retriever = Retriever.over(shelf.store)
    asked = Question(text="aides-soignants")
    everything = shelf.store.catalogue.reader.every_scope()
    for _ in range(2):
        assert retriever.answer(asked, access=everything).also
        assert not retriever.answer(asked, access=PUBLIC).also


def test_an_own_word_counts_more_than_another_term_for_it(shelf: Shelf) -> None:
    shelf.put("La crèche ouvre à sept heures pour les parents.", title="Chez nous")
    answer = Retriever.over(shelf.store).answer(Question(text="crèche"), access=PUBLIC)
    titles = [hit.document.fields.title for hit in answer.hits[:2]]
    assert titles == ["Chez nous", "Horaires de garde"]


def test_a_new_term_is_searched_at_once(shelf: Shelf) -> None:
    retriever, thesaurus = Retriever.over(shelf.store), shelf.store.catalogue.thesaurus
    asked = Question(text="poussinière")
    assert not retriever.answer(asked, access=PUBLIC).also
    nursery = thesaurus.concept("childcare-centre")
    with thesaurus.writing.begin() as connection:
        new = Concept.model_validate(nursery.model_dump() | {"fr": [*nursery.fr, "poussinière"]})
        thesaurus.put(connection, new, by="somebody")
    assert retriever.answer(asked, access=PUBLIC).also[0].terms == ("garderie",)

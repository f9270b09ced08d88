"""Which sentences stand above the hits."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from kb.access import AccessScope
from kb.settings import STATIC_ENCODER, Settings
from kb.store import Store, open_store
from search.answers.extract import Extractor
from search.answers.nouns import Quoted
from search.nouns import Question, SearchAnswer, SearchHit
from search.retriever import Retriever
from tests.shelf import Shelf

FACT = "À Longueuil, le tutorat des apprentis soudeurs a réduit les abandons de 31 % en 2022."
NEARLY = "Le tutorat des apprentis soudeurs de Sorel a lieu le mardi après le repas de midi."
BESIDE = "La location de la salle des fêtes coûte 1 700 euros par an, chauffage et ménage compris."
READER = AccessScope(frozenset({"public"}))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    home: Path = tmp_path_factory.mktemp("extracts") / "home"
    settings = Settings(home=home, database_url="", encoder=str(STATIC_ENCODER))
    with open_store(settings) as opened:
        shelf = Shelf(opened)
        for number, text in enumerate((FACT, NEARLY, BESIDE)):
            shelf.put(text, title=f"Tutorat {number}")
        yield opened


def extract(store: Store, asked: str) -> tuple[Quoted, ...]:
    return Extractor.over(store.word_encoder).extract(found(store, asked))


def found(store: Store, asked: str) -> SearchAnswer:
    answer = Retriever.over(store).answer(Question(text=asked), access=READER)
    assert answer.hits
    return answer.model_copy(update={"weak": False})


def test_extracts_stand_in_their_passages(store: Store) -> None:
    quoted = extract(store, "tutorat des apprentis soudeurs à Longueuil")
    assert quoted[0].text == FACT
    assert all(each.text in each.source.passage.passage.text for each in quoted)


def test_a_sentence_far_behind_the_best_is_left_out(store: Store) -> None:
    about = found(store, "tutorat des apprentis soudeurs")
    beside = found(store, "location de la salle des fêtes").hits[0]
    assert beside.passage.passage.text.endswith(BESIDE)
    hits = (*about.hits, beside.model_copy(update={"score": about.hits[-1].score}))
    quoted = Extractor.over(store.word_encoder).extract(about.model_copy(update={"hits": hits}))
    assert {each.text for each in quoted} == {FACT, NEARLY}


def test_misspelt_words_are_looked_for_as_they_were_meant(store: Store) -> None:
    about = found(store, "tutorat des apprentis soudeurs")
    scores = {FACT: 0.7, NEARLY: 0.6}
    hits = tuple(
        hit.model_copy(update={"score": score})
        for hit in about.hits
        for text, score in scores.items()
        if text in hit.passage.passage.text
    )
    asked = Question(text="soudeurs, mrrd")
    answer = about.model_copy(update={"question": asked, "hits": hits})
    extractor = Extractor.over(store.word_encoder)
    meant = answer.model_copy(update={"corrections": {"mrrd": "mardi"}})
    assert extractor.extract(answer)[0].text == FACT
    assert extractor.extract(meant)[0].text == NEARLY


def test_a_weak_answer_has_no_extract(store: Store) -> None:
    weak = found(store, "tutorat des apprentis soudeurs").model_copy(update={"weak": True})
    assert Extractor.over(store.word_encoder).extract(weak) == ()


def test_what_only_the_title_says_counts_for_the_sentences_below_it(store: Store) -> None:
    share = Extractor.over(store.word_encoder).share
    asked = "recruter sans diplôme"
    come, other = "Les candidats viennent sans diplôme.", "Un service recrute en ligne ses cadres."
    alone = share.found(asked, [come, other])
    titled = share.found(asked, [come, other], ["Recruter autrement", "Portail"], titled=0.6)
    assert alone[0] < titled[0] <= 1.0
    assert titled[1] == pytest.approx(alone[1])
    whole = share.found(asked, [come], ["Recruter autrement"], titled=1.0)
    assert whole[0] == pytest.approx(1.0)


def test_a_title_read_as_a_sentence_is_not_shown_above_itself(store: Store) -> None:
    about = found(store, "tutorat des apprentis soudeurs")
    hits = tuple(titled(each, FACT.upper()) if cites(each, FACT) else each for each in about.hits)
    assert hits != about.hits
    quoted = Extractor.over(store.word_encoder).extract(about.model_copy(update={"hits": hits}))
    assert {each.text for each in quoted} == {NEARLY}


def test_what_says_the_same_in_another_language_is_quoted_once(store: Store) -> None:
    about = found(store, "tutorat des apprentis soudeurs")
    extractor = Extractor.over(store.word_encoder)
    every = [each.source.document.id for each in extractor.extract(about)]
    first, second = dict.fromkeys(every)
    sisters = {first: {second}, second: {first}}
    once = [each.source.document.id for each in extractor.extract(about, sisters)]
    assert once == [each for each in every if each != second]


def cites(hit: SearchHit, text: str) -> bool:
    return text in hit.passage.passage.text


def titled(hit: SearchHit, title: str) -> SearchHit:
    fields = hit.document.fields.model_copy(update={"title": title})
    return hit.model_copy(update={"document": hit.document.model_copy(update={"fields": fields})})

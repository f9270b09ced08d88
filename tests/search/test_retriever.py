"""The way out, on small documents and real indexes."""

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as checks
from hypothesis import strategies as st

from kb.access import AccessScope
from kb.nouns import Filters, Status
from kb.store import open_store
from search.nouns import Mode, Question, SearchAnswer
from search.retriever import Retriever
from search.understanding import as_typed
from tests.shelf import Shelf

PUBLIC = AccessScope(frozenset({"public"}))

TEXTS = {
    "Navettes": ("fr", "Des navettes relient la gare de Mende au parc industriel chaque matin."),
    "Mentoring": ("en", "Retired welders mentor newly hired immigrants during their first months."),
    "Simulation": ("fr", "Le recrutement par simulation retient les habiletés plutôt que le CV."),
    "Childcare": ("en", "Night-shift workers with young children get subsidised childcare places."),
    "Enquête": ("fr", "L’enquête mesure chaque année les difficultés de recrutement."),
}  # fmt: skip


@pytest.fixture
def retriever(shelf: Shelf) -> Retriever:
    """Search five small documents."""
    for year, (title, (language, text)) in enumerate(TEXTS.items(), start=2019):
        shelf.put(text, title=title, language=language, year=year)
    return Retriever.over(shelf.store)


def ask(retriever: Retriever, text: str, **options: object) -> SearchAnswer:
    question = Question.model_validate({"text": text, **options})
    return retriever.answer(question, access=PUBLIC)


def first(answer: SearchAnswer) -> str:
    return answer.hits[0].document.fields.title


@pytest.mark.parametrize(
    ("question", "title"),
    [
        ("transport vers la zone industrielle", "Navettes"),
        ("garde d’enfants pour horaires de nuit", "Childcare"),
        ("parrainage des nouveaux arrivants embauchés", "Mentoring"),
        ("shuttle from the train station", "Navettes"),
        ("recruiting by skills instead of resume", "Simulation"),
        ("ENQUETE DIFFICULTES ANNUELLES", "Enquête"),
        ("habiletes", "Simulation"),
    ],
)
def test_questions_find_their_document_across_languages(
    retriever: Retriever, question: str, title: str
) -> None:
    assert first(ask(retriever, question)) == title


def test_a_phrase_must_stand_as_quoted(retriever: Retriever) -> None:
    answer = ask(retriever, '"recrutement par simulation"')
    assert [hit.document.fields.title for hit in answer.hits] == ["Simulation"]
    assert not answer.unquoted


def test_a_phrase_that_stands_nowhere_is_asked_without_quotation_marks(
    retriever: Retriever,
) -> None:
    answer = ask(retriever, '"simulation par recrutement"')
    assert answer.unquoted
    assert answer.hits[0].document.fields.title == "Simulation"


def test_an_excluded_word_stands_in_no_hit(retriever: Retriever) -> None:
    titles = {hit.document.fields.title for hit in ask(retriever, "recrutement -simulation").hits}
    assert "Simulation" not in titles
    assert "Enquête" in titles


def test_a_misspelt_word_is_searched_as_it_was_meant(retriever: Retriever) -> None:
    answer = ask(retriever, "navetttes")
    assert answer.corrections == {"navetttes": "navettes"}
    assert not ask(retriever, as_typed("navetttes", answer.corrections)).corrections
    assert first(answer) == "Navettes"


@pytest.mark.parametrize("mode", list(Mode))
def test_every_mode_ranks_and_scores_within_bounds(retriever: Retriever, mode: Mode) -> None:
    answer = ask(retriever, "difficultés de recrutement", mode=mode)
    scores = [hit.score for hit in answer.hits]
    assert first(answer) == "Enquête"
    assert scores == sorted(scores, reverse=True)
    assert all(0 <= score <= 1 for score in scores)


def test_filters_narrow_and_counts_say_what_a_choice_would_give(retriever: Retriever) -> None:
    answer = ask(retriever, "recrutement", filters=Filters(years=(2021,)))
    assert {hit.document.fields.year for hit in answer.hits} == {2021}
    assert answer.total == 1
    assert answer.facets["years"]["2023"] == 1
    assert answer.facets["parties"] == {"qc": 1}


def test_nonsense_is_called_weak(retriever: Retriever) -> None:
    assert ask(retriever, "recette de tarte aux pommes").weak
    assert not ask(retriever, "navettes vers le parc industriel").weak


def test_where_nothing_is_near_a_few_documents_are_counted_and_no_more(shelf: Shelf) -> None:
    for number in range(14):
        shelf.put(f"Une navette numéro {number} relie la gare au parc.", title=f"Navette {number}")
    answer = ask(Retriever.over(shelf.store), "recette de tarte aux pommes")
    assert answer.weak
    assert answer.total == 10
    assert answer.facets["parties"]["qc"] == 10


def test_the_passage_is_cited_that_shows_most_of_what_was_asked(shelf: Shelf) -> None:
    subject = "Recruter des soudeurs : le recrutement de soudeurs, recruter les soudeurs."
    answer = (
        "Avant leur embauche par l’atelier naval, les futurs soudeurs passent une séance de "
        "quatre heures, un test d’habileté sur la machine, sans CV et sans diplôme."
    )
    shelf.put(f"{subject}\n\n{answer}", title="Une usine de Cholet")
    retriever = Retriever.over(shelf.store)
    question = Question(text="recruter des soudeurs sans CV par un test", thesaurus=False)
    ranked = retriever.rank(question, access=PUBLIC)
    hit = retriever.answer(question, access=PUBLIC).hits[0]
    assert hit.passage.id == ranked[1].passage_id
    assert hit.passage.passage.text == answer
    assert [other.passage.text for other in hit.others] == [subject]


@pytest.mark.parametrize("text", ["", "  ", "?", "-", '""', "-mobilité"])
def test_nothing_asked_nothing_found(retriever: Retriever, text: str) -> None:
    assert ask(retriever, text).hits == ()


def test_snippets_mark_words_and_meanings(retriever: Retriever) -> None:
    hit = ask(retriever, "children night").hits[0]
    marked = {hit.snippet.text[mark.start : mark.end].lower() for mark in hit.snippet.marks}
    assert {"children", "night"} <= marked
    across = ask(retriever, "enfants").hits[0]
    marks = [mark for mark in across.snippet.marks if mark.by == "meaning"]
    assert across.snippet.text[marks[0].start : marks[0].end].lower() in {"children", "childcare"}
    assert {reason.code for reason in across.reasons} == {"meaning"}


def test_paging_shows_each_document_once(retriever: Retriever) -> None:
    whole = ask(retriever, "recrutement", limit=100)
    paged = [
        hit.document.id
        for offset in range(whole.total)
        for hit in ask(retriever, "recrutement", limit=1, offset=offset).hits
    ]
    assert paged == [hit.document.id for hit in whole.hits]


def test_a_version_that_the_indexes_do_not_hold_yet_spoils_no_answer(shelf: Shelf) -> None:
    retriever = Retriever.over(shelf.store)
    document = shelf.put("La navette part de la gare.", title="Navette")
    shelf.put("La navette part du parc.", title="Parc")
    with open_store(shelf.store.settings, own=False) as beside:
        Shelf(beside).put("La navette part du port.", title="Navette", replaces=document)
    found = [hit.document.id for hit in ask(retriever, "navette gare").hits]
    assert found and document not in found
    shelf.store.catch_up()
    assert document in [hit.document.id for hit in ask(retriever, "navette port").hits]


def test_what_may_not_be_read_leaves_no_trace(shelf: Shelf, retriever: Retriever) -> None:
    hidden = "Le dossier Zéphyrine concerne une fermeture confidentielle."
    shelf.put(hidden, title="Secret", audience="party", year=1999)
    shelf.put(hidden, title="Brouillon", status=Status.DRAFT)
    for mode in Mode:
        for text in ("Zéphyrine", "zephyrinne", '"dossier zéphyrine"', "fermeture confidentielle"):
            answer = ask(retriever, text, mode=mode)
            assert "Secret" not in {hit.document.fields.title for hit in answer.hits}
            assert "1999" not in answer.facets.get("years", {})
            assert answer.corrections == {}
    found = retriever.answer(
        Question(text="Zéphyrine"), access=AccessScope(frozenset({"party:qc"}))
    )
    assert [hit.document.fields.title for hit in found.hits] == ["Secret"]


@checks(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_any_question_gets_an_answer(retriever: Retriever, text: str) -> None:
    answer = ask(retriever, text)
    for hit in answer.hits:
        assert all(0 <= m.start < m.end <= len(hit.snippet.text) for m in hit.snippet.marks)


def test_a_passage_is_not_cited_for_the_title_it_repeats(shelf: Shelf) -> None:
    title = "Jumelage de Brest et de Rouyn"
    shelf.put(
        f"{title}\nDocument rédigé pour essai.\n\nLe jumelage fait travailler deux semaines une"
        " conseillère dans l’agence de l’autre rive, puis l’inverse.",
        title=title,
    )
    (hit,) = ask(Retriever.over(shelf.store), "jumelage Brest Rouyn").hits
    assert "conseillère" in hit.snippet.text

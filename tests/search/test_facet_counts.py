"""Counts beside the filters: what documents can be narrowed to, and no shelf of another."""

from kb.access import AccessScope
from kb.nouns import Filters
from search.nouns import Question
from search.retriever import Retriever
from tests.shelf import Shelf


def test_a_filter_leaves_its_own_counts_and_finds_what_it_names(shelf: Shelf) -> None:
    own = shelf.put("Le mentorat aide les jeunes.", title="Mentorat", party="qc")
    shelf.put("Le mentorat aide aussi ici.", title="Parrainage", party="fr", year=2020)
    shelf.put("Le mentorat caché.", title="Caché", party="fr", audience="party", year=1999)
    retriever = Retriever.over(shelf.store)
    question = Question(text="mentorat", filters=Filters(parties=("qc",)))
    answer = retriever.answer(question, access=AccessScope(frozenset({"public"})))
    assert [hit.document.id for hit in answer.hits] == [own]
    assert answer.total == 1
    assert answer.facets["parties"] == {"qc": 1, "fr": 1}
    assert "1999" not in answer.facets["years"]
    assert "2020" not in answer.facets["years"]

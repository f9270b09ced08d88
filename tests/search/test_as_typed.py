"""A word that was corrected can be searched as it stands."""

from hypothesis import given
from hypothesis import strategies as some

from kb.words import words_of
from search.questions import analyse
from search.understanding import as_typed


def test_corrected_words_are_quoted_as_they_were_typed() -> None:
    asked = "L’aide aux Sourds, à Québec : sourds ?"
    assert as_typed(asked, {"sourds": "souris"}) == 'L’aide aux "Sourds", à Québec : "sourds" ?'
    assert as_typed(asked, {}) == asked


@given(
    some.lists(some.sampled_from(["sourds", "emploi", "Forêt", "reconaissance", "CV"]), max_size=5)
)
def test_quoted_words_are_phrases_and_nothing_to_correct(words: list[str]) -> None:
    quoted = as_typed(" ".join(words), {"sourds", "foret"})
    held = {word for phrase in analyse(quoted).phrases for word in phrase}
    assert held == {"sourds", "foret"} & {word.folded for word in words_of(quoted)}

"""Topics: found whatever the language, the same ones again, and told by their phrases."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.index_nouns import Vectors
from search.topics.centring import Centring
from search.topics.discovering import discover, rediscover
from search.topics.layout import between, lay_out
from search.topics.matching import matched
from search.topics.phrases import PhraseFinder
from search.topics.telling import Said, distinct, scored, tallied

GROUPS, EACH = 6, 8


def documents(seed: int = 0) -> tuple[Vectors, list[str], np.ndarray]:
    """Make vectors of some subjects in two languages, which stand further apart than subjects."""
    random = np.random.default_rng(seed)
    subjects = random.normal(size=(GROUPS, 24))
    subject = np.repeat(np.arange(GROUPS), EACH)
    vectors = subjects[subject] + 0.3 * random.normal(size=(len(subject), 24))
    languages = ["fr" if number % 2 else "en" for number in range(len(subject))]
    apart = 8 * random.normal(size=24)
    vectors[[language == "fr" for language in languages]] += apart
    return vectors.astype(np.float32), languages, subject


def centred(vectors: Vectors, languages: list[str]) -> Vectors:
    return Centring.of(vectors, languages).apply(vectors, languages)


def test_two_languages_do_not_become_two_topics() -> None:
    vectors, languages, subject = documents()
    found = discover(centred(vectors, languages), [[] for _ in languages])
    together = {(int(a), int(b)) for a, b in zip(found, subject, strict=True)}
    assert len(together) == len(set(found.tolist())), "no topic holds two subjects"
    mixed = [len({languages[row] for row in np.flatnonzero(found == each)}) for each in set(found)]
    assert sum(count == 2 for count in mixed) >= GROUPS


@given(shift=st.lists(st.floats(-5, 5), min_size=24, max_size=24))
def test_what_all_texts_of_a_language_share_changes_nothing(shift: list[float]) -> None:
    vectors, languages, _ = documents()
    moved = vectors.copy()
    moved[[language == "en" for language in languages]] += np.array(shift, np.float32)
    again = centred(moved, languages)
    assert np.allclose(again, centred(vectors, languages), atol=1e-3)
    assert np.allclose(np.linalg.norm(again, axis=1), 1, atol=1e-3)


def test_a_domain_with_enough_documents_has_three_topics() -> None:
    vectors, languages, subject = documents()
    domains = [["small"] if each == 0 else ["large"] for each in subject]
    domains[8:16] = [["large", "narrow"]] * 8
    domains[16:18] = [["large", "narrow"]] * 2
    found = discover(centred(vectors, languages), domains)
    for domain in ("large", "narrow"):
        inside = [int(found[row]) for row, own in enumerate(domains) if domain in own]
        counts = np.bincount(inside)
        assert (counts > 1).sum() >= 3, domain


@pytest.mark.parametrize("seed", range(5))
def test_topics_are_the_same_when_little_is_added(seed: int) -> None:
    vectors, languages, _ = documents(seed)
    random = np.random.default_rng(seed)
    new = set(random.choice(len(vectors), 3, replace=False).tolist())
    old = [row for row in range(len(vectors)) if row not in new]
    said = [languages[row] for row in old]
    before = discover(centred(vectors[old], said), [[] for _ in old])
    held = np.full(len(vectors), -1, np.intp)
    held[old] = before
    after = rediscover(centred(vectors, languages), held, [[] for _ in languages])
    topics = [f"t{label}" for label in before]
    assert [matched(after, ["" if row in new else f"t{held[row]}" for row in range(len(held))])[
        after[row]] for row in old] == topics  # fmt: skip


@given(labels=st.lists(st.integers(0, 4), min_size=5, max_size=40), order=st.permutations(range(5)))
def test_a_topic_keeps_its_id_whatever_its_number(labels: list[int], order: list[int]) -> None:
    _, numbered = np.unique(labels, return_inverse=True)
    count = int(numbered.max()) + 1
    new = np.array([each for each in order if each < count], np.intp)
    before = [f"t{label}" for label in numbered]
    ids = matched(new[numbered], before)
    assert [ids[label] for label in new[numbered]] == before


def test_a_group_that_shares_nothing_is_a_new_topic() -> None:
    ids = matched(np.array([0, 0, 1, 1]), ["a", "a", "", ""])
    assert ids[0] == "a" and ids[1] != "a" and len(ids[1]) == 32


@pytest.mark.parametrize(
    ("language", "text", "phrase"),
    [
        ("fr", "La reconnaissance des acquis aide.", "reconnaissance des acquis"),
        ("fr", "Les besoins de main-d'œuvre montent.", "besoins de main-d’œuvre"),
        ("fr", "Le jumelage de bureaux dure deux ans.", "jumelage de bureaux"),
        ("en", "Labour-needs surveys are read by France Travail.", "labour-needs surveys"),
        ("en", "They go to France Travail.", "France Travail"),
    ],
)
def test_phrases_are_written_as_they_stand(language: str, text: str, phrase: str) -> None:
    found = PhraseFinder(language).find([text])
    assert phrase in {written for forms in found.values() for written in forms}


@pytest.mark.parametrize(
    ("language", "text", "cut"),
    [
        (
            "fr",
            "Une enquête régionale sur les besoins de main-d’œuvre.",
            "régionale sur les besoins",
        ),
        ("fr", "Une enquête sur les besoins de main-d’œuvre.", "besoins de main"),
        ("fr", "L’équilibre entre l’offre et la demande.", "équilibre entre l’offre"),
        ("fr", "Elle pose aux professions un diagnostic.", "professions un diagnostic"),
        ("fr", "Un agent est en ligne à Québec emploi.", "ligne à Québec"),
        ("fr", "Un jeu de cartes conçu par un agent.", "cartes conçu"),
        ("en", "A reclassification committee of a printing works.", "committee of a printing"),
        ("en", "An assessment at the Longueuil office.", "assessment at the Longueuil"),
        ("en", "Diagnosis for firms smaller than ten.", "firms smaller"),
        ("en", "The retention of young people.", "retention of young"),
    ],
)
def test_phrases_are_not_cut_short(language: str, text: str, cut: str) -> None:
    found = PhraseFinder(language).find([text])
    assert cut not in {written for forms in found.values() for written in forms}


def test_a_phrase_that_is_mostly_whole_is_kept() -> None:
    texts = ["Une liste de métiers.", "La liste de métiers régionale.", "Sa liste de métiers."]
    found = PhraseFinder("fr").find(texts)
    assert "liste de métiers" in {written for forms in found.values() for written in forms}


@given(text=st.text(alphabet="ab éœ'’.,-\n 12A", max_size=80))
def test_phrases_are_pieces_of_their_text(text: str) -> None:
    plain = " ".join(text.replace("'", "’").replace("\n", " ").split()).lower()
    for forms in PhraseFinder("fr").find([text]).values():
        for written in forms:
            assert " ".join(written.split()).lower() in plain
            assert 1 <= len(written) <= 60


def test_plural_and_singular_are_one_phrase_in_its_most_frequent_form() -> None:
    texts = ["Le jumelage de bureaux. Un jumelage de bureaux.", "Des jumelages de bureaux."]
    found = PhraseFinder("fr").find(texts)
    (forms,) = [forms for key, forms in found.items() if len(key.split()) == 2]
    assert forms.total() == 3 and forms.most_common(1)[0][0] == "jumelage de bureaux"


def test_what_every_topic_says_tells_none() -> None:
    finder = PhraseFinder("fr")
    topics = {
        name: tallied(
            [Said(f"{n}", "", [f"Service commun. Le {name} rouge."]) for n in range(3)], finder
        )
        for name in ("tonnelier", "menuisier", "boulanger", "vitrier", "soudeur", "mineur")
    }
    for name, ordered in scored(topics).items():
        written = [each.written for each in distinct(ordered, 3)]
        assert written[0] == f"{name} rouge"
        assert not any("commun" in each for each in written)


def test_a_map_stays_when_it_is_drawn_again_and_newcomers_do_not_move_it() -> None:
    vectors, languages, subject = documents()
    base = centred(vectors, languages)
    ids = [f"{row:032x}" for row in range(len(base))]
    spots = lay_out(base, ids, {})
    centres = np.stack([spots[subject == each].mean(axis=0) for each in range(GROUPS)])
    own = np.linalg.norm(spots - centres[subject], axis=1).mean()
    others = np.linalg.norm(spots[:, None] - centres[None], axis=2).mean()
    assert own < others / 3, "near means similar"
    before = {each: (float(x), float(y)) for each, (x, y) in zip(ids, spots, strict=True)}
    again = lay_out(base, ids, before)
    assert np.abs(again - spots).mean() < 1.0
    new = between(base[:2], ["a", "b"], base, spots)
    assert np.array_equal(new, between(base[:2], ["a", "b"], base, spots))
    assert np.linalg.norm(new - spots[:2], axis=1).max() < 3.0


@pytest.mark.parametrize("count", [0, 1, 4])
def test_few_documents_have_a_map_too(count: int) -> None:
    vectors = np.eye(8, dtype=np.float32)[:count]
    assert lay_out(vectors, [str(row) for row in range(count)], {}).shape == (count, 2)

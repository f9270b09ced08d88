"""Explaining documents, proposing pairs, editing: to whom, and what erasure leaves."""

import pytest

from kb.access import AccessScope, scope_of
from kb.audit import OPERATOR
from kb.errors import Forbidden, InvalidThesaurus, Overtaken
from kb.people import Role
from kb.skos import write_skos
from kb.store import Store
from kb.thesaurus import Origin, Proposal, Variety
from search.thesaurus.editing import Editor, build
from search.thesaurus.expanding import Thesaurus
from search.thesaurus.explaining import Explainer
from search.thesaurus.proposing import SHARED, Proposer
from tests.people import Crowd
from tests.shelf import Shelf


class TriedAgain:
    """Reformulated questions, as the part that counts searches gives them."""

    def __init__(self, *pairs: tuple[str, str, int]) -> None:
        self._pairs = list(pairs)

    def pairs(self) -> list[tuple[str, str, int]]:
        return self._pairs


def proposer(store: Store, *pairs: tuple[str, str, int]) -> Proposer:
    catalogue = store.catalogue
    return Proposer(
        catalogue.thesaurus,
        catalogue.reader,
        store.words,
        store.word_encoder,
        Thesaurus(catalogue.thesaurus, store.words),
        TriedAgain(*pairs),
    )


def fill(shelf: Shelf, audience: str = "public") -> list[str]:
    """Store sheets in which each side has a word of its own for a trial."""
    ids = []
    for number in range(4):
        ids.append(
            shelf.put(
                f"Un essai de la méthode commence ici, saison {number}.",
                title=f"Ferme {number}",
                audience=audience,
            )
        )
        shelf.put(
            f"Un test de la méthode commence là, étape {number}.",
            title=f"Champ {number}",
            party="fr",
        )
    return ids


def words_of(found: list[Proposal]) -> set[str]:
    return {word for each in found for word in (each.text, each.other)}


def test_a_documents_terms_are_explained_to_the_other_side(store: Store) -> None:
    shelf = Shelf(store)
    one = shelf.put("La RAC aide l’éducatrice en garderie. La garderie ferme tôt.", party="qc")
    explainer = Explainer(
        store.catalogue.reader, store.words, Thesaurus(store.catalogue.thesaurus, store.words)
    )
    document = store.catalogue.reader.document(one, access=SHARED)
    found = {each.term: each for each in explainer.explain(document, access=SHARED)}
    assert found["RAC"].concept.fr[0] == "validation des acquis de l’expérience"
    assert "éducatrice en garderie" in found
    assert found["garderie"].times == 1
    assert explainer.explain(document, access=AccessScope(frozenset())) == ()


def test_pairs_come_from_what_each_side_has_to_itself(store: Store) -> None:
    fill(Shelf(store))
    made = proposer(store)
    assert made.propose() > 0
    found, _ = made.waiting(access=SHARED, limit=200, offset=0)
    assert any({each.text, each.other} == {"essai", "test"} for each in found)


def test_pairs_never_come_from_what_one_party_keeps(store: Store) -> None:
    fill(Shelf(store), audience="party")
    made = proposer(store)
    made.propose()
    everything = store.catalogue.reader.every_scope()
    found, _ = made.waiting(access=everything, limit=200, offset=0)
    assert "essai" not in words_of(found)


def test_searches_tried_again_are_proposed(store: Store) -> None:
    made = proposer(
        store,
        ("aide pour chomdu", "aide pour chercheur d'emploi", 3),
        ("seul", "essai seul", 9),
        ("crèche du soir", "garderie du soir", 5),
        ("une fois", "deux fois", 1),
    )
    made.propose()
    found, total = made.waiting(access=SHARED, limit=10, offset=0)
    assert total == 1
    assert (found[0].text, found[0].other) == ("chomdu", "chercheur d'emploi")
    assert (found[0].origin, found[0].key) == (Origin.SEARCHES, "job-seeker")


def test_a_withdrawn_documents_words_are_not_shown_and_erasure_takes_them(store: Store) -> None:
    gone = fill(Shelf(store))
    made = proposer(store)
    made.propose()
    for each in gone:
        store.eraser.withdraw(each, actor=OPERATOR)
    store.catch_up()
    found, total = made.waiting(access=SHARED, limit=200, offset=0)
    assert total
    assert "essai" not in words_of(found)
    store.eraser.erase(gone[0], actor=OPERATOR)
    assert store.catalogue.thesaurus.proposals(limit=5, offset=0) == ([], 0)


def test_only_coordinators_edit_and_the_audit_tells_of_it(store: Store) -> None:
    editor = Editor(store.catalogue.thesaurus, store.audit)
    crowd = Crowd(store)
    concept = build({"key": "essai", "relation": "exact", "qc": ["un"], "fr": ["deux"]})
    for user in (crowd.agent(), crowd.expert(), crowd.add("chef", Role.ADMINISTRATOR)):
        with pytest.raises(Forbidden):
            editor.save(concept, user)
        with pytest.raises(Forbidden):
            editor.retire("carer", user)
        with pytest.raises(Forbidden):
            editor.take_in(write_skos([concept]), user)
    coordinator = crowd.coordinator()
    editor.save(concept, coordinator, new=True)
    with pytest.raises(InvalidThesaurus):
        editor.save(concept, coordinator, new=True)
    editor.retire("essai", coordinator)
    assert "essai" not in {each.key for each in store.catalogue.thesaurus.everything()}
    actions = [each.action for each in store.audit.records(actor=coordinator.id)]
    assert actions == ["concept_retired", "concept_changed"]


def test_a_proposal_becomes_part_of_a_concept(store: Store) -> None:
    editor = Editor(store.catalogue.thesaurus, store.audit)
    made = proposer(store, ("aide pour chomdu", "aide pour chercheur d'emploi", 3))
    made.propose()
    (waiting,), _ = made.waiting(access=SHARED, limit=5, offset=0)
    concept = editor.suggested(waiting)
    assert concept.key == "job-seeker" and "chomdu" in concept.terms(waiting.variety)
    editor.accept(waiting, concept, Crowd(store).coordinator("fr"))
    assert store.catalogue.thesaurus.concept("job-seeker") == concept
    assert store.catalogue.thesaurus.proposals(limit=5, offset=0)[1] == 0
    made.propose()
    assert store.catalogue.thesaurus.proposals(limit=5, offset=0)[1] == 0


def test_what_somebody_else_made_of_a_concept_meanwhile_is_not_overwritten(store: Store) -> None:
    thesaurus = store.catalogue.thesaurus
    editor, user = Editor(thesaurus, store.audit), Crowd(store).coordinator("fr")
    was = thesaurus.concept("carer")
    theirs = was.model_copy(update={"definition_fr": "De l’autre"})
    editor.save(theirs, user, was=was)
    mine = was.model_copy(update={"definition_fr": "De moi"})
    with pytest.raises(Overtaken):
        editor.save(mine, user, was=was)
    assert thesaurus.concept("carer") == theirs
    editor.save(mine, user, was=theirs)
    assert thesaurus.concept("carer") == mine


def test_a_concept_that_changed_since_it_was_suggested_is_not_overwritten(store: Store) -> None:
    editor, user = Editor(store.catalogue.thesaurus, store.audit), Crowd(store).coordinator("fr")
    made = proposer(store, ("aide pour chomdu", "aide pour chercheur d'emploi", 3))
    made.propose()
    (waiting,), _ = made.waiting(access=SHARED, limit=5, offset=0)
    suggested = editor.suggested(waiting)
    known = store.catalogue.thesaurus.concept(suggested.key)
    editor.save(known.model_copy(update={"definition_fr": "De l’autre"}), user)
    with pytest.raises(Overtaken):
        editor.accept(waiting, suggested, user, was=suggested)


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"key": "", "relation": "close", "qc": (), "fr": ()}, "thesaurus.no_terms"),
        ({"key": "a", "relation": "close", "qc": ("un",), "fr": (" ",)}, "thesaurus.one_side"),
        ({"key": "a", "relation": "none", "qc": ("un",), "fr": ("deux",)}, "thesaurus.two_sides"),
        ({"key": "A b", "relation": "none", "qc": ("un",)}, "thesaurus.invalid"),
    ],
)
def test_what_a_concept_lacks_is_said(facts: dict[str, object], code: str) -> None:
    with pytest.raises(InvalidThesaurus) as raised:
        build(facts)
    assert raised.value.problem.code == code


def test_skos_comes_back_in_through_the_editor(store: Store) -> None:
    thesaurus = store.catalogue.thesaurus
    editor = Editor(thesaurus, store.audit)
    written = write_skos([thesaurus.concept("carer"), thesaurus.concept("cegep")])
    assert editor.take_in(written) == 0
    changed = written.replace(b"proche aidante", b"aidante du proche")
    assert editor.take_in(changed) == 1
    assert "aidante du proche" in thesaurus.concept("carer").terms(Variety.QC)


def test_a_scope_of_coordinators_reads_what_proposals_are_made_of(store: Store) -> None:
    for party in ("qc", "fr"):
        assert scope_of(Crowd(store).coordinator(party), frozenset()).shelves >= SHARED.shelves

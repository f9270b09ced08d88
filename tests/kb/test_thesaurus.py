"""Concepts, their SKOS, and how the catalogue keeps them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.catalogue.concepts import bring_concepts
from kb.entente import DOMAIN, read_entente
from kb.errors import InvalidThesaurus, NotFound
from kb.skos import MOST_BYTES, RDF_XML, TURTLE, read_skos, write_skos
from kb.store import Store
from kb.thesaurus import Concept, Equivalence, Origin, Proposal, Variety, read_lexicon

pytestmark = pytest.mark.both_databases

_WORDS = st.text(
    st.characters(exclude_categories=("C", "Z")) | st.sampled_from(" '’-"), min_size=1, max_size=20
).filter(str.strip)
_TERMS = st.lists(_WORDS, max_size=4).map(tuple)


@st.composite
def concepts(draw: st.DrawFn) -> Concept:
    sides = draw(st.sampled_from([("qc", "fr"), ("qc",), ("fr",)]))
    relations = [Equivalence.EXACT, Equivalence.CLOSE] if len(sides) > 1 else [Equivalence.NONE]
    terms = {side: draw(st.lists(_WORDS, min_size=1, max_size=4)) for side in sides}
    return Concept.model_validate(
        {
            "key": draw(st.from_regex(r"[a-z0-9]{1,8}(-[a-z0-9]{1,8})?", fullmatch=True)),
            "relation": draw(st.sampled_from(relations)),
            "domain": draw(st.sampled_from(["", "mobility", "digital"])),
            "en": draw(_TERMS),
            "definition_fr": draw(_WORDS),
            "definition_en": draw(_WORDS),
            **terms,
        }
    )


def example(**changes: object) -> Concept:
    facts = {
        "key": "mentor",
        "relation": "exact",
        "qc": ["mentor"],
        "fr": ["parrain"],
        "en": ["guide"],
    }
    return Concept.model_validate({**facts, **changes})


@settings(max_examples=15, deadline=None)
@given(st.lists(concepts(), min_size=1, max_size=4, unique_by=lambda each: each.key))
@pytest.mark.parametrize("form", [TURTLE, RDF_XML])
def test_what_is_written_as_skos_is_read_back(form: str, written: list[Concept]) -> None:
    assert read_skos(write_skos(written, form)) == sorted(written, key=lambda each: each.key)


def test_the_lexicon_is_large_and_speaks_of_known_domains() -> None:
    lexicon = read_lexicon()
    domains = {term.key for term in read_entente() if term.vocabulary == DOMAIN}
    assert len(lexicon) >= 260
    assert len({concept.key for concept in lexicon}) == len(lexicon)
    for concept in lexicon:
        assert concept.domain in domains, concept.key
        assert concept.definition_fr and concept.definition_en and concept.en, concept.key
        assert "'" not in "".join([*concept.qc, *concept.fr, concept.definition_fr]), concept.key


def test_foreign_skos_is_understood() -> None:
    content = """
    @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
    <urn:a> a skos:Concept ; skos:prefLabel "stage"@fr, "internship"@en-CA ;
        skos:altLabel "stage en entreprise"@fr-FR .
    <urn:b> a skos:Concept ; skos:prefLabel "proche aidant"@fr-CA ; skos:closeMatch <urn:c> .
    <urn:c> a skos:Concept ; skos:prefLabel "aidant familial"@fr-FR .
    """
    stage, carer = sorted(read_skos(content.encode()), key=lambda each: each.key, reverse=True)
    assert (stage.qc, stage.fr, stage.en) == (
        ("stage",),
        ("stage", "stage en entreprise"),
        ("internship",),
    )
    assert stage.relation is Equivalence.EXACT
    assert (carer.qc, carer.fr) == (("proche aidant",), ("aidant familial",))
    assert carer.relation is Equivalence.CLOSE


_HOSTILE = {
    "thesaurus.entities": b"""<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM
        "file:///etc/passwd">]><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>""",
    "thesaurus.no_rdf": b"\xff\xfe<\x00",
    "thesaurus.no_concepts": b"<urn:a> <urn:b> <urn:c> .",
    "thesaurus.too_large": b" " * (MOST_BYTES + 1),
    "thesaurus.invalid": b"""@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        <urn:a> a skos:Concept ; skos:prefLabel "only English"@en .""",
}


@pytest.mark.parametrize("code", _HOSTILE)
def test_hostile_files_are_refused(code: str) -> None:
    with pytest.raises(InvalidThesaurus) as refused:
        read_skos(_HOSTILE[code])
    assert refused.value.problem.code == code


def test_deep_nesting_is_refused_and_nothing_crashes() -> None:
    with pytest.raises(InvalidThesaurus):
        read_skos(b"<urn:a> <urn:b> " + b"[ <urn:c> " * 50_000)


@pytest.mark.parametrize(
    "changes", [{"fr": []}, {"relation": "none"}, {"qc": [], "fr": []}, {"key": "É"}]
)
def test_a_concept_that_breaks_a_rule_is_none(changes: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"."):
        example(**changes)


def test_the_catalogue_holds_the_lexicon_and_then_its_own(store: Store) -> None:
    thesaurus = store.catalogue.thesaurus
    assert thesaurus.everything() == sorted(read_lexicon(), key=lambda each: each.key)
    before = thesaurus.revision()
    assert store.catalogue.feed.editions() == (store.catalogue.feed.latest(), before)
    with thesaurus.writing.begin() as connection:
        thesaurus.put(connection, example(), by="somebody")
        thesaurus.put(connection, example(qc=["marraine"]), by="somebody")
    assert thesaurus.revision() > before
    assert thesaurus.concept("mentor").qc == ("marraine",)
    assert [each.concept.qc for each in thesaurus.history("mentor")] == [("marraine",), ("mentor",)]
    found, total = thesaurus.search("MARRAINE", limit=5, offset=0)
    assert (len(found), total) == (2, 2)
    with pytest.raises(NotFound):
        thesaurus.concept("no-such-concept")


def test_mended_words_reach_the_concepts_that_nobody_changed(store: Store) -> None:
    thesaurus = store.catalogue.thesaurus
    first, second, *_ = read_lexicon()
    edited = second.model_copy(update={"qc": ("leurs mots",)})
    with thesaurus.writing.begin() as connection:
        thesaurus.put(connection, edited, by="somebody")
        mended = [each.model_copy(update={"qc": ("mot corrigé",)}) for each in (first, second)]
        bring_concepts(connection, mended)
    assert thesaurus.concept(first.key) == mended[0]
    assert thesaurus.concept(second.key) == edited
    assert [each.key for each in thesaurus.search("mot corrigé", limit=5, offset=0)[0]] == [
        first.key
    ]


def test_concepts_stand_in_the_order_of_their_first_terms_in_a_language(store: Store) -> None:
    thesaurus = store.catalogue.thesaurus
    with thesaurus.writing.begin() as connection:
        for number, (qc, fr, en) in enumerate([("zygote", "abri", "bee"), ("", "école", "ant")]):
            sides: dict[str, object] = {
                "qc": [qc] if qc else [],
                "fr": [fr],
                "relation": "close" if qc else "none",
            }
            concept = example(key=f"x{number}", en=[en], **sides)
            thesaurus.put(connection, concept, by="somebody")
        thesaurus.put(connection, example(key="x2", qc=["fa"], fr=["zz"], en=[]), by="somebody")

    def order(language: str) -> list[str]:
        found, _ = thesaurus.search(language=language, limit=10_000, offset=0)
        return [each.key for each in found if each.key in {"x0", "x1", "x2"}]

    assert order("fr") == ["x1", "x2", "x0"]
    assert order("en") == ["x1", "x0", "x2"]


def test_a_refused_pair_leaves_no_words_and_does_not_come_back(store: Store) -> None:
    thesaurus = store.catalogue.thesaurus
    pair = Proposal(
        origin=Origin.CORPUS,
        text="jumelle",
        variety=Variety.QC,
        other="partenaire",
        other_variety=Variety.FR,
        score=0.7,
        times=4,
    )
    assert thesaurus.propose([pair]) == 1
    (waiting,), _ = thesaurus.proposals(limit=5, offset=0)
    with thesaurus.writing.begin() as connection:
        thesaurus.refuse(connection, waiting, by="somebody")
    turned = pair.model_copy(
        update={
            "text": pair.other,
            "variety": pair.other_variety,
            "other": pair.text,
            "other_variety": pair.variety,
        }
    )
    assert thesaurus.propose([pair, turned]) == 0
    with store.catalogue.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT * FROM thesaurus_refusals").fetchall()
    assert "jumelle" not in str(kept)

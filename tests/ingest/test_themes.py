"""Themes: domains and target groups suggested from bilingual words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.themes import suggest_domains, suggest_target_groups
from kb.entente import DOMAIN, TARGET_GROUP, read_entente
from kb.nouns import Passage


def passage(text: str, *headings: str) -> Passage:
    return Passage(page=1, start=0, end=len(text), text=text, heading_path=headings, language="fr")


DOMAINS = [
    ("mobility", "Une prime de déménagement et un séjour exploratoire pour les soudeurs"),
    ("mobility", "Relocation allowance and exploratory visits for welders who move"),
    ("retention", "Le compagnon suit la personne six mois après l’embauche : taux de maintien"),
    ("retention", "A job coach helps newcomers stay in the job; the retention rate rose"),
    ("strategy", "Loi pour le plein emploi : les allocataires du RSA éloignés de l’emploi"),
    ("strategy", "A strategic plan for people far from the labour market"),
    ("digital", "Un agent conversationnel et l’intelligence artificielle pour lire les CV"),
    ("digital", "Machine learning and open data in a job matching platform"),
    ("journeys", "Reconversion, VAE et conseil en évolution professionnelle après un licenciement"),
    ("journeys", "The user journey of a career change: from skills assessment to retraining"),
    ("surveys", "Enquête BMO : questionnaire, taux de réponse et projets de recrutement"),
    ("surveys", "The annual survey of labour needs: sample, respondents and hard-to-fill jobs"),
    ("twinning", "Le jumelage de deux bureaux, à Lyon et à Québec, et leur dépôt commun"),
    ("twinning", "Twinning of two offices: joint workshops despite the time difference"),
]  # fmt: skip
GROUPS = [
    ("youth", "Un parcours pour les jeunes de 18 à 29 ans avec le carrefour jeunesse-emploi"),
    ("seniors", "Workshops for workers aged 50 and over"),
    ("newcomers", "Francisation en entreprise pour les personnes immigrantes"),
    ("disabled", "Supported employment for people with disabilities"),
    ("long_term_unemployed", "Des demandeurs d’emploi de longue durée, allocataires du RSA"),
    ("employers", "Helping small businesses and other employers recruit"),
    ("women", "Des femmes dans les métiers non traditionnels"),
    ("low_qualified", "Literacy and basic skills for adults without a diploma"),
    ("workers_in_transition", "Transitions collectives pour les salariés licenciés de l’usine"),
    ("rural", "A mobile office in remote villages"),
    ("indigenous", "Un service avec les Premières Nations et les Inuit du Nunavik"),
    ("single_parents", "Childcare at hand for single mothers and other lone parents"),
    ("agents", "La formation des conseillers et une communauté de pratique"),
]


@pytest.mark.parametrize(("key", "title"), DOMAINS)
def test_the_surest_domain_is_the_one_spoken_of(key: str, title: str) -> None:
    assert suggest_domains(title, [])[0].key == key
    assert suggest_domains("", [passage(title)])[0].key == key


@pytest.mark.parametrize(("key", "title"), GROUPS)
def test_the_surest_group_is_the_one_spoken_of(key: str, title: str) -> None:
    assert suggest_target_groups(title, [])[0].key == key


def test_the_words_under_a_heading_of_target_groups_count_for_more() -> None:
    text = "Les jeunes et les femmes."
    elsewhere = suggest_target_groups("", [passage(text, "Contexte")])
    under = suggest_target_groups("", [passage(text, "Publics visés")])
    assert {each.key for each in under[:2]} == {"youth", "women"}
    assert under[0].confidence > elsewhere[0].confidence


def test_nothing_is_suggested_from_nothing() -> None:
    assert suggest_domains("", []) == []
    assert suggest_target_groups("", []) == []


def test_every_term_of_the_agreement_can_be_suggested() -> None:
    terms = read_entente()
    assert {key for key, _ in DOMAINS} == {t.key for t in terms if t.vocabulary == DOMAIN}
    assert {key for key, _ in GROUPS} == {t.key for t in terms if t.vocabulary == TARGET_GROUP}


@given(st.lists(st.sampled_from(["jumelage", "enquête", "jeunes", "l’IA", "12", "?"])))
def test_suggestions_are_ordered_and_confidence_is_between_0_and_1(words: list[str]) -> None:
    for suggest in (suggest_domains, suggest_target_groups):
        found = [each.confidence for each in suggest("Titre", [passage(" ".join(words))])]
        assert found == sorted(found, reverse=True)
        assert all(0 <= each <= 1 for each in found)

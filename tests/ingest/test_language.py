"""Languages: French and English, long and short, and others when they are clear."""

import pytest

from ingest.language import LanguageGuesser

FRENCH = [
    "Le conseiller rencontre la personne chaque semaine et prépare avec elle un plan d’action.",
    "ATELIERS DE RECHERCHE D’EMPLOI OFFERTS DANS LES BUREAUX DE LA RÉGION",
    "Les entreprises sont accompagnées pendant six mois après l'embauche.",
    "Un stage de quatre semaines suivi d’un entretien de bilan",
    "Facteurs de réussite : engagement des équipes, outils simples, suivi régulier",
    "les jeunes sans diplome eloignes du marche du travail",
    "Quels sont les obstacles rencontrés ?",
]
ENGLISH = [
    "The counsellor meets each person weekly and they draw up an action plan together.",
    "JOB SEARCH WORKSHOPS HELD IN EVERY OFFICE OF THE REGION",
    "Employers are supported for six months after the hiring.",
    "A four-week placement followed by a review interview",
    "Success factors: committed teams, simple tools, regular follow-up",
    "young people without a diploma who are far from the labour market",
    "What were the obstacles?",
]
OTHERS = [
    ("es", "El asesor se reúne con cada persona todas las semanas para preparar juntos un plan de"
     " acción que tenga en cuenta su experiencia y las necesidades de las empresas."),
    ("de", "Die Beraterin trifft jede Person einmal pro Woche und bereitet mit ihr einen Plan vor,"
     " der ihre Erfahrung und den Bedarf der Betriebe in der Region berücksichtigt."),
    ("it", "Il consulente incontra ogni persona una volta alla settimana e prepara insieme a lei un"
     " piano che tiene conto della sua esperienza e dei bisogni delle imprese."),
    ("pt", "O conselheiro encontra cada pessoa uma vez por semana e prepara com ela um plano de"
     " ação que tem em conta a sua experiência e as necessidades das empresas."),
    ("nl", "De adviseur ontmoet elke persoon één keer per week en maakt samen met hem een plan dat"
     " rekening houdt met zijn ervaring en de behoeften van de bedrijven."),
]  # fmt: skip


@pytest.fixture(scope="module")
def guesser() -> LanguageGuesser:
    return LanguageGuesser()


@pytest.mark.parametrize("text", FRENCH)
def test_french_is_french(guesser: LanguageGuesser, text: str) -> None:
    assert guesser.passage(text, surroundings="en") == "fr"


@pytest.mark.parametrize("text", ENGLISH)
def test_english_is_english(guesser: LanguageGuesser, text: str) -> None:
    assert guesser.passage(text, surroundings="fr") == "en"


@pytest.mark.parametrize(("language", "text"), OTHERS)
def test_another_language_is_told_when_it_is_clear(
    guesser: LanguageGuesser, language: str, text: str
) -> None:
    assert guesser.passage(text, surroundings="fr") == language
    assert guesser.document([text, text]) == language


@pytest.mark.parametrize("text", ["", "2023", "12 % | 340 | 8,5 %", "Lyon – Montréal", "PMSMP 2"])
@pytest.mark.parametrize("surroundings", ["fr", "en"])
def test_what_cannot_be_told_takes_the_language_around_it(
    guesser: LanguageGuesser, text: str, surroundings: str
) -> None:
    assert guesser.passage(text, surroundings=surroundings) == surroundings


def test_a_document_speaks_the_language_of_most_of_its_text(guesser: LanguageGuesser) -> None:
    assert guesser.document([*FRENCH, ENGLISH[0]]) == "fr"
    assert guesser.document([*ENGLISH, FRENCH[0], "2023"]) == "en"
    assert guesser.document([]) == "fr"


def test_the_same_text_always_gets_the_same_answer() -> None:
    text = "Plan régional action emploi formation transition mobilité"
    assert len({LanguageGuesser().passage(text, surroundings="en") for _ in range(3)}) == 1

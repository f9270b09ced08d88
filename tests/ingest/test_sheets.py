"""Sheets: fields, kind, year and title drafted from documents in either language."""

import pytest

from ingest.language import LanguageGuesser
from ingest.passages import split
from ingest.sheets import draft_fields, guess_kind, guess_title, guess_year
from kb.nouns import Kind, Page, ParsedDocument
from tests.ingest.documents import Written, document, prose

GUESSER = LanguageGuesser()


def drafts(parsed: ParsedDocument, kind: Kind | None = None) -> dict[str, str]:
    return draft_fields(parsed, split(parsed, languages=GUESSER), kind=kind)


def test_headings_of_a_french_sheet_become_fields() -> None:
    parsed = document(
        [
            ("heading", "1. Mise en contexte", 2),
            ("paragraph", "Les jeunes quittent la région."),
            ("heading", "Clientèle visée", 2),
            ("list_item", "les 18 à 29 ans"),
            ("list_item", "les personnes immigrantes"),
            ("heading", "RESSOURCES ET COÛTS", 2),
            ("paragraph", "Deux conseillers."),
            ("heading", "Résultats obtenus en 2023", 2),
            ("paragraph", "41 embauches."),
            ("heading", "Par secteur", 3),
            ("paragraph", "Surtout la restauration."),
            ("heading", "Donnees probantes", 2),
            ("paragraph", "Un suivi à six mois."),
            ("heading", "Un tout autre propos", 2),
            ("paragraph", "Rien à voir."),
        ],
        title="Fiche de pratique",
    )
    assert guess_kind(parsed)[0] == Kind.PRACTICE_SHEET
    assert drafts(parsed) == {
        "context": "Les jeunes quittent la région.",
        "target_groups": "les 18 à 29 ans\nles personnes immigrantes",
        "resources": "Deux conseillers.",
        "results": "41 embauches.\nPar secteur\nSurtout la restauration.",
        "evidence": "Un suivi à six mois.",
    }


def test_headings_of_an_english_debrief_become_fields() -> None:
    parsed = document(
        [
            ("heading", "The mission", 2),
            ("paragraph", "Three advisers studied the simulation method."),
            ("heading", "Dates and places", 2),
            ("paragraph", "6 to 10 May 2024, Lyon and Grenoble."),
            ("heading", "Delegation", 2),
            ("paragraph", "An office manager and two advisers."),
        ],
        [
            ("heading", "What we learnt", 2),
            ("paragraph", "Employers take part."),
            ("heading", "What could be transfered", 2),
            ("paragraph", "The exercises."),
            ("heading", "Next steps", 2),
            ("paragraph", "A trial in two offices."),
        ],
        title="Mission debrief: recruitment by simulation",
    )
    kind, confidence = guess_kind(parsed)
    assert (kind, confidence > 0.8) == (Kind.DEBRIEF, True)
    found = drafts(parsed)
    assert found["dates"] == found["places"] == "6 to 10 May 2024, Lyon and Grenoble."
    assert found["transfer"] == "The exercises."
    assert list(found) == [
        "mission", "dates", "places", "participants", "findings", "transfer", "follow_up",
    ]  # fmt: skip


def test_labels_and_tables_become_fields() -> None:
    parsed = document(
        [
            ("paragraph", "Objectif : ramener des diplômés dans le Bas-Saint-Laurent."),
            ("paragraph", "Public visé : jeunes diplômés\nDurée : 2019-2022"),
            ("paragraph", "Partenaires :"),
            ("list_item", "la MRC"),
            ("list_item", "le cégep"),
            ("table", "Coût | 45 000 $ par an\nPersonne-ressource | Bureau de Rimouski"),
        ]
    )
    assert drafts(parsed, Kind.PRACTICE_SHEET) == {
        "objectives": "ramener des diplômés dans le Bas-Saint-Laurent.",
        "target_groups": "jeunes diplômés",
        "partners": "la MRC\nle cégep",
        "resources": "45 000 $ par an",
        "contact": "Bureau de Rimouski",
        "dates": "2019-2022",
    }


def test_a_page_without_blocks_is_read_by_its_lines() -> None:
    text = "Contexte\nPeu de main-d’œuvre.\n\nObstacles\nLe transport."
    parsed = document(Page(number=1, label="1", text=text))
    assert drafts(parsed, Kind.PRACTICE_SHEET) == {
        "context": "Peu de main-d’œuvre.",
        "obstacles": "Le transport.",
    }


def test_running_text_is_searched_for_sentences_that_announce_a_field() -> None:
    parsed = document(
        [("paragraph", "Un essai a eu lieu. L’objectif est de pourvoir 30 postes. Il a plu.")]
    )
    found = drafts(parsed, Kind.PRACTICE_SHEET)
    assert found == {"objectives": "L’objectif est de pourvoir 30 postes."}


def test_a_publication_has_no_fields() -> None:
    pages: list[list[Written]] = [
        [("heading", f"Partie {at}", 1), ("paragraph", prose(700))] for at in range(5)
    ]
    parsed = document(*pages, title="Rapport d’enquête sur les besoins de main-d’œuvre 2023")
    assert guess_kind(parsed)[0] == Kind.PUBLICATION
    assert drafts(parsed) == {}


@pytest.mark.parametrize(
    ("title", "text", "year"),
    [
        ("Bilan 2021", "Le service a ouvert en 2014.", 2021),
        ("Atelier", "Depuis mars 2022, 2015 personnes et 2019 $ par mois.", 2022),
        ("Workshop", "Launched on 3 June 2019; extended in 2020 and in 2020 again.", 2020),
        ("Projet", "Réalisé de 2017 à 2019, puis d’ici 2022 partout.", 2019),
        ("Projet", "Fait le 12/04/2018. Code postal 2010, article 2005.", 2018),
        ("Project", "The 2050 target is for later; 1,999 people in room 2017.", None),
        ("Projet", "Aucune date.", None),
    ],
)  # fmt: skip
def test_the_year_comes_from_dates_not_from_amounts(
    title: str, text: str, year: int | None
) -> None:
    parsed = document([("paragraph", text)], title=title)
    assert guess_year(parsed, this_year=2026) == year


def test_the_year_may_come_from_the_file() -> None:
    parsed = document([("paragraph", "Sans date.")], information={"created": "2020-05-04T10:00"})
    assert guess_year(parsed, this_year=2026) == 2020


@pytest.mark.parametrize(
    ("stated", "information", "file_name", "title"),
    [
        ("Le PAMT en cuisine", "", "x.docx", "Le PAMT en cuisine"),
        ("Microsoft Word - fiche.docx", "", "fiche.docx", "Premier titre"),
        ("Présentation1", "", "p.pptx", "Premier titre"),
        ("fiche_v2", "Vrai titre", "fiche_v2.docx", "Vrai titre"),
        ("", "Untitled", "a.pdf", "Premier titre"),
    ],
)  # fmt: skip
def test_the_title_is_one_that_a_person_wrote(
    stated: str, information: str, file_name: str, title: str
) -> None:
    parsed = document(
        [("heading", "Premier titre", 1), ("paragraph", "Un texte.")],
        title=stated,
        information={"title": information},
    )
    assert guess_title(parsed, file_name) == title


def test_the_file_name_is_made_readable_when_there_is_nothing_better() -> None:
    parsed = document([("paragraph", "Une phrase entière, qui n’est pas un titre.")], title="")
    assert guess_title(parsed, "fiche_mobilité-gaspésie_v2_final.pdf") == "Fiche mobilité gaspésie"


def test_an_empty_document_is_guessed_without_failing() -> None:
    parsed = ParsedDocument(media_type="text/plain", title="", pages=(), paginated=False)
    assert drafts(parsed) == {}
    assert guess_year(parsed) is None
    assert guess_title(parsed) == ""
    assert guess_kind(parsed)[1] >= 1 / 3

"""The privacy screening: each detector, what it leaves alone, and the marks it must hold."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.privacy import measure, missed_marks
from ingest.privacy.screening import screen


def found(text: str, language: str = "fr") -> list[tuple[str, str]]:
    findings = screen(text, language=language, persons=True)
    return [(each.kind.value, text[each.start : each.end]) for each in findings]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("NAS | 046 454 286", ("nas", "046 454 286")),
        ("Her social insurance number is 046-454-286.", ("nas", "046-454-286")),
        ("Mesure | NAS\nA | 046454286", ("nas", "046454286")),
        ("le 2 55 08 99 990 123 48 du répertoire", ("nir", "2 55 08 99 990 123 48")),
        ("NIR sans clé : 2 55 08 99 990 123", ("nir", "2 55 08 99 990 123")),
        ("reçu TREM 8552 1234 au comptoir", ("ramq", "TREM 8552 1234")),
        ("carte soleil TREM24021234", ("ramq", "TREM24021234")),
        ("auto-entrepreneur, SIRET 732 829 320 00074", ("siret", "732 829 320 00074")),
        ("à FR1420041010050500013M02606 SVP", ("iban", "FR1420041010050500013M02606")),
        ("à DE89 3704 0044 0532 0130 00 SVP", ("iban", "DE89 3704 0044 0532 0130 00")),
        ("écrire à julie.roy [at] example.org ce soir", ("email", "julie.roy [at] example.org")),
        ("le joindre au 514 555-0143 le soir", ("phone", "514 555-0143")),
        ("appeler le 06 00 00 12 47", ("phone", "06 00 00 12 47")),
        ("vit 12 bis, rue du Bac, 69002 Lyon.", ("address", "12 bis, rue du Bac, 69002 Lyon")),
        ("at 4 Main Street, Hull, QC J8X 2A1", ("address", "4 Main Street, Hull, QC J8X 2A1")),
        ("Née le 2 mai 1979 à Laval", ("birth_date", "2 mai 1979")),
        ("DOB: 1979-05-02", ("birth_date", "1979-05-02")),
        ("avec Mme Tremblay hier", ("person", "Tremblay")),
        ("avec Nadia Benali hier", ("person", "Nadia Benali")),
        ("avec Nadia M. Benali hier", ("person", "Nadia M. Benali")),
        ("selon Yanis B. et son tuteur", ("person", "Yanis B.")),
        ("OUELLET, Sylvie était là", ("person", "OUELLET, Sylvie")),
        ("vu par J.-P. Côté hier", ("person", "J.-P. Côté")),
        ("the tutor Oluwabunmi Ezenwa told us", ("person", "Oluwabunmi Ezenwa")),
    ],
)  # fmt: skip
def test_a_personal_datum_is_found_as_it_stands(text: str, expected: tuple[str, str]) -> None:
    assert found(text, "und") == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "Dossier 046 454 286, transmis en mai",
        "Mesure | Dossier | NAS\nA | 046 454 286 | retiré",
        "NAS 046 454 287",
        "Contrat 2 55 08 99 990 123",
        "Le projet PROJ 2401 1512 se termine",
        "SAS Bâti-Sud, SIRET 732 829 320 00074, 22 postes",
        "Entreprise d'insertion (EI), SIRET 732 829 320 00074",
        "IBAN FR15 2004 1010 0505 0001 3M02 606",
        "écrire à info@example.org ou à agence.lyon@example.org",
        "composer le 3949, le 811 ou le 1 800 555-0199",
        "Standard : 01 99 00 10 00",
        "Agence France Travail, 12 rue de la République, 69002 Lyon",
        "France Travail est née le 1er janvier 2024",
        "Entente signée le 14 mars 1985",
        "on ne le sait pas depuis le 3 mai 1985",
        "au centre Jean-Talon, rue Victor-Hugo, et le prix Marie Curie",
        "Services Québec, Emploi-Québec et la Mission locale",
        "The Marie Curie Fund and John Abbott College",
        "Participants : Services Québec, France Travail",
    ],
)
def test_what_only_looks_like_one_is_left(text: str) -> None:
    assert found(text) == []


def test_a_company_keeps_its_siret_even_where_a_person_is_named() -> None:
    assert found("La SARL Roy, SIRET 732 829 320 00074, de M. Hébert") == [("person", "Hébert")]


def test_names_are_looked_for_where_asked_only() -> None:
    text = "Nadia Benali, 514 555-0143"
    assert [each.kind for each in screen(text, language="fr", persons=False)] == ["phone"]


def test_me_and_m_are_titles_in_french_only() -> None:
    assert found("avec M. Lalonde", "fr") == [("person", "Lalonde")]
    assert found("with M. Lalonde", "en") == [("person", "M. Lalonde")]
    assert found("Me Lalonde a parlé", "fr") == [("person", "Lalonde")]
    assert found("Call Me Lalonde", "en") == []


def test_a_chain_of_titled_names_is_read_to_its_end() -> None:
    names = [text for _, text in found("MM. Girard, Roy et Bélanger sont venus")]
    assert names == ["Girard", "Roy", "Bélanger"]


def test_the_surer_kind_wins_and_nothing_is_found_twice() -> None:
    text = "Nadia Benali <nadia.benali@example.org>, née le 02/05/1979, NAS 046 454 286"
    assert [kind for kind, _ in found(text)] == ["person", "email", "birth_date", "nas"]


_FRAGMENTS = st.sampled_from(
    ["046 454 286", "NAS ", "M. ", "Mme ", "Jean", "Tremblay", "-", ", ", ". ", "\n", "rue ", "12 ",
     "69002 ", "née le ", "1979", "mai ", "@", "a.b", "+33 6 ", "FR76", "2 55 08", "TREM", "SIRET ",
     "Participants : ", "de la ", "et ", "É.", "514 555-0143", "\u00a0", "ﬁ", "İ", "٣", "|"]
)  # fmt: skip
_TEXTS = st.lists(_FRAGMENTS | st.text(max_size=6), max_size=60).map("".join)


@given(text=_TEXTS, language=st.sampled_from(["fr", "en", "es", "und"]), persons=st.booleans())
def test_findings_lie_in_the_text_in_order_and_apart(
    text: str, language: str, persons: bool
) -> None:
    edge = 0
    for finding in screen(text, language=language, persons=persons):
        assert edge <= finding.start < finding.end <= len(text)
        assert text[finding.start : finding.end].strip() == text[finding.start : finding.end]
        edge = finding.end


@pytest.mark.parametrize(
    "piece",
    ["1", "1234567890 ", "A-", "a.", "a@", "d'", "M. de la ", "12 rue A-A-", "A. B. ", "|",
     "née à ", "FR76 1234 ", "Participants : ", "(", "mars "],
)  # fmt: skip
def test_no_page_however_odd_takes_long(piece: str) -> None:
    text = piece * (10_000 // len(piece))
    start = time.perf_counter()
    screen(text, language="fr", persons=True)
    assert time.perf_counter() - start < 2


def test_the_benchmark_holds_its_marks() -> None:
    assert missed_marks(measure()) == []

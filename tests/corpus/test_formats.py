"""Each format gives title, words and small print back, and the same bytes at every build."""

import time
from pathlib import Path
from unittest.mock import patch

import pytest

from corpus.build.formats import BUILDERS
from corpus.build.house import Printer, made_at, organisation
from corpus.build.source import Format
from tests.corpus.read_back import READERS
from tests.corpus.sources import WORDS, tiny_source

SMALL_PRINT = "Document illustratif rédigé pour Passerelle."


def _folded(text: str) -> str:
    return " ".join(text.replace("’", "'").split())


@pytest.mark.parametrize("name", [each.value for each in Format])
def test_a_file_gives_its_words_back(tmp_path: Path, name: str) -> None:
    source = tiny_source(tmp_path, format=name)
    content = BUILDERS[source.format](source, Printer().imprint(source))
    title, text = READERS[name](content)
    assert _folded(title) == "Essai de l'été"
    for word in (*WORDS, "12 500", SMALL_PRINT):
        assert word in _folded(text)


@pytest.mark.parametrize("name", [each.value for each in Format])
def test_a_file_is_the_same_at_every_build(tmp_path: Path, name: str) -> None:
    source = tiny_source(tmp_path, format=name)
    imprint = Printer().imprint(source)
    first = BUILDERS[source.format](source, imprint)
    with patch("time.time", return_value=time.time() + 100_000):
        assert BUILDERS[source.format](source, imprint) == first


@pytest.mark.parametrize(
    ("party", "year", "name"),
    [
        ("fr", 2023, "Pôle emploi"),
        ("fr", 2024, "France Travail"),
        ("qc", 2018, "Ministère du Travail, de l’Emploi et de la Solidarité sociale"),
        ("qc", 2024, "Ministère de l’Emploi et de la Solidarité sociale"),
    ],
)
def test_a_party_is_called_as_it_was_that_year(
    tmp_path: Path, party: str, year: int, name: str
) -> None:
    source = tiny_source(tmp_path, party=party, year=year, id=f"{party}-essai")
    assert organisation(source) == name
    assert made_at(source).year == year


def test_an_old_page_is_in_windows_1252_and_says_so(tmp_path: Path) -> None:
    source = tiny_source(tmp_path, format="html", year=2016)
    content = BUILDERS[source.format](source, Printer().imprint(source))
    assert b'<meta charset="windows-1252">' in content
    assert "Cœur".encode("cp1252") in content
    assert "12&#8239;500 €".encode("cp1252") in content


def test_english_documents_carry_the_line_in_english(tmp_path: Path) -> None:
    source = tiny_source(tmp_path, language="en", format="md")
    content = BUILDERS[source.format](source, Printer().imprint(source))
    assert "Illustrative document written for Passerelle." in content.decode()


def test_a_pdf_has_outline_language_and_author(tmp_path: Path) -> None:
    from io import BytesIO

    from pypdf import PdfReader

    source = tiny_source(tmp_path, format="pdf")
    reader = PdfReader(BytesIO(BUILDERS[source.format](source, Printer().imprint(source))))
    assert [item.title for item in reader.outline if not isinstance(item, list)] == [
        "Contexte & besoins",
        "Résultats",
    ]
    assert str(reader.root_object["/Lang"]) == "fr-CA"
    assert reader.metadata is not None
    assert reader.metadata.author == organisation(source)


def test_a_long_two_column_publication_has_contents_and_many_pages(tmp_path: Path) -> None:
    import pypdfium2

    chapter = "## Chapitre {0}\n\n" + "Un texte assez long pour remplir les colonnes. " * 50
    wide = "\n\n| Région | 2019 | 2020 | 2021 |\n|---|---|---|---|\n| Matane | 1 | 2 | 3 |\n\n"
    body = "".join(chapter.format(number) + wide for number in range(1, 12))
    source = tiny_source(tmp_path, body=body, format="pdf-two-column")
    content = BUILDERS[source.format](source, Printer().imprint(source))
    with pypdfium2.PdfDocument(content) as document:
        assert len(document) >= 6
        assert "Table des matières" in document[0].get_textpage().get_text_bounded()

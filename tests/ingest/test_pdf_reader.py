"""PDF: order, paragraphs, headings, tables, facts, and text that is not what it seems."""

from pathlib import Path

import pytest

from ingest.readers.ocr import installed_languages
from ingest.readers.pdf_blocks import joined
from ingest.readers.pdf_lines import Line
from kb.errors import LimitExceeded, UnreadableFile
from tests.ingest.files import Drawn, outline, paragraph, pdf, read

needs_ocr = pytest.mark.skipif(
    not installed_languages() >= {"fra", "eng"}, reason="tesseract with fra and eng is missing"
)

FIRST = (
    "Les conseillers reçoivent chaque personne dans la semaine de",
    "son inscription et dressent avec elle un premier bilan de ses",
    "compétences.",
)
SECOND = (
    "Le dispositif a été évalué en 2021 sur trois régions pilotes,",
    "avec des effets mesurés à six et à douze mois.",
)


def test_paragraphs_headings_lists_and_tables_are_rebuilt(tmp_path: Path) -> None:
    page: list[Drawn] = [
        (72, 80, "Helvetica-Bold", 20, "Accompagner les jeunes"),
        (72, 120, "Helvetica-Bold", 14, "1 Le premier entretien"),
        *paragraph(150, *FIRST),
        *paragraph(206, *SECOND),
        (90, 250, "Helvetica", 11, "• un conseiller référent"),
        (90, 264, "Helvetica", 11, "• un atelier par mois"),
        (72, 300, "Helvetica", 11, "Région"),
        (250, 300, "Helvetica", 11, "2020"),
        (350, 300, "Helvetica", 11, "2021"),
        (72, 316, "Helvetica", 11, "Estrie"),
        (250, 316, "Helvetica", 11, "120"),
        (350, 316, "Helvetica", 11, "145"),
    ]
    document = read(pdf(tmp_path / "a.pdf", page))
    assert outline(document.pages[0]) == [
        ("heading1", "Accompagner les jeunes"),
        ("heading2", "1 Le premier entretien"),
        ("paragraph", " ".join(FIRST)),
        ("paragraph", " ".join(SECOND)),
        ("list_item", "• un conseiller référent"),
        ("list_item", "• un atelier par mois"),
        ("table", "Région | 2020 | 2021\nEstrie | 120 | 145"),
    ]
    assert document.title == "Accompagner les jeunes"
    assert document.paginated


def test_bullets_of_a_symbol_font_are_bullets_again(tmp_path: Path) -> None:
    page = [
        *paragraph(80, "L’accompagnement offre :"),
        (90, 110, "Helvetica", 11, "¢ un conseiller référent"),
        (90, 150, "Helvetica", 11, "¢"),
        (120, 150, "Helvetica", 11, "un atelier par mois"),
    ]
    assert outline(read(pdf(tmp_path / "a.pdf", page)).pages[0])[1:] == [
        ("list_item", "• un conseiller référent"),
        ("list_item", "• un atelier par mois"),
    ]


def test_one_cent_is_no_list(tmp_path: Path) -> None:
    page = read(pdf(tmp_path / "a.pdf", paragraph(80, "¢ est le signe du cent."))).pages[0]
    assert page.text == "¢ est le signe du cent."


@pytest.mark.parametrize("dots", [" . . . . . . . 5", "........ 5", " ………… 5"])
def test_dots_that_lead_to_a_number_are_left_out(tmp_path: Path, dots: str) -> None:
    page = read(pdf(tmp_path / "a.pdf", paragraph(80, f"Le premier entretien{dots}"))).pages[0]
    assert page.text == "Le premier entretien 5"


def test_three_dots_stay(tmp_path: Path) -> None:
    page = read(pdf(tmp_path / "a.pdf", paragraph(80, "Des ateliers, un suivi..."))).pages[0]
    assert page.text == "Des ateliers, un suivi..."


def test_columns_are_not_interleaved(tmp_path: Path) -> None:
    left = paragraph(100, *FIRST, left=50, size=8)
    right = paragraph(100, *SECOND, left=320, size=8)
    page = read(pdf(tmp_path / "a.pdf", left + right)).pages[0]
    assert [text for _, text in outline(page)] == [" ".join(FIRST), " ".join(SECOND)]


def test_running_heads_and_page_numbers_are_headers(tmp_path: Path) -> None:
    pages = [
        [
            (72, 30, "Helvetica", 9, "Rapport annuel"),
            *paragraph(100, f"Texte de la page {number}, qui suit son cours."),
            (290, 820, "Helvetica", 9, f"- {number} -"),
        ]
        for number in range(1, 5)
    ]
    document = read(pdf(tmp_path / "a.pdf", *pages))
    for page in document.pages:
        assert [kind for kind, _ in outline(page)] == ["header", "paragraph", "header"]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ({}, "un accompagnement"),
        ({"accompa-gnement": 2}, "un accompa-gnement"),
    ],
)
def test_words_broken_at_the_line_are_mended(words: dict[str, int], expected: str) -> None:
    def line(text: str, hyphen: bool) -> Line:
        return Line(text, 0, 100, 10, 0, 11, False, hyphen, (text,))

    assert joined([line("un accompa", True), line("gnement", False)], words) == expected


def test_a_hyphen_before_a_capital_stays() -> None:
    lines = [
        Line("le Saint", 0, 100, 10, 0, 11, False, True, ("le Saint",)),
        Line("Laurent", 0, 100, 10, 0, 11, False, False, ("Laurent",)),
    ]
    assert joined(lines, {}) == "le Saint-Laurent"


def test_facts_come_from_the_file(tmp_path: Path) -> None:
    from pypdf import PdfReader, PdfWriter
    from pypdf.constants import PageLabelStyle

    plain = pdf(tmp_path / "a.pdf", paragraph(100, *FIRST), paragraph(100, *SECOND))
    writer = PdfWriter(clone_from=PdfReader(plain))
    writer.add_metadata({"/Title": "Bilan 2021", "/Author": "Direction régionale"})
    writer.set_page_label(0, 0, style=PageLabelStyle.LOWERCASE_ROMAN)
    writer.add_attachment("données.csv", b"a,b")
    path = tmp_path / "b.pdf"
    writer.write(path)
    document = read(path)
    assert document.title == "Bilan 2021"
    assert document.information["author"] == "Direction régionale"
    assert [page.label for page in document.pages] == ["i", "1"]
    notice = document.notices[0]
    assert notice.code == "pdf.attachments"
    assert notice.values == {"file": "b.pdf", "attachments": "données.csv"}


@pytest.mark.parametrize(("user", "opens"), [("", True), ("secret", False)])
def test_only_a_real_password_keeps_a_file_closed(tmp_path: Path, user: str, opens: bool) -> None:
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(pdf(tmp_path / "a.pdf", paragraph(100, *FIRST))))
    writer.encrypt(user, "propriétaire", algorithm="RC4-128")
    path = tmp_path / "b.pdf"
    writer.write(path)
    if opens:
        assert "compétences" in read(path).pages[0].text
        return
    with pytest.raises(UnreadableFile) as caught:
        read(path)
    assert caught.value.problem.code == "pdf.encrypted"


def test_damaged_blank_and_endless_files_are_reported(tmp_path: Path) -> None:
    whole = pdf(tmp_path / "a.pdf", paragraph(100, *FIRST), paragraph(100, *SECOND))
    with pytest.raises(LimitExceeded) as exceeded:
        read(whole, pages=1)
    assert exceeded.value.problem.code == "limit.pages"
    (tmp_path / "b.pdf").write_bytes(whole.read_bytes()[:200])
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path / "b.pdf")
    assert caught.value.problem.code == "pdf.damaged"
    with pytest.raises(UnreadableFile) as caught:
        read(pdf(tmp_path / "c.pdf", []))
    assert caught.value.problem.code == "file.no_text"


def shifted_pdf(path: Path, text: str) -> Path:
    """Write a PDF whose letters look right, but say the next one of the alphabet."""
    glyphs = " ".join(f"/{chr(code - 1)}" for code in range(ord("b"), ord("z") + 1))
    shown = "".join(chr(ord(c) + 1) if "a" <= c < "z" else c for c in text)
    lines = "".join(f"({shown[at : at + 60]}) Tj T* " for at in range(0, len(shown), 60))
    stream = f"BT /F1 14 Tf 18 TL 60 760 Td {lines}ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 6 0 R "
        f"/Encoding << /Type /Encoding /Differences [98 {glyphs}] >> >>",
    ]
    mapping = (
        "begincmap 1 begincodespacerange <00> <FF> endcodespacerange "
        "1 beginbfrange <20> <7A> <0020> endbfrange endcmap"
    )
    objects.append(f"<< /Length {len(mapping)} >>\nstream\n{mapping}\nendstream")
    body = "".join(f"{n} 0 obj\n{each}\nendobj\n" for n, each in enumerate(objects, 1))
    path.write_text(f"%PDF-1.4\n{body}trailer << /Root 1 0 R >>\n%%EOF", encoding="latin-1")
    return path


@needs_ocr
def test_text_whose_font_lies_is_read_from_the_picture(tmp_path: Path) -> None:
    text = " ".join((*FIRST, *SECOND)).replace("é", "e").replace("ç", "c").replace("à", "a")
    page = read(shifted_pdf(tmp_path / "a.pdf", text.casefold())).pages[0]
    assert "conseillers" in page.text
    assert "dpotfjmmfst" not in page.text
    assert page.words

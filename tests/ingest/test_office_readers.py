"""Word, PowerPoint and OpenDocument files, golden."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from kb.errors import LimitExceeded, UnreadableFile
from tests.ingest.files import minimal_docx, odf, outline, read

BREAK = '<w:r><w:br w:type="page"/></w:r>'


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def styled_docx(path: Path) -> Path:
    import docx

    document: Any = docx.Document()
    document.core_properties.title = "Fiche pratique"
    document.core_properties.author = "Équipe Estrie"
    section = document.sections[0]
    section.header.paragraphs[0].text = "Services aux entreprises"
    section.footer.paragraphs[0].text = "Diffusion restreinte"
    document.add_heading("Accompagner les jeunes", level=1)
    document.add_paragraph("Un premier entretien a lieu dans la semaine.")
    document.add_heading("Résultats", level=2)
    document.add_paragraph("un atelier par mois", style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, text in zip(
        (cell for row in table.rows for cell in row.cells),
        ("Région", "Inscrits", "Estrie", "120"),
        strict=True,
    ):
        cell.text = text
    document.add_page_break()
    document.add_paragraph("Suite sur une autre page.")
    document.save(str(path))
    return path


def test_a_word_document_is_read_in_order(tmp_path: Path) -> None:
    document = read(styled_docx(tmp_path / "a.docx"))
    assert document.title == "Fiche pratique"
    assert document.information["author"] == "Équipe Estrie"
    assert outline(document.pages[0]) == [
        ("header", "Services aux entreprises"),
        ("heading1", "Accompagner les jeunes"),
        ("paragraph", "Un premier entretien a lieu dans la semaine."),
        ("heading2", "Résultats"),
        ("list_item", "un atelier par mois"),
        ("table", "Région | Inscrits\nEstrie | 120"),
        ("header", "Diffusion restreinte"),
    ]
    assert outline(document.pages[1]) == [("paragraph", "Suite sur une autre page.")]
    assert not document.paginated


def test_what_libraries_leave_out_is_read(tmp_path: Path) -> None:
    body = (
        f"<w:sdt><w:sdtContent><w:p>{run('Dans un contrôle')}</w:p></w:sdtContent></w:sdt>"
        f"<w:p><w:ins>{run('Ajouté')}</w:ins><w:del><w:r><w:delText>ôté</w:delText></w:r></w:del>"
        f"<w:hyperlink>{run(' avec un lien')}</w:hyperlink></w:p>"
        f"<w:p>{run('Autour')}<w:r><w:pict><w:txbxContent><w:p>{run('Encadré')}</w:p>"
        "</w:txbxContent></w:pict></w:r></w:p>"
        f"<w:p>{BREAK}{run('Page deux')}</w:p>"
    )
    document = read(minimal_docx(tmp_path / "a.docx", body))
    assert [text for page in document.pages for _, text in outline(page)] == [
        "Dans un contrôle",
        "Ajouté avec un lien",
        "Autour",
        "Encadré",
        "Page deux",
    ]
    assert len(document.pages) == 2


def test_rows_that_frame_running_text_become_blocks(tmp_path: Path) -> None:
    long = "Un texte suivi, mis en page dans un tableau. " * 10
    cells = "".join(f"<w:tc><w:p>{run(text)}</w:p></w:tc>" for text in (long, long))
    body = f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"
    kinds = [kind for kind, _ in outline(read(minimal_docx(tmp_path / "a.docx", body)).pages[0])]
    assert kinds == ["paragraph", "paragraph"]


def test_short_bold_lines_are_headings_where_no_style_is(tmp_path: Path) -> None:
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>Objectifs</w:t></w:r>"
    body = f"<w:p>{bold}</w:p><w:p>{run('Réduire la durée du chômage.')}</w:p>"
    assert outline(read(minimal_docx(tmp_path / "a.docx", body)).pages[0]) == [
        ("heading2", "Objectifs"),
        ("paragraph", "Réduire la durée du chômage."),
    ]


def test_pages_of_the_last_layout_count_once_per_row(tmp_path: Path) -> None:
    mark = "<w:r><w:lastRenderedPageBreak/></w:r>"
    row = "".join(f"<w:tc><w:p>{mark}{run(text)}</w:p></w:tc>" for text in ("a", "b"))
    body = f"<w:p>{run('Avant')}</w:p><w:tbl><w:tr>{row}</w:tr></w:tbl>"
    document = read(minimal_docx(tmp_path / "a.docx", body))
    assert [page.text for page in document.pages] == ["Avant", "a | b"]


@pytest.mark.parametrize(
    ("body", "prolog", "error", "code"),
    [
        ("<w:p>", "", UnreadableFile, "office.damaged"),
        ("&x;", '<!DOCTYPE d [<!ENTITY x "y">]>', UnreadableFile, "office.entities"),
        ("<w:sdt>" * 400 + "</w:sdt>" * 400, "", LimitExceeded, "limit.structure"),
        (f"<w:p>{run('a')}</w:p>" * 50, "", LimitExceeded, "limit.blocks"),
        ("<w:p/>", "", UnreadableFile, "file.no_text"),
    ],
)
def test_bad_word_documents_say_why(
    tmp_path: Path, body: str, prolog: str, error: type[UnreadableFile], code: str
) -> None:
    path = minimal_docx(tmp_path / "a.docx", body, prolog=prolog)
    with pytest.raises(error) as caught:
        read(path, blocks=40)
    assert caught.value.problem.code == code


def test_a_bomb_is_stopped_by_what_it_yields(tmp_path: Path) -> None:
    path = minimal_docx(tmp_path / "a.docx", f"<w:p>{run('a')}</w:p>", more={"x": "0" * 3_000_000})
    with pytest.raises(LimitExceeded) as caught:
        read(path, inflated_bytes=1_000_000)
    assert caught.value.problem.code == "limit.inflated"


def test_slides_are_pages_with_titles_tables_groups_and_notes(tmp_path: Path) -> None:
    import pptx
    from pptx.util import Inches

    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    group = slide.shapes.add_group_shape()
    box = group.shapes.add_textbox(Inches(1), Inches(4), Inches(3), Inches(1))
    box.text_frame.text = "Dans un groupe"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(4), Inches(1)).table
    for at, text in enumerate(("Région", "Inscrits", "Estrie", "120")):
        table.cell(at // 2, at % 2).text = text
    slide.shapes.title.text = "Un titre"
    slide.notes_slide.notes_text_frame.text = "Dire merci."
    path = tmp_path / "a.pptx"
    deck.save(str(path))
    document = read(path)
    assert outline(document.pages[0]) == [
        ("heading1", "Un titre"),
        ("paragraph", "Dans un groupe"),
        ("table", "Région | Inscrits\nEstrie | 120"),
        ("note", "Dire merci."),
    ]
    assert document.paginated
    assert document.title == "Un titre"


def test_what_powerpoint_fills_in_is_no_text(tmp_path: Path) -> None:
    import pptx
    from lxml import etree
    from pptx.oxml.ns import qn

    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    slide.shapes.title.text = "Un titre"
    frame = slide.notes_slide.notes_text_frame
    for kind, text in (("slidenum", "‹N°›"), ("datetime1", "12/03/2021"), ("txt", "Dire merci.")):
        paragraph = frame.add_paragraph()._p
        field = etree.SubElement(paragraph, qn("a:fld"), id="{B6F1}", type=kind)
        etree.SubElement(field, qn("a:t")).text = text
    path = tmp_path / "a.pptx"
    deck.save(str(path))
    assert outline(read(path).pages[0]) == [("heading1", "Un titre"), ("note", "Dire merci.")]


def test_charts_are_read_as_tables(tmp_path: Path) -> None:
    import pptx
    from pptx.chart import data as chart
    from pptx.enum.chart import XL_CHART_TYPE
    from pptx.util import Inches

    deck = pptx.Presentation()
    slide = deck.slides.add_slide(deck.slide_layouts[6])
    made: Callable[[], Any] = chart.CategoryChartData
    data = made()
    data.categories = ["2020", "2021"]
    data.add_series("Placements", (12, 15))
    place = (Inches(1), Inches(1), Inches(5), Inches(3))
    slide.shapes.add_chart(XL_CHART_TYPE.COLUMN_CLUSTERED, *place, data)
    buffer = io.BytesIO()
    deck.save(buffer)
    (tmp_path / "a.pptx").write_bytes(buffer.getvalue())
    assert "Placements | 12 | 15" in read(tmp_path / "a.pptx").pages[0].text


def test_an_opendocument_text_turns_pages_softly(tmp_path: Path) -> None:
    content = (
        '<text:h text:outline-level="2">Accueil</text:h>'
        "<text:p>Une<text:s/>phrase<text:note><text:note-citation>1</text:note-citation>"
        "<text:note-body><text:p>La note.</text:p></text:note-body></text:note>.</text:p>"
        "<text:list><text:list-item><text:p>un point</text:p></text:list-item></text:list>"
        "<text:soft-page-break/>"
        "<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell>"
        "<table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>"
    )
    document = read(odf(tmp_path / "a.odt", "text", content, mimetype="text"))
    assert outline(document.pages[0]) == [
        ("heading2", "Accueil"),
        ("paragraph", "Une phrase."),
        ("list_item", "un point"),
        ("note", "La note."),
    ]
    assert outline(document.pages[1]) == [("table", "a | b")]
    assert document.title == "Guide d’accueil"
    assert document.paginated


def test_an_opendocument_presentation_has_slides_and_notes(tmp_path: Path) -> None:
    content = (
        "<draw:page><draw:frame><draw:text-box><text:p>Un point</text:p></draw:text-box>"
        '</draw:frame><draw:frame presentation:class="title"><draw:text-box><text:p>Un titre'
        "</text:p></draw:text-box></draw:frame><presentation:notes><text:p>À dire</text:p>"
        "</presentation:notes></draw:page>"
    )
    path = odf(tmp_path / "a.odp", "presentation", content, mimetype="presentation")
    assert outline(read(path).pages[0]) == [
        ("heading1", "Un titre"),
        ("paragraph", "Un point"),
        ("note", "À dire"),
    ]

"""HTML, Markdown, rich text, plain text and tables, golden."""

from pathlib import Path

import pytest

from kb.errors import LimitExceeded, UnreadableFile
from tests.ingest.files import outline, read


def written(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def test_a_web_page_is_read_without_what_nobody_reads(tmp_path: Path) -> None:
    source = """<!doctype html><html lang="fr"><head><title>Guide</title>
      <meta name="author" content="Équipe"><style>p{}</style></head><body>
      <nav>Menu</nav><h1>Accueil</h1><p>Une <b>phrase</b>
      coupée.<br>Autre ligne.</p><p hidden>caché</p><p style="display: none">caché</p>
      <ul><li>un<ul><li>deux</li></ul></li></ul><script>alert(1)</script>
      <table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>
      <pre>x
y</pre></body></html>"""
    document = read(written(tmp_path / "a.html", source))
    assert outline(document.pages[0]) == [
        ("heading1", "Accueil"),
        ("paragraph", "Une phrase coupée.\nAutre ligne."),
        ("list_item", "un"),
        ("list_item", "deux"),
        ("table", "a | b\n1 | 2"),
        ("paragraph", "x\ny"),
    ]
    assert document.title == "Guide"
    assert document.information == {"author": "Équipe", "language": "fr"}


def test_a_web_page_states_its_encoding(tmp_path: Path) -> None:
    source = '<html><meta charset="iso-8859-1"><p>été ’</p></html>'.encode("cp1252")
    assert read(written(tmp_path / "a.html", source)).pages[0].text == "été ’"


@pytest.mark.parametrize(("depth", "reads"), [(1000, True), (5000, False)])
def test_deep_nesting_is_read_or_reported_never_dropped(
    tmp_path: Path, depth: int, reads: bool
) -> None:
    path = written(tmp_path / "a.html", "<html>" + "<div>" * depth + "emploi" + "</div>" * depth)
    if reads:
        assert read(path).pages[0].text == "emploi"
        return
    with pytest.raises(LimitExceeded) as caught:
        read(path)
    assert caught.value.problem.code == "limit.structure"


@pytest.mark.parametrize(
    "matter",
    [
        "---\ntitle: Bonne pratique\ntags: [emploi, jeunes]\ndate: 2021-05-01\n---\n",
        '+++\ntitle = "Bonne pratique"\ntags = ["emploi", "jeunes"]\ndate = 2021-05-01\n+++\n',
    ],
)
def test_markdown_gives_structure_and_front_matter(tmp_path: Path, matter: str) -> None:
    source = (
        matter + "# Un\n\nTexte *souple*\nsuivi.\n\n- a\n- b\n\n| x | y |\n|---|---|\n| 1 | 2 |\n"
    )
    document = read(written(tmp_path / "a.md", source))
    assert outline(document.pages[0]) == [
        ("heading1", "Un"),
        ("paragraph", "Texte souple suivi."),
        ("list_item", "a"),
        ("list_item", "b"),
        ("table", "x | y\n1 | 2"),
    ]
    assert document.title == "Bonne pratique"
    assert document.information["tags"] == "emploi, jeunes"
    assert document.information["date"] == "2021-05-01"


def test_a_rule_at_the_top_of_markdown_is_no_front_matter(tmp_path: Path) -> None:
    document = read(written(tmp_path / "a.md", "---\nUn texte sans clé\n\n---\n\nSuite"))
    assert "sans clé" in document.pages[0].text


def test_rich_text_is_read_with_its_title(tmp_path: Path) -> None:
    source = (
        rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}{\info{\title Fiche d'\'e9t\'e9}}"
        rb"\pard Une \b bonne\b0  pratique \'e0 Qu\u233?bec.\par \bullet  un point\par}"
    )
    document = read(written(tmp_path / "a.rtf", source))
    assert outline(document.pages[0]) == [
        ("paragraph", "Une bonne pratique à Québec."),
        ("list_item", "• un point"),
    ]
    assert document.title == "Fiche d'été"


def test_plain_text_is_cut_at_blank_lines_and_bullets(tmp_path: Path) -> None:
    source = "Un début\nsur deux lignes\n\n- a\n- b\n\n\nFin".encode("cp1252")
    assert outline(read(written(tmp_path / "a.txt", source)).pages[0]) == [
        ("paragraph", "Un début\nsur deux lignes"),
        ("list_item", "- a"),
        ("list_item", "- b"),
        ("paragraph", "Fin"),
    ]


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("a.csv", "Région,Inscrits\nEstrie,120\n"),
        ("a.csv", "Région;Inscrits\nEstrie;120\n"),
        ("a.tsv", "Région\tInscrits\nEstrie\t120\n"),
    ],
)
def test_tables_are_lines_of_cells(tmp_path: Path, name: str, source: str) -> None:
    page = read(written(tmp_path / name, source)).pages[0]
    assert outline(page) == [("table", "Région | Inscrits\nEstrie | 120")]


def test_what_holds_no_text_is_reported(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        read(written(tmp_path / "a.txt", "  \n \t \n"))
    assert caught.value.problem.code == "file.no_text"


def test_too_much_text_is_reported(tmp_path: Path) -> None:
    with pytest.raises(LimitExceeded) as caught:
        read(written(tmp_path / "a.txt", "mot " * 100), characters=300)
    assert caught.value.problem.code == "limit.characters"


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Microsoft Word - x.doc", "rapport"), ("Sans titre 1", "rapport"), ("Bilan", "Bilan")],
)
def test_a_title_left_by_a_program_is_no_title(tmp_path: Path, title: str, expected: str) -> None:
    source = f"<html><title>{title}</title><p>Texte</p></html>"
    assert read(written(tmp_path / "rapport.html", source)).title == expected

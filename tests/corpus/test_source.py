"""Sources are read into blocks, or refused with a reason."""

from pathlib import Path

import pytest

from corpus.build.blocks import (
    Heading,
    Listing,
    Notes,
    Paragraph,
    Quote,
    Run,
    Table,
    is_caption,
    plain,
    texts_of,
    word_count,
)
from corpus.build.markdown_reader import Unreadable, read_markdown
from corpus.build.source import Format, InvalidSource, read_source, read_sources
from tests.corpus.sources import front_matter, tiny_source


def test_every_block_of_a_body_is_read_in_order(tmp_path: Path) -> None:
    kinds = [type(block) for block in tiny_source(tmp_path).blocks]
    assert kinds == [
        Paragraph, Heading, Paragraph, Listing, Heading, Heading, Listing, Paragraph, Table,
        Quote, Notes,
    ]  # fmt: skip


def test_emphasis_is_kept_as_runs() -> None:
    (paragraph,) = read_markdown("Le **bureau** reçoit\nbeaucoup.")
    assert paragraph == Paragraph(
        (Run("Le "), Run("bureau", bold=True), Run(" reçoit"), Run(" "), Run("beaucoup."))
    )
    assert plain(paragraph.text) == "Le bureau reçoit beaucoup."


def test_heading_levels_begin_below_the_title() -> None:
    headings = read_markdown("## A\n\n### B")
    assert [block.level for block in headings if isinstance(block, Heading)] == [1, 2]


def test_a_table_has_its_header_apart() -> None:
    (table,) = read_markdown("| A | B |\n|---|---|\n| 1 | **2** |")
    assert isinstance(table, Table)
    assert [plain(cell) for cell in texts_of(table)] == ["A", "B", "1", "2"]
    assert len(table.rows) == 1


def test_notes_lose_the_word_they_begin_with() -> None:
    assert read_markdown("Notes : dire cela.") == (Notes((Run("dire cela."),)),)


def test_a_caption_is_bold_all_through() -> None:
    caption, text = read_markdown("**Tableau 1. Effectifs**\n\n**Gras** puis maigre.")
    assert is_caption(caption)
    assert not is_caption(text)


def test_words_are_counted_without_lone_marks() -> None:
    assert word_count(read_markdown("Trois mots : ici – « là »")) == 4


@pytest.mark.parametrize(
    "body",
    [
        "# Titre",
        "#### Trop bas",
        "[lien](x)",
        "*italique*",
        "`code`",
        "- a\n  - b",
        "---",
        "    code",
    ],
)
def test_other_markdown_is_refused(body: str) -> None:
    with pytest.raises(Unreadable):
        read_markdown(body)


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"language": "de"}, "language"),
        ({"party": "be"}, "party"),
        ({"kind": "memo"}, "kind"),
        ({"year": 2031}, "year"),
        ({"format": "rtf"}, "format"),
        ({"domains": []}, "domains"),
        ({"audience": "all"}, "audience"),
        ({"colour": "red"}, "colour"),
        ({"id": "QC-Essai"}, "id"),
    ],
)
def test_a_wrong_value_is_refused_by_name(
    tmp_path: Path, change: dict[str, object], named: str
) -> None:
    path = tmp_path / "qc-essai.md"
    path.write_text(front_matter(**change) + "Du texte.", "utf-8")
    with pytest.raises(InvalidSource, match=named):
        read_source(path)


def test_the_id_is_the_file_name(tmp_path: Path) -> None:
    path = tmp_path / "qc-autre.md"
    path.write_text(front_matter() + "Du texte.", "utf-8")
    with pytest.raises(InvalidSource, match="not its file name"):
        read_source(path)


def test_one_bad_source_does_not_hide_the_others(tmp_path: Path) -> None:
    tiny_source(tmp_path)
    (tmp_path / "qc-mauvais.md").write_text("sans en-tête", "utf-8")
    sources, problems = read_sources(tmp_path)
    assert [source.id for source in sources] == ["qc-essai"]
    assert len(problems) == 1
    assert "qc-mauvais.md" in problems[0]


def test_the_file_is_named_after_source_and_format(tmp_path: Path) -> None:
    assert tiny_source(tmp_path, format="pdf-two-column").file_name == "qc-essai.pdf"
    assert {each.extension for each in Format} == {"pdf", "docx", "pptx", "odt", "html", "md"}

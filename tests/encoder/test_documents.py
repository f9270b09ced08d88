"""Sample documents are read well enough to recognise them in training data."""

import zipfile
from pathlib import Path

from encoder.documents import read_document_texts
from encoder.heldout import read_held_out

LINE = "Les demandes sont examinées par un comité de quatre membres."
OTHER = "Applications are examined by a committee of four members each month."


def test_lines_and_sentences_of_plain_files_are_held_out(tmp_path: Path) -> None:
    (tmp_path / "one.md").write_text(f"# Titre\n\n{LINE} Bref.\n{OTHER}\n", "utf-8")
    held_out = read_held_out(tmp_path / "no-sets", tmp_path)
    assert held_out.equals(LINE) and held_out.equals(OTHER)
    assert not held_out.equals("Titre") and not held_out.equals("Bref.")


def test_a_sentence_broken_over_two_lines_is_held_out(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(LINE.replace("par un", "par\nun") + "\n", "utf-8")
    assert read_held_out(tmp_path / "no-sets", tmp_path).equals(LINE)


def test_office_files_and_html_are_read_without_their_tags(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "one.docx", "w") as file:
        runs = LINE.replace(" par ", " </w:t></w:r><w:r><w:t>par ")
        file.writestr("word/document.xml", f"<w:p><w:r><w:t>{runs}</w:t></w:r></w:p>")
        file.writestr("word/styles.xml", "<w:p>A style of forty letters or more, for a test</w:p>")
    (tmp_path / "two.html").write_text(f"<p>{OTHER.replace('four', '<b>four</b>')}</p>", "utf-8")
    texts = {text.strip() for text in read_document_texts(tmp_path)}
    assert texts == {LINE, OTHER}


def test_a_missing_folder_holds_nothing_out(tmp_path: Path) -> None:
    assert not list(read_document_texts(tmp_path / "none"))

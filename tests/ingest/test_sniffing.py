"""What a file is follows from what is in it."""

from pathlib import Path

import pytest

from ingest.formats import Format
from ingest.limits import ReadingLimits
from ingest.sniff import sniff
from kb.errors import LimitExceeded, UnreadableFile, UnsupportedFile
from tests.ingest.files import minimal_docx, odf, pdf, zipped

LIMITS = ReadingLimits()
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def found(path: Path, content: bytes | None, name: str = "fichier") -> Format:
    if content is not None:
        path.write_bytes(content)
    return sniff(path, name, LIMITS)


def ole_entry(name: str) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return OLE + encoded.ljust(64, b"\0") + len(encoded).to_bytes(2, "little") + bytes(62)


@pytest.mark.parametrize(
    ("content", "name", "expected"),
    [
        (b"{\\rtf1 texte}", "a.doc", Format.RTF),
        (b"\x89PNG\r\n\x1a\n....", "scan.pdf", Format.PNG),
        (b"\xff\xd8\xff\xe0", "a.txt", Format.JPEG),
        (b"II*\x00....", "a", Format.TIFF),
        (b"<!DOCTYPE html><p>Bonjour", "a.txt", Format.HTML),
        (b"<?xml version='1.0'?>\n<html><body>", "a.xml", Format.HTML),
        (b"<title>x</title><p>Allocation</p>", "a.html", Format.HTML),
        (b"<p>a</p><ul><li>b</li></ul>", "sans-nom", Format.HTML),
        (b"# Titre\n\n[lien](http://a.ca) et **gras**", "a", Format.MARKDOWN),
        (b"# Titre\n\n[lien](http://a.ca)", "a.txt", Format.TEXT),
        (b"un simple texte", "a.md", Format.MARKDOWN),
        (b"a,b\n1,2\n", "a.csv", Format.CSV),
        (b"a\tb\n1\t2\n", "a.tsv", Format.TSV),
        (b"a,b\n1,2\n", "a.txt", Format.TEXT),
        ("MZ : modalit\xe9s de z\xf4nage".encode("cp1252"), "a.txt", Format.TEXT),
        (b"Un texte qui cite <html> au milieu.", "a.txt", Format.TEXT),
        (b"Subject: r\xc3\xa9union\n\nNote interne", "a.txt", Format.TEXT),
        ("été".encode("utf-16-be") * 20, "a.txt", Format.TEXT),
    ],
)
def test_formats_are_known_by_content(
    tmp_path: Path, content: bytes, name: str, expected: Format
) -> None:
    assert found(tmp_path / "x", content, name) == expected


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (ole_entry("WordDocument"), "office.legacy_doc"),
        (ole_entry("PowerPoint Document"), "office.legacy_ppt"),
        (ole_entry("Workbook"), "office.legacy_xls"),
        (ole_entry("ENCRYPTEDPACKAGE"), "office.encrypted"),
        (ole_entry("__nameid_version1.0"), "kind.email"),
        (OLE, "office.legacy"),
        (b"MZ\x90\x00\x03" + bytes(90), "kind.program"),
        (b"\x7fELF\x02\x01\x01" + bytes(90), "kind.program"),
        (b"GIF89a\x01\x00\x01\x00", "kind.image"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kind.image"),
        (b"7z\xbc\xaf\x27\x1c\x00", "kind.archive"),
        (b"\x00\x00\x00\x20ftypM4A ", "kind.media"),
        (b"ID3\x03\x00\x00", "kind.media"),
        (b"<?xml version='1.0'?><facture/>", "kind.xml"),
        (b"Received: from a\nMIME-Version: 1.0\nFrom: a@b.ca\n\nBonjour", "kind.email"),
        (bytes(range(256)) * 8, "kind.binary"),
    ],
)
def test_what_is_not_read_is_named(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(UnreadableFile) as caught:
        found(tmp_path / "x", content, "rapport.docx")
    assert caught.value.problem.code == code
    assert caught.value.problem.values["file"] == "rapport.docx"


def test_containers_are_told_apart(tmp_path: Path) -> None:
    word = minimal_docx(tmp_path / "a.pdf", "")
    assert sniff(word, "a.pdf", LIMITS) == Format.DOCX
    text = odf(tmp_path / "a.odt", "text", "", mimetype="text")
    assert sniff(text, "a.odt", LIMITS) == Format.ODT
    for members, code in (
        ({"xl/workbook.xml": "", "[Content_Types].xml": "<Types/>"}, "kind.spreadsheet"),
        ({"mimetype": "application/epub+zip"}, "kind.epub"),
        ({"[Content_Types].xml": "<Types/>"}, "kind.office"),
        ({"note.txt": "bonjour"}, "kind.zip"),
    ):
        with pytest.raises(UnsupportedFile) as caught:
            sniff(zipped(tmp_path / "b.docx", members), "b.docx", LIMITS)
        assert caught.value.problem.code == code


def test_a_pdf_is_found_behind_junk_but_not_in_prose(tmp_path: Path) -> None:
    written = pdf(tmp_path / "a.pdf", [(72, 72, "Helvetica", 11, "Bonjour")]).read_bytes()
    assert found(tmp_path / "x", written, "a.docx") == Format.PDF
    assert found(tmp_path / "x", b"x" * 2000 + written, "a.pdf") == Format.PDF
    assert found(tmp_path / "x", b"Un PDF commence par %PDF-1.7.", "a.txt") == Format.TEXT


def test_empty_and_cut_off_files_are_reported(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile) as caught:
        found(tmp_path / "x", b"")
    assert caught.value.problem.code == "file.empty"
    whole = minimal_docx(tmp_path / "a.docx", "<w:p/>").read_bytes()
    with pytest.raises(UnreadableFile) as caught:
        found(tmp_path / "x", whole[: len(whole) // 2])
    assert caught.value.problem.code == "zip.damaged"


def test_too_many_entries_are_refused_before_they_are_listed(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {f"{number:060}": "" for number in range(60)})
    with pytest.raises(LimitExceeded) as caught:
        sniff(path, "a.zip", ReadingLimits(members=10))
    assert caught.value.problem.code == "limit.members"

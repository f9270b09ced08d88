"""Folders and archives give their files, and say what they leave out."""

import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.archives import FoundFile, files_in, harmless_name
from ingest.limits import ReadingLimits
from tests.ingest.files import minimal_docx, zipped

LIMITS = ReadingLimits()


def listed(path: Path, limits: ReadingLimits = LIMITS) -> dict[str, str]:
    """Show each file's name with its content, or the code of its problem."""
    return {file.name: shown(file) for file in files_in(path, limits)}


def shown(file: FoundFile) -> str:
    return file.problem.code if file.problem else file.path.read_text(encoding="utf-8")


def inner_zip(path: Path, members: dict[str, str | bytes]) -> bytes:
    content = zipped(path, members).read_bytes()
    path.unlink()
    return content


def test_a_folder_is_walked_in_order_and_nothing_left_out_in_silence(tmp_path: Path) -> None:
    (tmp_path / "outside.txt").write_text("dehors")
    folder = tmp_path / "dépôt"
    (folder / "b").mkdir(parents=True)
    (folder / "b" / "2.txt").write_text("deux")
    (folder / "a.txt").write_text("un")
    (folder / ".caché.txt").write_text("x")
    (folder / "Thumbs.db").write_text("x")
    (folder / "lien.txt").symlink_to(tmp_path / "outside.txt")
    (folder / "boucle").symlink_to(folder)
    assert listed(folder) == {
        ".caché.txt": "archive.hidden",
        "a.txt": "un",
        "b/2.txt": "deux",
        "lien.txt": "archive.symlink",
    }


def test_archives_are_opened_one_more_level_down(tmp_path: Path) -> None:
    third = inner_zip(tmp_path / "x", {"c.txt": "trois"})
    second = inner_zip(tmp_path / "x", {"b.txt": "deux", "trop.zip": third})
    archive = zipped(tmp_path / "lot.zip", {"a.txt": "un", "d/dans.zip": second})
    assert listed(archive) == {
        "lot.zip/a.txt": "un",
        "lot.zip/d/dans.zip/b.txt": "deux",
        "lot.zip/d/dans.zip/trop.zip": "archive.too_deep",
    }
    origins = [file.origin for file in files_in(archive, LIMITS)]
    assert origins[1] == f"{archive}!d/dans.zip/b.txt"


def test_an_office_document_is_no_archive(tmp_path: Path) -> None:
    word = minimal_docx(tmp_path / "a.docx", "")
    assert [file.path for file in files_in(word, LIMITS)] == [word]
    archive = zipped(tmp_path / "lot.zip", {"a.docx": word.read_bytes()})
    assert [file.name for file in files_in(archive, LIMITS)] == ["lot.zip/a.docx"]


def test_names_that_lead_out_stay_in(tmp_path: Path) -> None:
    archive = zipped(
        tmp_path / "lot.zip",
        {"../../fuite.txt": "a", "/etc/passwd": "b", "c:\\windows\\x.txt": "c", "__MACOSX/y": "d"},
    )
    found = listed(archive)
    assert found == {
        "lot.zip/fuite.txt": "a",
        "lot.zip/etc/passwd": "b",
        "lot.zip/c_/windows/x.txt": "c",
    }
    assert not (tmp_path.parent / "fuite.txt").exists()


@given(st.text())
def test_harmless_names_are_relative_and_stay_below(name: str) -> None:
    harmless = harmless_name(name)
    if harmless is not None:
        assert not harmless.startswith("/")
        assert not {"", ".", ".."} & set(harmless.split("/"))
        assert "\\" not in harmless and ":" not in harmless


def test_what_an_archive_yields_is_counted_not_what_it_claims(tmp_path: Path) -> None:
    bomb = inner_zip(tmp_path / "x", {"zéros.txt": "0" * 2_000_000})
    archive = zipped(tmp_path / "lot.zip", {"a.txt": "un", "b.zip": bomb})
    found = listed(archive, ReadingLimits(inflated_bytes=1_000_000))
    assert found["lot.zip/a.txt"] == "un"
    assert found["lot.zip/b.zip"] == "limit.inflated"


def test_members_are_counted_over_all_levels(tmp_path: Path) -> None:
    inner = inner_zip(tmp_path / "x", {f"{at}.txt": "x" for at in range(6)})
    archive = zipped(tmp_path / "lot.zip", {"a.zip": inner, "b.zip": inner})
    codes = listed(archive, ReadingLimits(members=10)).values()
    assert "limit.members" in codes


def test_damaged_and_encrypted_members_are_reported(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "lot.zip", {"a.txt": "un", "b.txt": "deux"})
    content = bytearray(archive.read_bytes())
    entries = [at for at in range(len(content)) if content[at : at + 4] == b"PK\x01\x02"]
    content[entries[0] + 8] |= 1
    archive.write_bytes(content)
    assert listed(archive) == {"lot.zip/a.txt": "zip.encrypted", "lot.zip/b.txt": "deux"}
    archive.write_bytes(content[: len(content) // 2])
    assert listed(archive) == {"lot.zip": "zip.damaged"}


def test_extracted_files_do_not_stay_behind(tmp_path: Path) -> None:
    archive = zipped(tmp_path / "lot.zip", {"a.txt": "un", "b.txt": "deux"})
    paths = [file.path for file in files_in(archive, LIMITS)]
    assert len(paths) == 2
    assert not any(path.exists() for path in paths)


@pytest.mark.parametrize("name", ["seul.txt", "vide.zip"])
def test_a_single_file_is_listed_alone(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    if name.endswith(".zip"):
        zipfile.ZipFile(path, "w").close()
        assert listed(path) == {}
    else:
        path.write_text("bonjour")
        assert listed(path) == {name: "bonjour"}

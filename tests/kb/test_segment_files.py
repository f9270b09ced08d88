"""The checksums of the words' files: what was written is sound, what was touched is not."""

from pathlib import Path

import pytest

from kb.index_nouns import IndexEntry
from kb.lexical import TantivyWords
from tests.rawbytes import files


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Fill an index in two commits, of which the second takes back part of the first."""
    words = TantivyWords(tmp_path)
    words.apply([entry("a", range(3)), entry("b", range(10, 13))], [], 1)
    words.apply([entry("a", range(20, 22))], [], 2)
    assert words.count() == 5
    return tmp_path


def entry(name: str, passage_ids: range) -> IndexEntry:
    count = len(passage_ids)
    return IndexEntry(
        document_id=name,
        shelf="public",
        passage_ids=tuple(passage_ids),
        texts=tuple(f"La navette {number} part de la gare." for number in passage_ids),
        headings=("",) * count,
        languages=("fr",) * count,
        vectors=None,  # type: ignore[arg-type]
    )


def test_what_was_written_is_sound(folder: Path, tmp_path: Path) -> None:
    assert any(path.suffix == ".del" for path in files(folder)), "something is taken back"
    assert TantivyWords.is_sound(folder)
    assert TantivyWords.is_sound(tmp_path / "not there")


@pytest.mark.parametrize("ending", ["fast", "fieldnorm", "idx", "pos", "store", "term", "del"])
def test_one_bit_that_changed_is_noticed(folder: Path, ending: str) -> None:
    for path in [each for each in files(folder) if each.suffix == f".{ending}"]:
        whole = path.read_bytes()
        # What follows says with which version it was written, which tantivy looks at itself.
        body = whole.rindex(b'{"version')
        for place in {0, body // 2, body - 1, len(whole) - 1} - {-1}:
            path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
            assert not TantivyWords.is_sound(folder), (path.name, place)
        path.write_bytes(whole[:5])
        assert not TantivyWords.is_sound(folder)
        path.unlink()
        assert not TantivyWords.is_sound(folder)
        path.write_bytes(whole)
    assert TantivyWords.is_sound(folder)


@pytest.mark.parametrize("written", [b"", b"[]", b"{}", b'{"segments": [{}]}', b"\xff"])
def test_a_commit_that_is_none_is_noticed(folder: Path, written: bytes) -> None:
    (commit,) = [path for path in files(folder) if path.name == "meta.json"]
    commit.write_bytes(written)
    assert not TantivyWords.is_sound(folder)


def test_what_may_not_be_read_is_not_called_damaged(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(path: Path) -> bytes:
        raise PermissionError(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    with pytest.raises(PermissionError):
        TantivyWords.is_sound(folder)

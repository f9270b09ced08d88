"""Indexes written anew: nothing old stays, nothing is missing meanwhile, a crash is harmless."""

import errno
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from kb.access import AccessScope
from kb.encoders.static import StaticEncoder
from kb.freed import overwrite_freed_memory
from kb.gate import Gate
from kb.generations import Generations
from kb.index_folders import opened_index
from kb.index_nouns import IndexEntry, Vectors, WordQuery
from kb.lexical import TantivyWords
from kb.placemark import write_position
from kb.ports import PassageIndex
from kb.settings import STATIC_ENCODER, Settings
from kb.store import open_store
from kb.tokens import TokenBags
from kb.vectors import ChromaVectors
from tests.rawbytes import files, holds_vector
from tests.shelf import Shelf

PUBLIC = AccessScope(frozenset({"public"}))
RANDOM = np.random.default_rng(20221124)


def unit_vectors(count: int) -> Vectors:
    rows = RANDOM.normal(size=(count, 384)).astype(np.float32)
    lengths: Vectors = np.linalg.norm(rows, axis=1, keepdims=True)
    return rows / lengths


def entry(document_id: str, *texts: str, first: int) -> IndexEntry:
    return IndexEntry(
        document_id=document_id,
        shelf="public",
        passage_ids=tuple(range(first, first + len(texts))),
        texts=texts,
        headings=("Titre",) * len(texts),
        languages=("fr",) * len(texts),
        vectors=unit_vectors(len(texts)),
    )


def opened(name: str, folder: Path) -> ChromaVectors | TantivyWords | TokenBags:
    if name == "vectors":
        return ChromaVectors(folder)
    return TantivyWords(folder) if name == "words" else TokenBags(folder, ENCODER)


ENCODER = StaticEncoder(STATIC_ENCODER)
NAMES = ("vectors", "words", "tokens")


def contents(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in files(folder))


@pytest.mark.parametrize("name", NAMES)
def test_a_rebuilt_index_holds_what_it_was_given_and_nothing_else(
    name: str, tmp_path: Path
) -> None:
    overwrite_freed_memory()
    index = opened(name, tmp_path)
    gone, kept = entry("gone" * 8, "zéphyrquartz", first=1), entry("kept" * 8, "deux", first=5)
    index.apply([gone, kept], [], 1)
    index.apply([], [gone.document_id], 2)
    index.rebuild(iter([[kept], [entry("more" * 8, "trois", "quatre", first=9)]]), 7)
    assert (index.count(), index.position) == (3, 7)
    left = contents(tmp_path)
    assert gone.document_id.encode() not in left and b"zephyrquartz" not in left
    assert gone.vectors[0].tobytes() not in left
    index.apply([entry("last" * 8, "cinq", first=20)], [kept.document_id], 8)
    assert (index.count(), index.position) == (3, 8)
    close(index)
    again = opened(name, tmp_path)
    assert (again.count(), again.position) == (3, 8)
    close(again)


def test_vectors_go_from_the_graph_files_too(tmp_path: Path) -> None:
    """Chroma writes its graph once it has a thousand vectors."""
    index = ChromaVectors(tmp_path)
    gone, kept = entry("gone" * 8, *["un"] * 1100, first=1), entry("kept" * 8, "deux", first=2000)
    index.apply([gone, kept], [], 1)
    index.apply([], [gone.document_id], 2)
    holding = {path.name for path in files(tmp_path) if _holds(path, gone)}
    assert {"data_level0.bin", "chroma.sqlite3"} <= holding
    index.rebuild(iter([[kept]]), 3)
    assert not [path for path in files(tmp_path) if _holds(path, gone)]
    index.close()


def _holds(path: Path, gone: IndexEntry) -> bool:
    content = path.read_bytes()
    return any(holds_vector(content, vector) for vector in gone.vectors[::200])


def test_freed_memory_does_not_come_out_in_the_graph_files(tmp_path: Path) -> None:
    """Without overwriting, about one folder in four held the name of what was forgotten."""
    assert overwrite_freed_memory()
    gone, kept = entry("gone" * 8, *["un"] * 30, first=1), entry("kept" * 8, "deux", first=90)
    for number in range(20):
        index = ChromaVectors(tmp_path / str(number))
        index.apply([gone], [], 1)
        index.rebuild(iter([[kept]]), 2)
        index.close()
    assert gone.document_id.encode() not in contents(tmp_path)


def close(index: PassageIndex) -> None:
    if isinstance(index, ChromaVectors | TokenBags):
        index.close()


@pytest.mark.parametrize("name", NAMES)
def test_a_rebuilding_that_fails_leaves_the_index_as_it_was(name: str, tmp_path: Path) -> None:
    def failing() -> Iterator[Sequence[IndexEntry]]:
        yield [entry("b" * 32, "deux", first=5)]
        raise InterruptedError

    index = opened(name, tmp_path)
    index.apply([entry("a" * 32, "un", first=1)], [], 3)
    with pytest.raises(InterruptedError):
        index.rebuild(failing(), 4)
    assert (index.count(), index.position) == (1, 3)
    index.rebuild(iter([[entry("b" * 32, "deux", "trois", first=5)]]), 4)
    assert (index.count(), index.position) == (2, 4)
    close(index)


@pytest.mark.parametrize(
    ("error", "kept"),
    [
        (ImportError("no module"), True),
        (MemoryError(), True),
        (PermissionError(), True),
        (OSError(errno.ENOSPC, "No space left on device"), True),
        (ValueError("not an index"), False),
    ],
)
def test_an_index_is_only_thrown_away_for_what_is_wrong_with_it(
    error: Exception, kept: bool, tmp_path: Path
) -> None:
    folder = tmp_path / "words"
    TantivyWords(folder)
    failures = iter([error])

    def index(found: Path) -> TantivyWords:
        for failure in failures:
            raise failure
        return TantivyWords(found)

    (folder / "mark").touch()
    if kept:
        with pytest.raises(type(error)):
            opened_index(index, folder)
    else:
        opened_index(index, folder)
    assert (folder / "mark").exists() == kept


def test_a_crash_while_rebuilding_leaves_the_old_folder(tmp_path: Path) -> None:
    old, half = tmp_path / "1", tmp_path / "2"
    for folder in (old, half):
        folder.mkdir()
    write_position(old, 3)
    assert Generations(tmp_path).current() == old
    assert not half.exists()


def test_a_crash_after_rebuilding_leaves_the_new_folder(tmp_path: Path) -> None:
    for name in ("9", "10"):
        (tmp_path / name).mkdir()
        write_position(tmp_path / name, 3)
    assert Generations(tmp_path).current() == tmp_path / "10"
    assert not (tmp_path / "9").exists()
    assert Generations(tmp_path).fresh() == tmp_path / "11"


def test_searches_never_find_less_while_indexes_are_rebuilt(settings: Settings) -> None:
    """Searchers in other threads see every document, before, while and after."""
    with open_store(settings) as store:
        shelf = Shelf(store)
        for number in range(30):
            shelf.put(f"La navette {number} part de la gare.", title=f"T{number}")
        assert store.follower is not None
        question = store.encoder.encode_question("navette")
        ids = [hit.passage_id for hit in store.vectors.search(question, access=PUBLIC, limit=50)]
        stop, seen, failures = threading.Event(), [], []

        def hammer() -> None:
            try:
                while not stop.is_set():
                    vectors = store.vectors.search(question, access=PUBLIC, limit=50)
                    query = WordQuery({"navette": 1.0})
                    words = store.words.search(query, access=PUBLIC, limit=50)
                    bags = store.tokens.bags(ids, access=PUBLIC)
                    spread = store.tokens.spread([], access=PUBLIC)
                    seen.append((len(vectors), len(words), len(bags), spread.passages))
            except Exception as error:
                failures.append(error)

        threads = [threading.Thread(target=hammer) for _ in range(3)]
        for thread in threads:
            thread.start()
        for _ in range(8):
            store.follower.rebuild()
        stop.set()
        for thread in threads:
            thread.join()
        assert failures == []
        assert len(seen) > 20 and set(seen) == {(30, 30, 30, 30)}


def test_changes_that_come_while_indexes_are_rebuilt_are_not_lost(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    with open_store(settings) as store:
        shelf = Shelf(store)
        first = shelf.put("La navette part de la gare.", title="Un")
        assert store.follower is not None
        vectors = store.follower.indexes[0]
        rebuild = vectors.rebuild

        def slow(entries: Iterator[Sequence[IndexEntry]], position: int) -> None:
            rebuild(entries, position)
            store.catalogue.writer.remove(first)

        monkeypatch.setattr(vectors, "rebuild", slow)
        store.follower.rebuild()
        assert [index.count() for index in store.follower.indexes] == [0, 0, 0, 0]
        assert store.follower.behind() == 0


def test_a_gate_lets_readers_in_together_and_a_writer_alone() -> None:
    gate, order = Gate(), []
    inside, leave = threading.Event(), threading.Event()

    def read() -> None:
        with gate.reading():
            inside.set()
            leave.wait(10)
            order.append("reader left")

    def write() -> None:
        with gate.alone():
            order.append("writer")

    reader, writer = threading.Thread(target=read), threading.Thread(target=write)
    reader.start()
    inside.wait(10)
    with gate.reading():
        writer.start()
    writer.join(0.1)
    assert order == []
    leave.set()
    reader.join()
    writer.join()
    assert order == ["reader left", "writer"]
    with gate.reading():
        pass

"""Noise in the files of indexes: it is noticed or does no harm, and never ends the process."""

import os
import random
import shutil
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, suppress
from functools import cache
from pathlib import Path

import numpy as np

import kb.store
from kb.access import AccessScope
from kb.encoders import open_encoder
from kb.errors import MeaningUnreachable
from kb.graph_files import graphs_are_whole
from kb.index_folders import opened_index
from kb.index_nouns import IndexEntry
from kb.settings import STATIC_ENCODER, Settings
from kb.store import open_store
from kb.vectors import ChromaVectors
from search.nouns import Question
from search.retriever import Retriever
from tests.indexed import indexed
from tests.rawbytes import files
from tests.shelf import Shelf
from tests.warm import PROCESSES

EACH = 3 * int(os.environ.get("KB_TEST_ROUNDS", "1"))
SIZE, DOCUMENTS = 1_100, 8
"""Passages that have Chroma write their graph to files; documents of a home."""

ACCESS = AccessScope(frozenset({"public"}))


def test_noise_anywhere_is_mended_or_harmless(tmp_path: Path) -> None:
    made = tmp_path / "made"
    filled(made)
    assert graphs_are_whole(made / "1")
    copies = list(noisy(made, tmp_path, random.Random(20261129)))  # noqa: S311 - places, no secrets
    assert len(copies) == 7 * EACH
    started(live_with, copies, tmp_path / "done")
    assert (tmp_path / "done").read_text().splitlines() == list(map(str, copies))


def test_noise_in_any_index_of_a_home_is_mended_or_harmless(tmp_path: Path) -> None:
    made = tmp_path / "made"
    started(fill_home, made)
    copies = list(noisy(made, tmp_path, random.Random(7), "indexes/**/*"))  # noqa: S311 - places
    assert {"facts.sqlite", "tokens.sqlite", "meta.json"} <= {
        each.name.split("-")[0] for each in copies
    }
    started(search_homes, copies, tmp_path / "done")
    assert (tmp_path / "done").read_text().splitlines() == list(map(str, copies))


def test_links_that_lead_away_are_seen_before_they_are_followed(tmp_path: Path) -> None:
    filled(tmp_path)
    (ground,) = [path for path in files(tmp_path) if path.name == "data_level0.bin"]
    whole = ground.read_bytes()
    for place in (5, 6, 7):
        # Of the first link all but the lowest byte, which leads to a neighbour at worst.
        ground.write_bytes(whole[:place] + b"\x7f" + whole[place + 1 :])
        assert not graphs_are_whole(tmp_path / "1")
    ground.write_bytes(whole)
    assert graphs_are_whole(tmp_path / "1")


def filled(folder: Path) -> None:
    with closing(ChromaVectors(folder)) as vectors:
        vectors.apply([entry(0)], [], position=1)


def entry(number: int) -> IndexEntry:
    """Give a document of many passages."""
    rows = np.random.default_rng(number).standard_normal((SIZE, 32))
    return indexed(f"document-{number}", 10_000 * number, rows)


def noisy(made: Path, beside: Path, places: random.Random, which: str = "**/*") -> Iterator[Path]:
    """Copy a folder again and again, each time with noise somewhere in one of its files."""
    found = sorted(path for path in made.glob(which) if path.is_file() and path.stat().st_size)
    for place, path in enumerate(found):
        for number in range(EACH):
            copy = Path(shutil.copytree(made, beside / f"{path.name}-{place}-{number}"))
            held = bytearray(path.read_bytes())
            length = places.randint(1, min(64, len(held)))
            start = places.randint(0, len(held) - length)
            held[start : start + length] = places.randbytes(length)
            (copy / path.relative_to(made)).write_bytes(held)
            yield copy


def started(target: Callable[..., None], *arguments: object) -> None:
    """Do something in a process of its own, and see that it comes to its end."""
    process = PROCESSES.Process(target=target, args=arguments)
    process.start()
    process.join(300)
    assert process.exitcode == 0


def live_with(folders: Sequence[Path], done: Path) -> None:
    """Open, search and change each folder, as a process that follows the catalogue does."""
    for folder in folders:
        with closing(opened_index(ChromaVectors, folder)) as vectors:
            with suppress(MeaningUnreachable):
                vectors.search(entry(0).vectors[7], access=ACCESS, limit=20)
            vectors.apply([entry(1)], ["document-0"], position=2)
            if vectors.position == 0:
                vectors.apply([entry(1)], [], position=2)
            assert vectors.position == 2
            found = vectors.search(entry(1).vectors[7], access=ACCESS, limit=20)
            assert found[0].passage_id == 10_007 and len(found) == 20, folder
        with done.open("a") as written:
            written.write(f"{folder}\n")


def fill_home(home: Path) -> None:
    with open_store(settings_of(home)) as store:
        for number in range(DOCUMENTS):
            Shelf(store).put(f"La navette {number} part de la gare.", title=f"T{number}")
        assert store.follower is not None
        store.follower.rebuild()


def search_homes(homes: Sequence[Path], done: Path) -> None:
    """Serve each home, search it and add to it; the encoder is read once."""
    setattr(kb.store, "open_encoder", cache(open_encoder))  # noqa: B010 - not exported
    for home in homes:
        with open_store(settings_of(home)) as store:
            assert store.follower is not None
            assert {index.count() for index in store.follower.indexes} == {DOCUMENTS}, home
            retriever = Retriever.over(store)
            question = Question(text="navette de la gare", thesaurus=False)
            assert len(retriever.answer(question, access=ACCESS).hits) == DOCUMENTS, home
            Shelf(store).put("Le canal gèle en hiver.", title="Canal")
            canal = retriever.answer(
                Question(text="canal gelé", thesaurus=False), access=ACCESS
            ).hits[0]
            assert canal.document.fields.title == "Canal", home
        with done.open("a") as written:
            written.write(f"{home}\n")


def settings_of(home: Path) -> Settings:
    return Settings(home=home, database_url="", encoder=str(STATIC_ENCODER))

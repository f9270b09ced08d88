"""Faults of one machine: nothing acknowledged is lost, and what is wrong is said in a line."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import select, update

from kb.access import AccessScope
from kb.audit import OPERATOR
from kb.catalogue.schema import changes
from kb.catalogue.tables.people import attempts, sessions
from kb.doctor import State, examine
from kb.errors import MeaningUnreachable, SignInRefused
from kb.index_nouns import IndexEntry
from kb.people import Role
from kb.settings import STATIC_ENCODER, Settings
from kb.store import open_store
from kb.vectors import ChromaVectors
from tests import warm
from tests.rawbytes import files
from tests.shelf import Shelf


def run(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {"KB_HOME": str(home), "KB_ENCODER": str(STATIC_ENCODER)}
    done = warm.run(*arguments, environment=environment)
    assert "Traceback" not in done.stderr, done.stderr
    return done


def cli(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return run(home, "cli.py", *arguments)


def light(home: Path) -> Settings:
    return Settings(home=home, database_url="", encoder=str(STATIC_ENCODER))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a small disk."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if shutil.which("mount") is None or os.geteuid() != 0:
        pytest.skip("only root may mount a disk")
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(folder)]
    refused = subprocess.run(command, capture_output=True, text=True, check=False)
    if refused.returncode:
        pytest.skip(f"no disk can be mounted here: {refused.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


def outcome(done: subprocess.CompletedProcess[str]) -> str:
    return str(json.loads(done.stdout)[0]["outcome"])


def test_a_full_and_a_read_only_disk_lose_nothing_and_are_named(disk: Path, tmp_path: Path) -> None:
    """All by processes of their own: one that has files open keeps a disk from changing."""
    home = disk / "home"
    first, second = tmp_path / "navette.txt", tmp_path / "mentorat.txt"
    first.write_text("La navette part de la gare.", "utf-8")
    lines = [f"Le mentorat {number} aide les apprentis." for number in range(2_000)]
    second.write_text("\n\n".join(lines), "utf-8")
    assert outcome(cli(home, "ingest", str(first), "--json")) == "read"
    filler = disk / "filler"
    with pytest.raises(OSError), filler.open("wb", buffering=0) as file:
        while True:
            file.write(bytes(4096))
    full = cli(home, "ingest", str(second))
    assert full.returncode != 0
    assert "disk is full" in full.stderr or "No space left" in full.stderr, full.stderr
    filler.unlink()
    subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
    refused = cli(home, "doctor")
    assert refused.returncode == 2 and "read-only" in refused.stderr, refused.stderr
    subprocess.run(["mount", "-o", "remount,rw", str(disk)], check=True)
    assert cli(home, "doctor").returncode == 0
    facts = json.loads(cli(home, "status", "--json").stdout)
    assert (facts["documents"], facts["changes_behind"]) == (1, 0)


def test_a_clock_set_back_keeps_the_order_and_is_told(tmp_path: Path) -> None:
    """What was written with the clock ahead has times to come, as after setting it back."""
    with open_store(light(tmp_path)) as store:
        shelf = Shelf(store)
        first = shelf.put("La navette part de la gare.", title="Un")
        with store.catalogue.engine.execution_options(writes=True).begin() as connection:
            at = connection.execute(select(changes.c.at)).scalar_one()
            connection.execute(update(changes).values(at=at + timedelta(hours=2)))
        second = shelf.put("Le mentorat aide les apprentis.", title="Deux")
        assert [each for _, each in store.catalogue.feed.since(0, 10)] == [first, second]
        assert store.follower is not None
        assert {index.count() for index in store.follower.indexes} == {2}
        clock = next(each for each in examine(store) if each.check == "clock")
        assert clock.state is State.WARNING


def test_a_clock_set_back_neither_lengthens_sessions_nor_keeps_anybody_out(tmp_path: Path) -> None:
    ahead = timedelta(days=1)
    with open_store(light(tmp_path)) as store:
        accounts, people = store.accounts, store.catalogue.people
        ana, password = accounts.add("ana", name="A", party="qc", role=Role.AGENT, by=OPERATOR)
        old = accounts.open_session(ana)
        assert accounts.person(old) == ana
        for _ in range(40):
            with pytest.raises(SignInRefused):
                accounts.sign_in("ana", "wrong", address="here")
        with pytest.raises(SignInRefused):
            accounts.sign_in("ana", password, address="here")
        with people.writing.begin() as connection:
            moments = {name: sessions.c[name] for name in ("created_at", "seen_at", "expires_at")}
            (row,) = connection.execute(select(sessions)).mappings()
            connection.execute(update(sessions).values({n: row[n] + ahead for n in moments}))
            tried = connection.execute(select(attempts.c.at)).scalars().first()
            assert tried is not None
            connection.execute(update(attempts).values(at=tried + ahead))
        assert accounts.person(old) is None, "it would live a day longer"
        new = accounts.sign_in("ana", password, address="here")
        assert accounts.person(new) == ana


def test_a_process_whose_clock_was_set_back_loses_nothing(tmp_path: Path) -> None:
    """What it writes has earlier times than what was there, and still comes later."""
    home = tmp_path / "home"
    with open_store(light(home)) as store:
        first = Shelf(store).put("La navette part de la gare.")
    (tmp_path / "mentorat.txt").write_text("Le mentorat aide les apprentis.", "utf-8")
    arguments = ("ingest", str(tmp_path / "mentorat.txt"), "--json")
    assert outcome(run(home, "-m", "tests.roads.backward", *arguments)) == "read"
    with open_store(light(home)) as store:
        with store.catalogue.engine.connect() as connection:
            query = select(changes.c.at).order_by(changes.c.position)
            times = connection.execute(query).scalars().all()
        assert times[-1] < times[0] - timedelta(hours=23), "the clock was not set back"
        published = store.catalogue.feed.published()
        assert len(published) == 2 and first in published
        assert store.follower is not None and store.follower.behind() == 0
        assert {index.count() for index in store.follower.indexes} == {2}


@pytest.mark.parametrize("name", ["meta.json", "tokens.sqlite", "facts.sqlite", "chroma.sqlite3"])
def test_a_half_written_index_is_made_again(tmp_path: Path, name: str) -> None:
    with open_store(light(tmp_path)) as store:
        for number in range(3):
            Shelf(store).put(f"La navette {number} part de la gare.", title=f"T{number}")
    (damaged,) = [path for path in files(tmp_path / "indexes") if path.name == name]
    damaged.write_bytes(damaged.read_bytes()[: damaged.stat().st_size // 2])
    with open_store(light(tmp_path)) as store:
        assert store.follower is not None
        assert {index.count() for index in store.follower.indexes} == {3}
    assert json.loads(cli(tmp_path, "search", "navette", "--json").stdout)


@pytest.mark.parametrize("part", [0, 1 / 3, 1 / 2])
def test_a_graph_of_vectors_that_is_not_whole_is_made_again(tmp_path: Path, part: float) -> None:
    made = tmp_path / "made"
    _filled(made).close()
    names = [path.relative_to(made) for path in files(made) if path.parent.parent.parent == made]
    assert len(names) == 5
    for number, name in enumerate(names):
        graph = Path(shutil.copytree(made, tmp_path / str(number))) / name
        graph.write_bytes(graph.read_bytes()[: int(part * graph.stat().st_size)])
        vectors = ChromaVectors(tmp_path / str(number))
        assert vectors.count() == vectors.position == 0, name
        vectors.apply([_many(0)], [], position=1)
        assert (vectors.count(), vectors.position) == (len(_SIDE), 1)
        vectors.close()


@pytest.mark.parametrize("size", [1, 150, 1_100])
def test_a_whole_graph_is_kept(tmp_path: Path, size: int) -> None:
    vectors = ChromaVectors(tmp_path)
    vectors.apply([_many(0, size)], [], position=1)
    vectors.search(_SIDE[0], access=AccessScope(frozenset({"public"})), limit=5)
    vectors.close()
    for position in (2, 3):
        vectors = ChromaVectors(tmp_path)
        assert (vectors.count(), vectors.position) == (size, position - 1)
        vectors.apply([_many(position, 1)], [f"document-{position - 1}"], position=position)
        vectors.apply([], [f"document-{position}"], position=position)
        vectors.close()


@pytest.mark.parametrize("noticed", ["at the start", "by a search", "by a change"])
def test_vectors_that_cannot_be_read_are_made_again(tmp_path: Path, noticed: str) -> None:
    _filled(tmp_path).close()
    (graph,) = [path for path in files(tmp_path) if path.name == "index_metadata.pickle"]
    graph.write_bytes(b"nonsense" * (graph.stat().st_size // 8))
    vectors, access = ChromaVectors(tmp_path), AccessScope(frozenset({"public"}))
    if noticed == "at the start":
        assert vectors.count() == 0
    elif noticed == "by a search":
        with pytest.raises(MeaningUnreachable):
            vectors.search(_SIDE[0], access=access, limit=5)
    else:
        vectors.apply([_many(1)], ["document-0"], position=2)
    assert vectors.position == 0
    vectors.apply([_many(0), _many(1)], [], position=2)
    assert (vectors.count(), vectors.position) == (2 * len(_SIDE), 2)
    assert len(vectors.search(_SIDE[0], access=access, limit=5)) == 5
    vectors.close()


def _filled(folder: Path) -> ChromaVectors:
    vectors = ChromaVectors(folder)
    vectors.apply([_many(0)], [], position=1)
    return vectors


_SIDE = np.eye(1_100, 32, dtype=np.float32) + np.float32(0.1)


def _many(number: int, size: int = len(_SIDE)) -> IndexEntry:
    """Give a document; as many passages as usual have Chroma write their graph to files."""
    return IndexEntry(
        document_id=f"document-{number}",
        shelf="public",
        passage_ids=tuple(range(10_000 * number, 10_000 * number + size)),
        texts=("",) * size,
        headings=("",) * size,
        languages=("fr",) * size,
        vectors=_SIDE[:size],
        facets=(),
    )

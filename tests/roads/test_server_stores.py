"""The server set-up: homes of their own over one PostgreSQL, one Chroma server and one S3 store."""

import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select

from kb.access import AccessScope
from kb.catalogue.announcing import announce
from kb.catalogue.schema import changes
from kb.errors import MeaningUnreachable, NotFound
from kb.originals import content_hash
from kb.settings import STATIC_ENCODER
from kb.store import Role, Store, open_store
from kb.vector_server import ServerVectors
from search.nouns import Question
from search.retriever import Retriever
from tests.kb.test_erasure import keep_file
from tests.kb.test_renewed_collections import all_found, entry
from tests.roads.fleet import until
from tests.servers import S3_KEYS, PostgresServer, Servers
from tests.shelf import Shelf

PUBLIC = AccessScope(frozenset({"public"}))
NAVETTE = "navette de la gare"


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in S3_KEYS.items():
        monkeypatch.setenv(name, value)


def opened(stack: ExitStack, servers: Servers, name: str, role: Role = Role.WEB) -> Store:
    settings = servers.settings(name, encoder=str(STATIC_ENCODER))
    return stack.enter_context(open_store(settings, role=role))


def bring(worker: Store) -> None:
    assert worker.vector_follower is not None
    worker.vector_follower.catch_up()
    assert worker.vector_follower.do_the_rest()


def found(store: Store) -> list[str]:
    store.catch_up()
    answer = Retriever.over(store).answer(Question(text=NAVETTE), access=PUBLIC)
    return [hit.document.id for hit in answer.hits]


def test_processes_share_documents_and_nothing_erased_is_left_in_any(
    servers: Servers, tmp_path: Path
) -> None:
    given = tmp_path / "navette.txt"
    given.write_text("La navette de la gare part à huit heures.", "utf-8")
    digest = content_hash(given)
    with ExitStack() as stack:
        web, other = (opened(stack, servers, name) for name in ("web-1", "web-2"))
        worker = opened(stack, servers, "worker-1", Role.WORKER)
        assert web.vector_follower is None
        kept = Shelf(worker).put("Une autre fiche parle de jardins.")
        document = keep_file(worker, given)
        bring(worker)
        for store in (web, other):
            assert document in found(store)
            assert store.originals.path(digest).read_bytes() == given.read_bytes()
            near = store.vectors.search(
                store.encoder.encode_question(NAVETTE), access=PUBLIC, limit=5
            )
            assert len(near) == 2
        web.eraser.withdraw(document, actor="u1")
        web.eraser.request(document, actor="u1")
        assert worker.eraser.finish() == []
        bring(worker)
        for store in (web, other):
            store.catch_up()
            assert store.follower is not None and store.follower.do_the_rest()
            with pytest.raises(NotFound):
                store.originals.path(digest)
        (receipt,) = worker.eraser.finish()
        assert receipt.document_id == document and web.eraser.signed(receipt)
        assert document not in found(web)
        assert worker.catalogue.feed.published() == [kept]
    for name in ("web-1", "web-2", "worker-1"):
        homes = [path for path in (tmp_path / name).rglob("*") if path.is_file()]
        assert not [path for path in homes if b"navette" in path.read_bytes().lower()]


def test_without_chroma_words_still_answer_and_it_mends_itself(servers: Servers) -> None:
    with ExitStack() as stack:
        web = opened(stack, servers, "web-1")
        worker = opened(stack, servers, "worker-1", Role.WORKER)
        document = Shelf(worker).put("La navette de la gare part à huit heures.")
        bring(worker)
        assert found(web) == [document]
        servers.chroma.kill()
        web.catch_up()
        answer = Retriever.over(web).answer(Question(text=NAVETTE), access=PUBLIC)
        assert answer.without_meaning and [hit.document.id for hit in answer.hits] == [document]
        with pytest.raises(MeaningUnreachable):
            bring(worker)
        servers.chroma.start()
        bring(worker)
        # A server that was away is left alone for a moment.
        until(lambda: by_meaning(web), "Chroma is not asked again", 30)


def test_vectors_count_as_clean_only_once_the_old_ones_are_gone(
    servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(name: str) -> None:
        raise httpx.ReadTimeout(f"{name} takes too long")

    with ExitStack() as stack:
        worker = opened(stack, servers, "worker-1", Role.WORKER)
        Shelf(worker).put("La navette de la gare part à huit heures.")
        bring(worker)
        vectors, follower = worker.vectors, worker.vector_follower
        assert isinstance(vectors, ServerVectors) and follower is not None
        before = vectors.cleaned_through
        with monkeypatch.context() as patched:
            patched.setattr(vectors._client, "delete_collection", slow)
            with pytest.raises(MeaningUnreachable):
                follower.rebuild()
        assert vectors.cleaned_through == before
        follower.rebuild()
        assert vectors.cleaned_through > before
        held = {each.name for each in vectors._client.list_collections()}
        generations = {name.split("-")[2] for name in held if name.count("-") > 1}
        assert len(generations) == 1, held


def by_meaning(store: Store) -> bool:
    answer = Retriever.over(store).answer(Question(text=NAVETTE), access=PUBLIC)
    return bool(answer.hits) and not answer.without_meaning


def test_no_change_is_passed_over_by_who_follows_concurrent_writers(
    postgres: PostgresServer, tmp_path: Path
) -> None:
    from kb.catalogue import Catalogue

    url = postgres.database()
    catalogue = Catalogue.open(url)
    seen: list[str] = []
    done = threading.Event()

    def write(writer: int) -> None:
        for number in range(25):
            with catalogue.engine.begin() as connection:
                connection.execute(select(changes.c.position).limit(1))
                announce(connection, f"{writer}-{number}")

    def follow() -> None:
        position, last = 0, False
        while not last:
            last = done.is_set()
            for each, document in catalogue.feed.since(position, 1000):
                position = each
                seen.append(document)

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(6)]
    follower = threading.Thread(target=follow)
    for thread in [follower, *threads]:
        thread.start()
    for thread in threads:
        thread.join()
    done.set()
    follower.join()
    catalogue.close()
    postgres.drop(url)
    assert len(seen) == len(set(seen)) == 150


def test_one_process_searches_while_another_replaces_what_a_collection_holds(
    servers: Servers,
) -> None:
    stays = entry("stays", 0)
    with (
        closing(ServerVectors(servers.chroma.url, "any")) as writer,
        closing(ServerVectors(servers.chroma.url, "any")) as reader,
        ThreadPoolExecutor(1) as beside,
    ):
        writer.apply([stays], [], 1)
        replaced = threading.Event()

        def search() -> set[int]:
            best = set()
            while not replaced.is_set():
                found = reader.search(stays.vectors[3], access=PUBLIC, limit=5)
                best.add(found[0].passage_id)
            return best

        searching = beside.submit(search)
        try:
            for version in range(1, 12):
                writer.apply([entry("comes", version)], [], version + 1)
        finally:
            replaced.set()
        assert searching.result() == {stays.passage_ids[3]}
        assert all_found(reader, [stays, entry("comes", 11)])
        assert reader.count() == 2 * len(stays.vectors)

"""A backup of the server set-up: from PostgreSQL and S3, and back to others."""

from contextlib import ExitStack
from pathlib import Path

import pytest

from kb.access import AccessScope
from kb.audit import OPERATOR
from kb.backup.layout import read_manifest
from kb.backup.restoring import restore_backup
from kb.backup.taking import take_backup
from kb.doctor import State, examine
from kb.errors import BackupError, StoreError
from kb.originals import content_hash
from kb.settings import STATIC_ENCODER, Settings
from kb.store import Role, Store, open_store
from kb.work import ProcessKind, Standing
from search.nouns import Question
from search.retriever import Retriever
from tests.kb.test_erasure import keep_file
from tests.servers import S3_KEYS, Servers

PUBLIC = AccessScope(frozenset({"public"}))
GONE, KEPT = "La navette de la gare part à huit heures.", "Le mentorat aide les apprentis."


@pytest.fixture(autouse=True)
def keys(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in S3_KEYS.items():
        monkeypatch.setenv(name, value)


def settings_of(servers: Servers, name: str, **others: str) -> Settings:
    return servers.settings(name, encoder=str(STATIC_ENCODER), **others)


def bring(worker: Store) -> None:
    assert worker.vector_follower is not None
    worker.vector_follower.catch_up()
    worker.vector_follower.do_the_rest()


def found(store: Store, question: str) -> list[str]:
    answer = Retriever.over(store).answer(Question(text=question), access=PUBLIC)
    assert not answer.without_meaning
    return [hit.document.id for hit in answer.hits]


def near(store: Store, text: str) -> int:
    vector = store.encoder.encode_question(text)
    return len(store.vectors.search(vector, access=PUBLIC, limit=9))


def test_a_server_set_up_is_backed_up_and_restored_to_other_servers(
    servers: Servers, tmp_path: Path
) -> None:
    files = [tmp_path / "gone.txt", tmp_path / "kept.txt"]
    for file, text in zip(files, (GONE, KEPT), strict=True):
        file.write_text(text, "utf-8")
    backup = tmp_path / "backup"
    with ExitStack() as stack:
        worker = stack.enter_context(open_store(settings_of(servers, "worker"), role=Role.WORKER))
        gone, kept = (keep_file(worker, file) for file in files)
        bring(worker)
        worker.catalogue.processes.enter(ProcessKind.WORKER, Standing())
        taken = take_backup(worker, backup, by=OPERATOR)
        assert (taken.originals, taken.missing) == (2, ())
        assert read_manifest(backup).database == "postgresql"
        worker.eraser.withdraw(gone, actor="u1")
        worker.eraser.request(gone, actor="u1")
        worker.catalogue.processes.leave([each.id for each in worker.catalogue.processes.all()])
        bring(worker)
        receipts = worker.eraser.finish()
        assert [each.document_id for each in receipts] == [gone]
        # Later documents: positions and passages that the backup knows nothing of.
        late = tmp_path / "late.txt"
        late.write_text("La cantine ouvre à midi.", "utf-8")
        keep_file(worker, late)
        bring(worker)
    elsewhere = settings_of(
        servers,
        "elsewhere",
        database_url=servers.postgres.empty(),
        originals_url="s3://passerelle/elsewhere",
        KB_KEYS=str(tmp_path / "other-keys"),
    )
    restored = restore_backup(backup, elsewhere, receipts, by=OPERATOR)
    assert (restored.erased, restored.missing, restored.passages) == ((gone,), (), 1)
    with open_store(elsewhere) as store:
        assert found(store, "mentorat des apprentis") == [kept]
        assert gone not in found(store, "navette de la gare")
        assert near(store, KEPT) == 1, "the shared vectors are of another day"
        assert set(store.originals.stored()) == {content_hash(files[1])}
        assert store.originals.path(content_hash(files[1])).read_text("utf-8") == KEPT
        assert not store.catalogue.processes.all()
        assert State.ERROR not in {each.state for each in examine(store)}
        assert store.audit.verify() is None
    with pytest.raises(BackupError, match="empty"):
        restore_backup(backup, elsewhere, by=OPERATOR)
    servers.s3.kill()
    with open_store(settings_of(servers, "worker")) as store:
        with pytest.raises(StoreError, match="KB_ORIGINALS_URL"):
            take_backup(store, backup, by=OPERATOR)
    assert read_manifest(backup).made_at == taken.made_at, "the earlier backup stays"

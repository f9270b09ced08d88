"""Backups: whole while others write, refused when damaged, and what was erased stays erased."""

import json
import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from ingest.pipeline import Ingest
from ingest.reports import Given
from ingest.sandbox import Sandbox
from kb.audit import OPERATOR
from kb.backup.erasing_again import read_receipts
from kb.backup.layout import MANIFEST, read_manifest
from kb.backup.restoring import restore_backup
from kb.backup.taking import take_backup
from kb.catalogue.schema import versions
from kb.doctor import State, examine
from kb.errors import BackupError, MissingDependency
from kb.nouns import DocumentFields, Filters, Kind, Status
from kb.originals import content_hash
from kb.people import Role
from kb.settings import STATIC_ENCODER, Settings
from kb.store import Store, open_store
from search.nouns import Question
from search.retriever import Retriever
from tests.shelf import Shelf, make_submission

QUESTIONS = ("navette vers la gare", "agence 4", "mentorat")


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Give an empty home with the light encoder: nothing here depends on which it is."""
    return Settings(home=tmp_path / "home", database_url="", encoder=str(STATIC_ENCODER))


def elsewhere(tmp_path: Path) -> Settings:
    return Settings(home=tmp_path / "elsewhere", database_url="", encoder=str(STATIC_ENCODER))


def write_files(folder: Path, numbers: range) -> list[Path]:
    folder.mkdir(exist_ok=True)
    for number in numbers:
        text = f"Fiche {number}. La navette {number} part de la gare.\n\nAgence {number}, mentorat."
        (folder / f"fiche-{number:02}.txt").write_text(text, "utf-8")
    return [folder / f"fiche-{number:02}.txt" for number in numbers]


def fill(store: Store, tmp_path: Path, numbers: range) -> None:
    """Store files in the order in which the way in does: the original first."""
    for file in write_files(tmp_path / "files", numbers):
        fields = DocumentFields(
            title=file.stem, party="qc", kind=Kind.PUBLICATION, language="fr", audience="public"
        )
        made = make_submission(file.read_text("utf-8"), fields)
        own = {"content_hash": content_hash(file), "file_name": file.name}
        submission = made.model_copy(update=own)
        store.originals.keep(file, submission.content_hash)
        vectors = store.encoder.encode_passages([each.text for each in submission.passages])
        store.catalogue.writer.store(submission, vectors, store.encoder.name)
    store.catch_up()


def take_in(store: Store, folder: Path) -> None:
    """Take files in by the real way."""
    with Sandbox() as sandbox:
        given = Given(party="qc", audience="public")
        for _ in Ingest(store, sandbox).take_in_all([folder], given):
            store.catch_up()


def answers(store: Store) -> list[list[tuple[str, float]]]:
    scope = store.catalogue.reader.every_scope()
    retriever = Retriever.over(store)
    found = [retriever.answer(Question(text=each, limit=50), access=scope) for each in QUESTIONS]
    return [
        sorted((hit.document.file_name, round(hit.score, 4)) for hit in each.hits) for each in found
    ]


def test_a_backup_taken_during_an_ingest_is_whole(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path, range(4))
    write_files(tmp_path / "more", range(4, 12))
    writing = threading.Thread(target=take_in, args=(store, tmp_path / "more"))
    writing.start()
    taken = [take_backup(store, tmp_path / "backup", by=OPERATOR) for _ in range(3)]
    writing.join()
    assert taken[0].missing == () and 4 <= taken[0].originals
    assert [each.copied for each in taken[1:]] == [
        later.originals - earlier.originals
        for earlier, later in zip(taken, taken[1:], strict=False)
    ]
    manifest = read_manifest(tmp_path / "backup")
    copied = tmp_path / "backup" / manifest.state / "catalogue.sqlite"
    with sqlite3.connect(copied) as catalogue:
        named = {row[0] for row in catalogue.execute("select content_hash from versions")}
    assert named == set(manifest.originals)
    restore_backup(tmp_path / "backup", elsewhere(tmp_path), by=OPERATOR)
    with open_store(elsewhere(tmp_path)) as other:
        assert set(other.catalogue.feed.content_hashes()) == named == set(other.originals.stored())
        assert other.audit.verify() is None


def test_a_restored_home_answers_the_same_and_passes_the_doctor(
    store: Store, tmp_path: Path
) -> None:
    fill(store, tmp_path, range(5))
    store.accounts.add("ana", name="Ana", party="qc", role=Role.AGENT, by=OPERATOR)
    before = answers(store)
    take_backup(store, tmp_path / "backup", by=OPERATOR)
    restored = restore_backup(tmp_path / "backup", elsewhere(tmp_path), by=OPERATOR)
    assert (restored.originals, restored.erased) == (5, ())
    with open_store(elsewhere(tmp_path)) as other:
        assert answers(other) == before
        findings = {each.check: each.state for each in examine(other)}
        assert State.ERROR not in findings.values()
        assert findings["audit"] == findings["embeddings"] == findings["indexes"] == State.OK
        assert [each.action for each in other.audit.records(limit=1)] == ["restored"]
    assert sorted(path.name for path in elsewhere(tmp_path).home.iterdir()) == [
        "catalogue.sqlite", "indexes", "keys", "originals",
    ]  # fmt: skip


def test_nobody_else_may_read_a_backup_or_the_keys(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path, range(1))
    take_backup(store, tmp_path / "backup", by=OPERATOR)
    restore_backup(tmp_path / "backup", elsewhere(tmp_path), by=OPERATOR)
    assert stat.S_IMODE((tmp_path / "backup").stat().st_mode) == 0o700
    private = [
        *(tmp_path / "backup").glob("state-*/**/*"),
        *(tmp_path / "elsewhere/keys").glob("*.key"),
    ]
    modes = {stat.S_IMODE(path.stat().st_mode) for path in private if path.is_file()}
    assert modes == {0o600}
    assert any(path.name == "audit.key" for path in private)


@pytest.mark.parametrize("what", ["catalogue.sqlite", "audit.key", "original", MANIFEST])
def test_a_damaged_backup_is_refused_and_the_file_named(
    store: Store, tmp_path: Path, what: str
) -> None:
    fill(store, tmp_path, range(1))
    backup = tmp_path / "backup"
    take_backup(store, backup, by=OPERATOR)
    pattern = "originals/??/*" if what == "original" else f"**/{what}"
    (path,) = backup.glob(pattern)
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 0x80
    path.write_bytes(content)
    with pytest.raises(BackupError, match=path.name):
        restore_backup(backup, elsewhere(tmp_path), by=OPERATOR)
    assert not elsewhere(tmp_path).home.exists()


def test_a_used_home_is_refused(store: Store, tmp_path: Path) -> None:
    take_backup(store, tmp_path / "backup", by=OPERATOR)
    with pytest.raises(BackupError, match="empty folder"):
        restore_backup(tmp_path / "backup", store.settings, by=OPERATOR)


def test_a_restore_that_was_killed_can_be_done_again(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path, range(1))
    take_backup(store, tmp_path / "backup", by=OPERATOR)
    half = elsewhere(tmp_path).home / "restoring" / "keys"
    half.mkdir(parents=True)
    (half / "audit.key").write_bytes(b"half")
    assert restore_backup(tmp_path / "backup", elsewhere(tmp_path), by=OPERATOR).passages > 0


def test_a_folder_with_something_else_is_left_alone(store: Store, tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").touch()
    for folder in (tmp_path, store.settings.home, store.settings.home / "backup"):
        with pytest.raises(BackupError, match="elsewhere"):
            take_backup(store, folder, by=OPERATOR)


def test_a_backup_that_was_killed_leaves_the_earlier_one(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(store, tmp_path, range(2))
    take_backup(store, tmp_path / "backup", by=OPERATOR)
    fill(store, tmp_path, range(2, 4))

    def killed(*_: object) -> None:
        raise InterruptedError

    with monkeypatch.context() as patch:
        patch.setattr("kb.backup.taking.write_manifest", killed)
        with pytest.raises(InterruptedError):
            take_backup(store, tmp_path / "backup", by=OPERATOR)
    restored = restore_backup(tmp_path / "backup", elsewhere(tmp_path), by=OPERATOR)
    assert restored.originals == 2
    taken = take_backup(store, tmp_path / "backup", by=OPERATOR)
    assert taken.originals == 4
    assert len(list((tmp_path / "backup").glob("state-*"))) == 1


def ids(store: Store) -> dict[str, str]:
    scope = store.catalogue.reader.every_scope()
    documents = store.catalogue.reader.browse(Filters(), access=scope)
    return {each.file_name: each.id for each in documents}


def receipts_file(store: Store, path: Path, change: Callable[[str], str] = str) -> Path:
    listed = [each.model_dump(mode="json") | {"genuine": True} for each in store.eraser.receipts()]
    path.write_text(change(json.dumps(listed)), "utf-8")
    return path


def test_what_was_erased_since_is_erased_again(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path, range(3))
    draft = Shelf(store).put("Une ébauche.", title="Ébauche", status=Status.IN_REVIEW)
    take_backup(store, tmp_path / "backup", by=OPERATOR)
    gone = ids(store)["fiche-01.txt"]
    with store.catalogue.desk.writing.begin() as connection:
        store.catalogue.desk.move(connection, draft, start=[Status.IN_REVIEW], end=Status.PUBLISHED)
    for each in (gone, draft):
        store.eraser.erase(each, actor=OPERATOR)
    receipts = read_receipts(receipts_file(store, tmp_path / "receipts.json"))
    restored = restore_backup(tmp_path / "backup", elsewhere(tmp_path), receipts, by=OPERATOR)
    assert set(restored.erased) == {gone, draft}
    with open_store(elsewhere(tmp_path)) as other:
        assert set(ids(other)) == {"fiche-00.txt", "fiche-02.txt"}
        assert len(set(other.originals.stored())) == 2
        assert {each.document_id for each in other.eraser.receipts()} == {gone, draft}
    taken = take_backup(store, tmp_path / "backup", by=OPERATOR)
    assert taken.originals == len(list((tmp_path / "backup").glob("originals/??/*"))) == 2


def test_receipts_that_somebody_changed_are_refused(store: Store, tmp_path: Path) -> None:
    fill(store, tmp_path, range(2))
    take_backup(store, tmp_path / "backup", by=OPERATOR)
    gone, kept = ids(store)["fiche-00.txt"], ids(store)["fiche-01.txt"]
    store.eraser.erase(gone, actor=OPERATOR)
    file = receipts_file(store, tmp_path / "r.json", lambda text: text.replace(gone, kept))
    with pytest.raises(BackupError, match=kept):
        restore_backup(tmp_path / "backup", elsewhere(tmp_path), read_receipts(file), by=OPERATOR)
    file.write_text("{}", "utf-8")
    with pytest.raises(BackupError, match="holds no receipts"):
        read_receipts(file)


def test_a_missing_original_is_told_and_taken_back_from_a_backup(
    store: Store, tmp_path: Path
) -> None:
    fill(store, tmp_path, range(2))
    take_backup(store, tmp_path / "backup", by=OPERATOR)
    with store.catalogue.engine.connect() as connection:
        query = select(versions.c.content_hash).where(versions.c.file_name == "fiche-01.txt")
        digest = connection.execute(query).scalar_one()
    store.originals.forget(digest)
    assert take_backup(store, tmp_path / "second", by=OPERATOR).missing == (digest,)
    told = next(each for each in examine(store) if each.check == "originals")
    assert told.state is State.ERROR and "fiche-01.txt" in str(told.notice.values["documents"])
    mended = next(each for each in examine(store, tmp_path / "backup"))
    assert mended.state is State.MENDED
    assert content_hash(store.originals.path(digest)) == digest


def test_without_pg_dump_it_says_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kb.backup.snapshot import put_catalogue

    monkeypatch.setenv("PATH", os.devnull)
    with pytest.raises(MissingDependency, match="postgresql-client"):
        put_catalogue(tmp_path / "catalogue.dump", "postgresql+psycopg://somebody@nowhere/kb")

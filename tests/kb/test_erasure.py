"""Withdrawal and erasure, step by step; `tests/roads/test_canary.py` searches the bytes."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from kb.access import AccessScope
from kb.audit import Action
from kb.catalogue.erasures import Pending
from kb.catalogue.schema import changes
from kb.catalogue.tables.desk import erasures, exports
from kb.errors import NotFound, StoreError, Unresolved
from kb.index_nouns import WordQuery
from kb.nouns import DocumentFields, Kind, Status
from kb.originals import content_hash
from kb.receipts import Receipt, verify
from kb.settings import Settings
from kb.store import Store, open_store
from tests.shelf import Shelf, make_submission

PUBLIC = AccessScope(frozenset({"public"}))


def hits(store: Store, text: str = "navette", limit: int = 100) -> tuple[int, int]:
    question = store.encoder.encode_question(text)
    vectors = store.vectors.search(question, access=PUBLIC, limit=limit)
    words = store.words.search(WordQuery({text: 1.0}), access=PUBLIC, limit=limit)
    return len(vectors), len(words)


def keep_file(store: Store, path: Path, *, party: str = "qc") -> str:
    """Store a file with its original, as the way in does."""
    digest = content_hash(path)
    fields = DocumentFields(
        title=path.stem, party=party, kind=Kind.DEBRIEF, language="fr", audience="public"
    )
    submission = make_submission(path.read_text("utf-8"), fields)
    submission = submission.model_copy(update={"content_hash": digest})
    store.originals.keep(path, digest)
    vectors = store.encoder.encode_passages([each.text for each in submission.passages])
    document_id = store.catalogue.writer.store(submission, vectors, store.encoder.name)
    store.catch_up()
    return document_id


def record_export(store: Store, path: str, *document_ids: str) -> None:
    row = {"path": path, "documents": list(document_ids), "made_by": "u", "at": _now()}
    with store.catalogue.desk.writing.begin() as connection:
        connection.execute(insert(exports).values(row))


def _now() -> object:
    from datetime import UTC, datetime

    return datetime.now(UTC)


def erased(store: Store, document_id: str) -> Receipt:
    store.eraser.withdraw(document_id, actor="u1")
    store.eraser.request(document_id, actor="u1")
    return store.eraser.complete(document_id)


def test_a_withdrawn_document_is_hidden_before_any_index_knows(shelf: Shelf) -> None:
    store = shelf.store
    document_id = shelf.put("La navette part de la gare.")
    (passage,) = store.catalogue.reader.passages_of(document_id, access=PUBLIC)
    store.eraser.withdraw(document_id, actor="u1")
    assert store.catalogue.reader.documents([document_id], access=PUBLIC) == {}
    assert store.catalogue.reader.passages([passage.id], access=PUBLIC) == {}
    store.catch_up()
    assert hits(store) == (0, 0)
    (record,) = store.audit.records(actions=[Action.WITHDRAWN])
    assert (record.actor, record.subject) == ("u1", document_id)
    with pytest.raises(NotFound):
        store.eraser.withdraw(document_id, actor="u1")


def test_only_what_was_withdrawn_is_erased(shelf: Shelf) -> None:
    document_id = shelf.put("La navette part de la gare.")
    with pytest.raises(Unresolved):
        shelf.store.eraser.request(document_id, actor="u1")
    with pytest.raises(NotFound):
        shelf.store.eraser.request("0" * 32, actor="u1")
    with pytest.raises(NotFound):
        shelf.store.eraser.complete("0" * 32)
    assert shelf.store.eraser.erasures.pending() == []
    assert hits(shelf.store) == (1, 1)


def test_the_receipt_tells_what_went_and_verifies(shelf: Shelf) -> None:
    store = shelf.store
    document_id = shelf.put("Ancien texte.", title="Guide")
    shelf.put("Nouveau texte.\n\nUne suite.", title="Guide", replaces=document_id)
    shelf.put("La navette part de la gare.")
    receipt = erased(store, document_id)
    assert (receipt.document_id, receipt.requested_by) == (document_id, "u1")
    assert (receipt.removed.versions, receipt.removed.passages) == (2, 2)
    assert len(receipt.removed.originals) == 2
    ends = {"sqlite": "rewritten", "postgresql": "vacuumed"}
    database = ends[store.catalogue.engine.dialect.name]
    assert (receipt.checked.passages, receipt.checked.database) == (1, database)
    assert receipt.checked.index_files > 5 and receipt.checked.columns > 7
    assert store.eraser.receipts() == [receipt]
    assert store.eraser.erasures.pending() == []
    assert [each.subject for each in store.audit.records(actions=[Action.ERASED])] == [document_id]
    assert store.audit.verify() is None
    assert verify(receipt) and store.eraser.signed(receipt)


@pytest.mark.parametrize(
    "change",
    [
        {"document_id": "0" * 32},
        {"requested_by": "somebody"},
        {"unreached": ("elsewhere",)},
        {"signature": "00" * 64},
        {"signature": "no signature"},
        {"key": "00" * 32},
    ],
)
def test_a_changed_receipt_does_not_verify(shelf: Shelf, change: dict[str, object]) -> None:
    receipt = erased(shelf.store, shelf.put("La navette part de la gare."))
    assert not verify(receipt.model_copy(update=change))


def test_a_receipt_signed_elsewhere_is_told_apart(shelf: Shelf) -> None:
    receipt = erased(shelf.store, shelf.put("La navette part de la gare."))
    assert not verify(receipt, "00" * 32)


def test_asking_again_is_harmless_and_gives_the_same_receipt(shelf: Shelf) -> None:
    store = shelf.store
    receipt = erased(store, shelf.put("La navette part de la gare."))
    store.eraser.request(receipt.document_id, actor="u2")
    assert store.eraser.finish() == []
    assert store.eraser.complete(receipt.document_id) == receipt
    assert len(store.audit.records(actions=[Action.ERASED])) == 1


def test_killed_after_the_request_the_next_owner_finishes(settings: Settings) -> None:
    with open_store(settings) as store:
        document_id = Shelf(store).put("La navette part de la gare.")
        store.eraser.withdraw(document_id, actor="u1")
        store.eraser.request(document_id, actor="u1")
    with open_store(settings) as store:
        (receipt,) = store.eraser.finish()
        assert receipt.document_id == document_id and verify(receipt)


def test_killed_before_its_files_went_the_files_still_go(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "navette.txt"
    path.write_text("La navette part de la gare.", "utf-8")
    document_id = keep_file(store, path)
    store.eraser.withdraw(document_id, actor="u1")
    with monkeypatch.context() as patched:
        patched.setattr("kb.erasure.Eraser._remove_files", _die)
        with pytest.raises(InterruptedError):
            store.eraser.request(document_id, actor="u1")
    assert list(store.originals.stored()) == [content_hash(path)]
    (receipt,) = store.eraser.finish()
    assert list(store.originals.stored()) == []
    assert receipt.removed.originals == (content_hash(path),)


def _die(*_: object) -> None:
    raise InterruptedError


def test_beside_the_owner_only_the_request_is_made(settings: Settings) -> None:
    with open_store(settings) as owner:
        document_id = Shelf(owner).put("La navette part de la gare.")
        with open_store(settings) as beside:
            beside.eraser.withdraw(document_id, actor="u1")
            beside.eraser.request(document_id, actor="u1")
            assert beside.eraser.finish() == []
            with pytest.raises(StoreError):
                beside.eraser.complete(document_id, patience=0.0)
        assert isinstance(owner.eraser.erasures.find(document_id), Pending)
        assert owner.follower is not None
        stop = threading.Event()
        thread = threading.Thread(target=owner.follower.run, args=(stop, 0.01))
        thread.start()
        try:
            with open_store(settings) as beside:
                assert verify(beside.eraser.complete(document_id, patience=30.0))
        finally:
            stop.set()
            thread.join()


def test_an_original_that_another_document_shares_stays(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "navette.txt"
    path.write_text("La navette part de la gare.", "utf-8")
    ours, theirs = keep_file(store, path), keep_file(store, path, party="fr")
    digest = content_hash(path)
    picture = store.settings.pictures / digest[:2] / f"{digest}-1.webp"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"picture")
    receipt = erased(store, ours)
    assert receipt.removed.shared == (digest,)
    assert store.originals.path(digest).exists() and picture.exists()
    assert hits(store) == (1, 1)
    assert erased(store, theirs).removed.shared == ()
    assert not picture.exists() and list(store.originals.stored()) == []


def test_exports_within_the_home_go_and_others_are_named(shelf: Shelf, tmp_path: Path) -> None:
    store, home = shelf.store, shelf.store.settings.home
    document_id = shelf.put("La navette part de la gare.")
    other = shelf.put("Le mentorat aide.", title="Autre")
    folder, file, kept = (home / "exports" / name for name in ("one", "two.zip", "three.zip"))
    folder.mkdir(parents=True)
    for each in (folder / "data.txt", file, kept):
        each.write_text("export", "utf-8")
    outside = tmp_path / "outside.zip"
    outside.write_text("export", "utf-8")
    for path in (str(folder), "exports/two.zip", str(outside), "exports/gone.zip"):
        record_export(store, path, document_id, other)
    record_export(store, str(kept), other)
    receipt = erased(store, document_id)
    assert receipt.unreached == (str(outside),)
    assert not folder.exists() and not file.exists()
    assert outside.exists() and kept.exists()
    with store.catalogue.engine.connect() as connection:
        assert list(connection.execute(select(exports.c.path)).scalars()) == [str(kept)]


def test_where_homes_are_several_an_export_that_is_not_here_may_be_elsewhere(shelf: Shelf) -> None:
    traces = replace(shelf.store.eraser.traces, alone=False)
    here = shelf.store.settings.home / "exports.zip"
    here.touch()
    assert traces.remove_exports([str(here), "exports/gone.zip"]) == ["exports/gone.zip"]
    assert not here.exists()


@pytest.mark.parametrize("path", [".", "..", "indexes", "catalogue.sqlite", "keys/audit.key"])
def test_a_wrong_record_of_an_export_never_takes_the_home_with_it(shelf: Shelf, path: str) -> None:
    store = shelf.store
    document_id = shelf.put("La navette part de la gare.")
    (store.settings.home / "catalogue.sqlite").touch()
    record_export(store, path, document_id)
    assert erased(store, document_id).unreached == (path,)
    assert (store.settings.home / path).exists()


def test_nothing_is_signed_while_something_is_left(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = shelf.store
    document_id = shelf.put("La navette part de la gare.")
    store.eraser.withdraw(document_id, actor="u1")
    store.eraser.request(document_id, actor="u1")
    left = store.settings.home / "indexes" / "left-behind"
    left.write_text(f"...{document_id}...", "utf-8")
    with pytest.raises(StoreError, match="left-behind"):
        store.eraser.finish()
    assert isinstance(store.eraser.erasures.find(document_id), Pending)
    left.unlink()
    assert len(store.eraser.finish()) == 1


def test_several_requests_are_finished_together(shelf: Shelf) -> None:
    store = shelf.store
    ids = [shelf.put(f"La navette {number}.", title=f"T{number}") for number in range(3)]
    for document_id in ids[:2]:
        store.eraser.withdraw(document_id, actor="u1")
        store.eraser.request(document_id, actor="u1")
    assert [each.document_id for each in store.eraser.finish()] == ids[:2]
    assert hits(store) == (1, 1)


def test_what_an_erasure_remembers_has_no_content(shelf: Shelf) -> None:
    document_id = shelf.put("La navette part.", title="Titre secret")
    shelf.store.eraser.withdraw(document_id, actor="u1")
    shelf.store.eraser.request(document_id, actor="u1")
    with shelf.store.catalogue.engine.connect() as connection:
        (row,) = connection.execute(select(erasures)).mappings()
        told = connection.execute(select(changes.c.document_id)).scalars()
        assert set(told) == {document_id}
    assert row["facts"].keys() == {"versions", "passages", "originals", "exports"}
    assert "secret" not in str(dict(row)) and "navette" not in str(dict(row))


def test_a_draft_cannot_be_erased(shelf: Shelf) -> None:
    document_id = shelf.put("La navette part.", status=Status.DRAFT)
    with pytest.raises(Unresolved):
        shelf.store.eraser.request(document_id, actor="u1")

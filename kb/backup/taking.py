"""Take a backup while others read and write: the catalogue, the originals, the keys."""

import fcntl
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import select

from kb.audit import Action
from kb.backup.layout import (
    MANIFEST,
    ORIGINALS,
    STATE,
    Manifest,
    original_path,
    read_manifest,
    settle,
    write_manifest,
)
from kb.backup.snapshot import copy_catalogue, snapshot
from kb.catalogue.schema import REVISION, versions
from kb.errors import BackupError, NotFound
from kb.nouns import Frozen
from kb.originals import content_hash
from kb.store import Store

_LOCK = "backup.lock"
_OURS = (MANIFEST, ORIGINALS, STATE, _LOCK, f".{MANIFEST}")
_TRIES = 5
_STEP = 1_000_000


class Taken(Frozen):
    """A backup that was taken.

    Attributes:
        originals: how many it holds; `copied` of them came now.
        missing: those that are missing or damaged in the home itself.
    """

    path: Path
    made_at: datetime
    originals: int
    copied: int
    missing: tuple[str, ...]


def take_backup(store: Store, folder: Path, *, by: str) -> Taken:
    """Bring a backup folder up to date; until its end, the folder holds the earlier backup.

    Raises:
        BackupError: when the folder is something else, or another backup is being written to it.
        MissingDependency: when a program that is needed is not installed.
    """
    _make_ready(folder, store.settings.home)
    with _alone(folder):
        earlier = set(read_manifest(folder).originals) if (folder / MANIFEST).exists() else set()
        for _ in range(_TRIES):
            manifest, copied = _one(store, folder, earlier)
            if not set(manifest.missing) - store.catalogue.feed.content_hashes():
                break
            # Erased since the catalogue was copied: it is copied again, without them.
        write_manifest(folder, manifest)
        _prune(folder, manifest)
    held = len(manifest.originals)
    store.audit.record(by, Action.BACKED_UP, originals=str(held))
    return Taken(
        path=folder,
        made_at=manifest.made_at,
        originals=held,
        copied=copied,
        missing=manifest.missing,
    )


def _one(store: Store, folder: Path, earlier: set[str]) -> tuple[Manifest, int]:
    now = datetime.now(UTC)
    state = folder / f"{STATE}{now:%Y%m%dT%H%M%SZ}-{secrets.token_hex(4)}"
    state.mkdir(mode=0o700)
    with snapshot(store.catalogue.engine, store.settings.keys, state) as reading:
        wanted = sorted(set(reading.execute(select(versions.c.content_hash)).scalars()))
        copy_catalogue(reading, state)
    held = {each for each in earlier if (folder / original_path(each)).exists()}
    new = [each for each in wanted if each not in held]
    missing = tuple(each for each in new if not _copied(store, each, folder))
    files = [path for path in sorted(state.rglob("*")) if path.is_file()]
    manifest = Manifest(
        made_at=now,
        revision=REVISION,
        encoder=store.encoder.name,
        database="sqlite" if store.catalogue.engine.dialect.name == "sqlite" else "postgresql",
        state=state.name,
        files={str(path.relative_to(folder)): content_hash(path) for path in files}
        | {original_path(each): each for each in wanted if each not in missing},
        missing=missing,
    )
    return manifest, len(new) - len(missing)


def _copied(store: Store, digest: str, folder: Path) -> bool:
    """Copy an original as it is read, so that half of one never bears its name; tell if whole."""
    target = folder / original_path(digest)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    fresh = target.parent / f".incoming-{secrets.token_hex(8)}"
    hashed = hashlib.sha256()
    try:
        with store.originals.path(digest).open("rb") as source, _private(fresh) as copy:
            while piece := source.read(_STEP):
                hashed.update(piece)
                os.write(copy, piece)
            os.fsync(copy)
    except (NotFound, FileNotFoundError):
        return False
    if hashed.hexdigest() != digest:
        fresh.unlink()
        return False
    fresh.replace(target)
    return True


@contextmanager
def _private(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _make_ready(folder: Path, home: Path) -> None:
    """Make the folder, or find an earlier backup in it; anything else stays untouched."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    foreign = [path.name for path in folder.iterdir() if not path.name.startswith(_OURS)]
    if foreign or home.resolve() in [folder.resolve(), *folder.resolve().parents]:
        raise BackupError("backup.foreign_folder", folder=str(folder))
    folder.chmod(0o700)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / _LOCK).open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError("backup.in_use", folder=str(folder)) from error
        yield


def _prune(folder: Path, manifest: Manifest) -> None:
    """Remove what only earlier backups held: what was erased since goes from here too."""
    for state in folder.glob(f"{STATE}*"):
        if state.name != manifest.state:
            shutil.rmtree(state)
    kept = {folder / path for path in manifest.files}
    for path in (folder / ORIGINALS).glob("??/*"):
        if path not in kept:
            path.unlink()
    settle(folder)

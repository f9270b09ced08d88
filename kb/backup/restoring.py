"""Make a home of a backup: nothing is touched before the whole backup is found undamaged.

On SQLite everything is made in a folder of its own within the home; the catalogue comes to its
place last. Killed before, the home is still empty but for that folder, which the next try clears.
"""

import shutil
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine, delete, inspect, update
from sqlalchemy.engine import make_url

from kb.audit import Action
from kb.backup.erasing_again import check_receipts, erase_again
from kb.backup.layout import (
    CATALOGUES,
    KEYS,
    SQLITE,
    Manifest,
    checked_manifest,
    original_path,
    settle,
)
from kb.backup.snapshot import copy_keys, put_catalogue
from kb.catalogue.schema import REVISION
from kb.catalogue.tables import work
from kb.catalogue.tables.people import sessions
from kb.errors import BackupError
from kb.nouns import Frozen
from kb.receipts import Receipt
from kb.settings import Settings
from kb.store import Role, Store, open_store

_STAGING = "restoring"


class Restored(Frozen):
    """What came back.

    Attributes:
        passages: how many are published and indexed again.
        erased: documents that were erased once more.
        missing: originals that the backup did not hold either.
    """

    made_at: datetime
    originals: int
    passages: int
    erased: tuple[str, ...]
    missing: tuple[str, ...]


def restore_backup(
    folder: Path, settings: Settings, receipts: Sequence[Receipt] = (), *, by: str
) -> Restored:
    """Restore a backup into an empty home, and erase again what receipts name.

    Raises:
        BackupError: when the backup is damaged, or does not fit, or the home is used.
    """
    manifest = checked_manifest(folder)
    if manifest.revision > REVISION:
        raise BackupError("backup.newer", revision=manifest.revision)
    if make_url(settings.catalogue_url).get_backend_name() != manifest.database:
        raise BackupError("backup.other_database", database=manifest.database)
    _refuse_used(settings)
    check_receipts(receipts, folder, manifest)
    staging = settings.home / _STAGING
    shutil.rmtree(staging, ignore_errors=True)
    staging.mkdir(parents=True)
    restored = _bring(folder, manifest, _within(settings, staging), receipts, by)
    _move(staging, settings.home)
    return restored


def _refuse_used(settings: Settings) -> None:
    used = [path for path in settings.home.glob("*") if path.name != _STAGING]
    address = make_url(settings.catalogue_url)
    if address.get_backend_name() == SQLITE:
        used += [path for path in [Path(str(address.database))] if path.exists()]
    else:
        engine = create_engine(address)
        used += [settings.home] if inspect(engine).get_table_names() else []
        engine.dispose()
    if used or any(settings.keys.glob("*")):
        raise BackupError("backup.used_home", home=str(settings.home))


def _within(settings: Settings, staging: Path) -> Settings:
    return settings.model_copy(update={"home": staging})


def _bring(
    folder: Path, manifest: Manifest, settings: Settings, receipts: Sequence[Receipt], by: str
) -> Restored:
    state = folder / manifest.state
    copy_keys(state / KEYS, settings.keys)
    put_catalogue(state / CATALOGUES[manifest.database], settings.catalogue_url)
    with open_store(settings, role=Role.WORKER) as store:
        _begin_anew(store)
        for digest in manifest.originals:
            store.originals.keep(folder / original_path(digest), digest)
        erased = erase_again(store, receipts, by=by)
        store.audit.record(by, Action.RESTORED, made_at=manifest.made_at.isoformat())
        store.catch_up()
        return Restored(
            made_at=manifest.made_at,
            originals=len(manifest.originals),
            passages=store.catalogue.feed.published_passages(),
            erased=tuple(erased),
            missing=manifest.missing,
        )


def _begin_anew(store: Store) -> None:
    """Sign everybody out, and forget the processes of that day with what they held.

    A session that was ended since the backup must not live again.
    """
    with store.catalogue.engine.execution_options(writes=True).begin() as connection:
        connection.execute(delete(sessions))
        connection.execute(delete(work.processes))
        connection.execute(update(work.leases).values(owner=""))


def _move(staging: Path, home: Path) -> None:
    """Put everything in its place, the catalogue last."""
    for path in sorted(staging.iterdir(), key=lambda each: each.name.startswith("catalogue")):
        path.rename(home / path.name)
    staging.rmdir()
    settle(home)

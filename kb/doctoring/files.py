"""Whether the originals are all there and can be mended, and nothing lies beside them."""

from pathlib import Path

from sqlalchemy import select

from kb.backup.layout import original_path
from kb.catalogue.schema import versions
from kb.doctoring.findings import Finding, State, found
from kb.originals import content_hash
from kb.store import Store

_MOST_NAMED = 5


def originals(store: Store, backup: Path | None) -> Finding:
    """Look whether every original is there, taking back from a backup what it has."""
    missing = _missing(store)
    if not missing:
        return found("originals", State.OK, "doctor.originals")
    brought = [each for each in missing if backup and _brought(store, each, backup)]
    left = missing - set(brought)
    if left:
        said = _naming(store, left)
        count = len(left)
        return found(
            "originals", State.ERROR, "doctor.originals_missing", count=count, documents=said
        )
    return found("originals", State.MENDED, "doctor.originals_mended", count=len(brought))


def orphans(store: Store) -> Finding:
    """Delete files that no document has."""
    swept = store.originals.sweep(store.catalogue.feed.content_hashes())
    state = State.MENDED if swept else State.OK
    return found("orphans", state, "doctor.orphans", count=swept)


def _missing(store: Store) -> set[str]:
    return store.catalogue.feed.content_hashes() - set(store.originals.stored())


def _brought(store: Store, digest: str, backup: Path) -> bool:
    copy = backup / original_path(digest)
    if not copy.is_file() or content_hash(copy) != digest:
        return False
    store.originals.keep(copy, digest)
    return True


def _naming(store: Store, digests: set[str]) -> str:
    """Name the documents of some originals, by file and id: whoever reads this holds them."""
    query = select(versions.c.file_name, versions.c.document_id, versions.c.content_hash)
    with store.catalogue.engine.connect() as connection:
        rows = connection.execute(query.order_by(versions.c.id)).all()
    names = [f"{row.file_name} ({row.document_id})" for row in rows if row.content_hash in digests]
    more = ["…"] if len(names) > _MOST_NAMED else []
    return ", ".join([*names[:_MOST_NAMED], *more])

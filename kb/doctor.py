"""Look an installation over, and mend what can be mended without asking."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from kb.doctoring import files, soundness, surroundings
from kb.doctoring.findings import Finding, State, found
from kb.store import Store

__all__ = ["Finding", "State", "examine"]

_CHECKS: dict[str, Callable[[Store], Finding]] = {
    "disk": surroundings.disk,
    "integrity": soundness.integrity,
    "catalogue": soundness.catalogue,
    "audit": soundness.audit_chain,
    "clock": soundness.clock,
    "embeddings": soundness.vectors,
    "indexes": surroundings.indexes,
    "orphans": files.orphans,
    "encoder": surroundings.encoder,
    "scans": surroundings.reading_scans,
    "room": surroundings.room,
}


def examine(store: Store, backup: Path | None = None) -> Iterator[Finding]:
    """Run every check, mending indexes and sweeping orphans on the way.

    Originals that are missing are taken from `backup`, if one is given.
    """
    checks = {"originals": partial(files.originals, backup=backup)} | _CHECKS
    return (_made(check, name, store) for name, check in checks.items())


def _made(check: Callable[[Store], Finding], name: str, store: Store) -> Finding:
    try:
        return check(store)
    except (DBAPIError, OSError) as error:
        reason = str(error.orig if isinstance(error, DBAPIError) else error)
        return found(name, State.ERROR, "doctor.failed", reason=reason)

"""Look an installation over, and mend what can be mended without asking."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from enum import StrEnum

from kb.nouns import Frozen, Notice
from kb.store import Store

_LITTLE_ROOM = 500_000_000
_TESSERACT = "apt-get install tesseract-ocr tesseract-ocr-fra"


class State(StrEnum):
    """How it is with one thing."""

    OK = "ok"
    MENDED = "mended"
    WARNING = "warning"
    ERROR = "error"


class Finding(Frozen):
    """What was found of one thing, with the message that says it."""

    check: str
    state: State
    notice: Notice


def examine(store: Store) -> Iterator[Finding]:
    """Run every check, mending indexes and sweeping orphans on the way."""
    checks: tuple[Callable[[Store], Finding], ...] = (
        _catalogue,
        _indexes,
        _originals,
        _orphans,
        _encoder,
        _reading_scans,
        _room,
    )
    return (check(store) for check in checks)


def _catalogue(store: Store) -> Finding:
    passages = store.catalogue.feed.published_passages()
    return _finding("catalogue", State.OK, "doctor.catalogue", passages=passages)


def _indexes(store: Store) -> Finding:
    if store.follower is None:
        return _finding("indexes", State.OK, "doctor.indexes_elsewhere")
    state = State.MENDED if store.follower.mend() else State.OK
    return _finding("indexes", state, f"doctor.indexes_{state}", behind=store.follower.behind())


def _originals(store: Store) -> Finding:
    missing = store.catalogue.feed.content_hashes() - set(store.originals.stored())
    if missing:
        first = min(missing)[:12]
        return _finding(
            "originals", State.ERROR, "doctor.originals_missing", count=len(missing), first=first
        )
    return _finding("originals", State.OK, "doctor.originals")


def _orphans(store: Store) -> Finding:
    swept = store.originals.sweep(store.catalogue.feed.content_hashes())
    state = State.MENDED if swept else State.OK
    return _finding("orphans", state, "doctor.orphans", count=swept)


def _encoder(store: Store) -> Finding:
    return _finding("encoder", State.OK, "doctor.encoder", name=store.encoder.name)


def _reading_scans(store: Store) -> Finding:
    program = shutil.which("tesseract")
    if program is None:
        return _finding("scans", State.WARNING, "doctor.no_tesseract", command=_TESSERACT)
    listed = subprocess.run(  # noqa: S603 - a program found on the path, fixed arguments
        [program, "--list-langs"], capture_output=True, text=True, check=False, timeout=20
    )
    if not {"fra", "eng"} <= set(listed.stdout.split()):
        return _finding("scans", State.WARNING, "doctor.no_tesseract", command=_TESSERACT)
    return _finding("scans", State.OK, "doctor.tesseract")


def _room(store: Store) -> Finding:
    free = shutil.disk_usage(store.settings.home).free
    state = State.WARNING if free < _LITTLE_ROOM else State.OK
    return _finding("room", state, f"doctor.room_{state}", megabytes=free // 1_000_000)


def _finding(check: str, state: State, code: str, **values: str | int | float) -> Finding:
    return Finding(check=check, state=state, notice=Notice(code=code, values=values))

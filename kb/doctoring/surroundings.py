"""Whether what the store stands on is as it should be: indexes, encoder, programs, disk."""

import os
import shutil
import subprocess
import tempfile

from kb.doctoring.findings import Finding, State, found
from kb.store import Store

_LITTLE_ROOM = 500_000_000
_TESSERACT = "apt-get install tesseract-ocr tesseract-ocr-fra"


def indexes(store: Store) -> Finding:
    """Compare the indexes with the catalogue, and rebuild those that differ."""
    if store.follower is None:
        return found("indexes", State.OK, "doctor.indexes_elsewhere")
    state = State.MENDED if store.follower.mend() else State.OK
    return found("indexes", state, f"doctor.indexes_{state}", behind=store.follower.behind())


def encoder(store: Store) -> Finding:
    """Name the encoder, which opening the store has loaded."""
    return found("encoder", State.OK, "doctor.encoder", name=store.encoder.name)


def reading_scans(store: Store) -> Finding:
    """Look for the program that reads scans, and its languages."""
    program = shutil.which("tesseract")
    if program is None:
        return found("scans", State.WARNING, "doctor.no_tesseract", command=_TESSERACT)
    listed = subprocess.run(  # noqa: S603 - a program found on the path, fixed arguments
        [program, "--list-langs"], capture_output=True, text=True, check=False, timeout=20
    )
    if not {"fra", "eng"} <= set(listed.stdout.split()):
        return found("scans", State.WARNING, "doctor.no_tesseract", command=_TESSERACT)
    return found("scans", State.OK, "doctor.tesseract")


def room(store: Store) -> Finding:
    """Measure what is free on the disk."""
    free = shutil.disk_usage(store.settings.home).free
    state = State.WARNING if free < _LITTLE_ROOM else State.OK
    return found("room", state, f"doctor.room_{state}", megabytes=free // 1_000_000)


def disk(store: Store) -> Finding:
    """Write a file to the home, and have the disk confirm it."""
    try:
        with tempfile.NamedTemporaryFile(dir=store.settings.home, prefix=".checkup-") as file:
            file.write(b"passerelle")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        reason = error.strerror or str(error)
        return found("disk", State.ERROR, "doctor.disk_refuses", reason=reason)
    return found("disk", State.OK, "doctor.disk")

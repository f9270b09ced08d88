"""Where an index stands in the change log, in a small file beside it."""

import json
import os
from pathlib import Path

PLACEMARK = "position.json"


def read_position(folder: Path, stamp: int | None = None) -> int:
    """Tell the last change that the index in `folder` holds, 0 when nothing is known.

    Args:
        folder: where the index is.
        stamp: of the index's last commit, where it has one. If it is not the one that an
            `intend` named, the commit that was intended took place: a process killed right
            after it need not be made up for.
    """
    try:
        record = json.loads((folder / PLACEMARK).read_text("utf-8"))
        intended = record.get("intended")
        if intended and stamp is not None and stamp != intended["stamp"]:
            return int(intended["position"])
        return int(record["position"])
    except (FileNotFoundError, ValueError, KeyError):
        return 0


def last_written(path: Path) -> tuple[int, int, int]:
    """Tell states of a file apart, where each is a new file in the place of the old one."""
    try:
        # Every question asks several times: `Path.stat` takes longer.
        state = os.stat(path)
    except FileNotFoundError:
        return 0, 0, 0
    return state.st_ino, state.st_mtime_ns, state.st_size


def write_position(folder: Path, position: int) -> None:
    """Record the last change held: a crash leaves the old record or the new one."""
    _write(folder, {"position": position})


def intend(folder: Path, position: int, stamp: int) -> None:
    """Record which change the commit after the one of `stamp` will hold."""
    held = read_position(folder, stamp)
    _write(folder, {"position": held, "intended": {"position": position, "stamp": stamp}})


def _write(folder: Path, record: dict[str, object]) -> None:
    draft = folder / f".{PLACEMARK}"
    with draft.open("w", encoding="utf-8") as file:
        json.dump(record, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / PLACEMARK)

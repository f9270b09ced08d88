"""Where an index stands in the change log, in a small file beside it."""

import json
import os
from pathlib import Path

_NAME = "position.json"


def read_position(folder: Path) -> int:
    """Tell the last change that the index in `folder` holds, 0 when nothing is known."""
    try:
        return int(json.loads((folder / _NAME).read_text("utf-8"))["position"])
    except (FileNotFoundError, ValueError, KeyError):
        return 0


def write_position(folder: Path, position: int) -> None:
    """Record the last change held: a crash leaves the old record or the new one."""
    draft = folder / f".{_NAME}"
    with draft.open("w", encoding="utf-8") as file:
        json.dump({"position": position}, file)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(folder / _NAME)

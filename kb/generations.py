"""Where an index stands when it is rebuilt beside itself: one numbered folder each time.

A folder counts from the moment its position is recorded, which is the last thing written to it:
a crash leaves the old generation or the new one, never half of one.
"""

import shutil
from pathlib import Path

from kb.placemark import read_position


class Generations:
    """Number the folders of one index below `root`."""

    def __init__(self, root: Path) -> None:
        """Use `root`, which is made with the first folder."""
        self._root = root

    def current(self) -> Path:
        """Give the newest complete folder, and remove what else a crash has left.

        Where none is complete, an empty one is made: the index is followed from the start.
        """
        complete = [each for each in self._folders() if read_position(each)]
        newest = complete[-1] if complete else self.fresh()
        self.keep(newest)
        return newest

    def fresh(self) -> Path:
        """Make an empty folder, newer than all others."""
        numbers = [int(each.name) for each in self._folders()]
        folder = self._root / str(max(numbers, default=0) + 1)
        folder.mkdir(parents=True)
        return folder

    def keep(self, folder: Path) -> None:
        """Remove every folder but one."""
        for other in self._folders():
            if other != folder:
                shutil.rmtree(other)

    def _folders(self) -> list[Path]:
        """List the folders, the oldest first."""
        found = [each for each in self._root.glob("*") if each.name.isdecimal()]
        return sorted(found, key=lambda each: int(each.name))

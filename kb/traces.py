"""What lies of a document beside the catalogue: originals, page pictures, exports, index files."""

import shutil
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from kb.ports import OriginalFiles

_OURS = ("catalogue", "indexes", "keys", "originals", "pictures")
"""How the names in a home begin that no export bears, whatever a record of one may say."""


@dataclass(frozen=True, slots=True)
class Traces:
    """Find and delete files of documents below one home.

    Attributes:
        alone: whether no other process has a home of its own: what is not here is gone then.
    """

    home: Path
    originals: OriginalFiles
    pictures: Path
    indexes: Path
    alone: bool = True

    def remove(self, hashes: Iterable[str]) -> None:
        """Delete originals and the pictures of their pages.

        The originals first: whoever has drawn a page then sees that its original is gone, and
        drops the picture, or has it deleted here.
        """
        gone = list(hashes)
        for digest in gone:
            self.originals.forget(digest)
        for path in self._pictures_of(gone):
            path.unlink(missing_ok=True)

    def left(self, hashes: Iterable[str]) -> list[str]:
        """Name what is still there of originals and the pictures of their pages."""
        asked = set(hashes)
        pictures = [path.name for path in self._pictures_of(asked)]
        return sorted(asked & set(self.originals.stored())) + pictures

    def drop_copies(self, wanted: set[str]) -> None:
        """Delete what this home has made for itself of originals that nothing refers to."""
        self.originals.drop_copies(wanted)
        for path in self.pictures.glob("??/*"):
            if path.name.partition("-")[0] not in wanted:
                path.unlink(missing_ok=True)

    def remove_exports(self, paths: Iterable[str]) -> list[str]:
        """Delete exports within the home; list those that could not be reached.

        What lies elsewhere is left alone: it may be on another machine by now, or be somebody's
        folder that only has the same name.
        """
        return [path for path in paths if not self._removed(self.home / path)]

    def index_files(self) -> list[Path]:
        """List the files of all indexes."""
        return [path for path in self.indexes.rglob("*") if path.is_file()]

    def _removed(self, path: Path) -> bool:
        real, home = path.resolve(), self.home.resolve()
        if home not in real.parents or real.relative_to(home).parts[0].startswith(_OURS):
            return False
        if not (self.alone or real.exists()):
            return False
        try:
            if real.is_dir():
                shutil.rmtree(real)
            else:
                real.unlink(missing_ok=True)
        except OSError:
            return False
        return True

    def _pictures_of(self, hashes: Iterable[str]) -> Iterator[Path]:
        for digest in hashes:
            yield from (self.pictures / digest[:2]).glob(f"{digest}-*")

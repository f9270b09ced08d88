"""Each process of the server set-up frees its own home of what was erased, wherever it was asked.

The catalogue tells which change was the last of any erased document. A home whose indexes were
built anew after it, and whose copies were looked through, is clean up to there, which it writes
down; a process that was away finds itself behind and cleans before it serves.
"""

from dataclasses import dataclass

from kb.catalogue.erasures import Erasures
from kb.follower import Follower
from kb.index_folders import IndexFolders
from kb.placemark import read_position, write_position
from kb.traces import Traces
from kb.vector_server import ServerVectors


@dataclass(frozen=True, slots=True)
class Cleaner:
    """Free one home of what was erased.

    Attributes:
        folders: where its indexes lie, and where it is written down.
        vectors: the shared index, which whoever follows into it builds anew.
    """

    erasures: Erasures
    traces: Traces
    follower: Follower
    folders: IndexFolders
    vectors: ServerVectors

    @property
    def through(self) -> int:
        """Tell up to which change this home is clean."""
        return read_position(self.folders.cleaned)

    def clean(self) -> None:
        """Free this home of all that it holds, if something was erased since."""
        asked = self.erasures.through()
        if self.through >= asked or not self.folders.forget_others(asked):
            return
        self._remove_exports()
        self.traces.drop_copies(self.follower.feed.content_hashes())
        self.follower.rebuild()
        self.folders.cleaned.mkdir(parents=True, exist_ok=True)
        write_position(self.folders.cleaned, asked)

    def everywhere(self) -> bool:
        """Tell whether every living process and the shared vectors are clean."""
        asked = self.erasures.through()
        clean = self.through >= asked and self.vectors.cleaned_through >= asked
        return clean and not self.erasures.behind(asked)

    def _remove_exports(self) -> None:
        """Delete exports that lie here, and that whoever asked for the erasure could not reach."""
        for document_id, paths in self.erasures.exports_left().items():
            left = self.traces.remove_exports(paths)
            if removed := set(paths) - set(left):
                self.erasures.settle_exports(document_id, removed)


def clean_vectors(vectors: ServerVectors, erasures: Erasures, follower: Follower) -> None:
    """Build the shared index anew if something was erased since; for who holds its lease."""
    if vectors.cleaned_through < erasures.through():
        # Another encoder's are made anew from the catalogue when they are needed.
        vectors.forget_others()
        follower.rebuild()

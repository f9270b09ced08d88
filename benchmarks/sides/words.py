"""BM25 alone: bm25s with its own tokenisation, all passages in memory."""

import sys
from pathlib import Path

from benchmarks.sides.race import PASSAGES_ASKED, Material, first_documents, read_material, run


class Words:
    """Index with bm25s, narrow by a mask."""

    def __init__(self, material: Material, folder: Path) -> None:
        """Prepare an empty index."""
        import bm25s

        self._library = bm25s
        self._material = material
        self._folder = folder / "bm25s"
        self._index = bm25s.BM25()

    def ingest(self) -> int:
        """Index everything, and save it."""
        import numpy as np

        own = self._material
        tokens = self._library.tokenize(own.texts, stopwords=None, show_progress=False)
        self._index.index(tokens, show_progress=False)
        self._index.save(str(self._folder))
        names = np.array(own.parties)
        self._masks = {each: (names == each).astype(np.float32) for each in set(own.parties)}
        return len(own.texts)

    def search(self, text: str, party: str | None) -> list[str]:
        """Rank all passages; those that share no word with the question are left out."""
        tokens = self._library.tokenize([text], stopwords=None, show_progress=False)
        rows, scores = self._index.retrieve(
            tokens,
            k=min(PASSAGES_ASKED, len(self._material.texts)),
            show_progress=False,
            weight_mask=self._masks[party] if party else None,
        )
        ranked = zip(rows[0], scores[0], strict=True)
        own = self._material.documents
        return first_documents([own[int(row)] for row, score in ranked if score > 0])


if __name__ == "__main__":
    place = Path(sys.argv[1])
    read = read_material(place / "material.json")
    run(Words(read, place), read.questions)

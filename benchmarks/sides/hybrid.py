"""The hybrid of txtai: MiniLM and BM25, half and half, with contents stored."""

import sys
from pathlib import Path

from benchmarks.sides.race import PASSAGES_ASKED, Material, first_documents, read_material, run


class Hybrid:
    """Index with `hybrid` and `content`, narrow by SQL."""

    def __init__(self, material: Material, folder: Path) -> None:
        """Open an empty index."""
        from txtai import Embeddings

        self._material = material
        self._folder = folder / "txtai"
        self._index = Embeddings(path=str(folder / "model"), hybrid=True, content=True, gpu=False)

    def ingest(self) -> int:
        """Index everything at once, and save it."""
        own = self._material
        facts = zip(own.texts, own.documents, own.parties, strict=True)
        self._index.index(
            (row, {"text": text, "document": document, "party": party}, None)
            for row, (text, document, party) in enumerate(facts)
        )
        self._index.save(str(self._folder))
        return len(own.texts)

    def search(self, text: str, party: str | None) -> list[str]:
        """Ask in SQL, as its documentation does."""
        query = "select document from txtai where similar(:text)"
        query += " and party = :party" if party else ""
        parameters = {"text": text} | ({"party": party} if party else {})
        found = self._index.search(query, PASSAGES_ASKED, parameters=parameters)
        return first_documents([each["document"] for each in found])


if __name__ == "__main__":
    place = Path(sys.argv[1])
    read = read_material(place / "material.json")
    run(Hybrid(read, place), read.questions)

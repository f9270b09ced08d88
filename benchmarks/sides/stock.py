"""The stock recipe: all-MiniLM-L6-v2 by sentence-transformers, and Chroma with its documents."""

import sys
from pathlib import Path

from benchmarks.sides.race import PASSAGES_ASKED, Material, first_documents, read_material, run

_AT_ONCE = 1000


class Stock:
    """Embed with MiniLM, store texts and metadata in Chroma, narrow by `where`."""

    def __init__(self, material: Material, folder: Path) -> None:
        """Open the model and an empty collection."""
        import chromadb
        from chromadb.config import Settings
        from sentence_transformers import SentenceTransformer

        self._material = material
        self._model = SentenceTransformer(str(folder / "model"), device="cpu")
        quiet = Settings(anonymized_telemetry=False)
        client = chromadb.PersistentClient(str(folder / "chroma"), quiet)
        self._passages = client.create_collection("passages", embedding_function=None)

    def ingest(self) -> int:
        """Embed and add everything, a thousand at once."""
        own = self._material
        vectors = self._model.encode(own.texts, show_progress_bar=False)
        for start in range(0, len(own.texts), _AT_ONCE):
            rows = range(start, min(start + _AT_ONCE, len(own.texts)))
            self._passages.add(
                ids=[str(row) for row in rows],
                embeddings=vectors[start : start + _AT_ONCE],
                documents=own.texts[start : start + _AT_ONCE],
                metadatas=[
                    {"document": own.documents[row], "party": own.parties[row]} for row in rows
                ],
            )
        return len(own.texts)

    def search(self, text: str, party: str | None) -> list[str]:
        """Ask the collection."""
        found = self._passages.query(
            query_embeddings=self._model.encode([text], show_progress_bar=False),
            n_results=PASSAGES_ASKED,
            where={"party": party} if party else None,
        )
        metadatas = found["metadatas"] or [[]]
        return first_documents([str(each["document"]) for each in metadatas[0]])


if __name__ == "__main__":
    place = Path(sys.argv[1])
    read = read_material(place / "material.json")
    run(Stock(read, place), read.questions)

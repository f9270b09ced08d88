"""Documents that are about the same as one."""

from dataclasses import dataclass

from kb.access import AccessScope
from kb.catalogue.reader import CatalogueReader
from kb.catalogue.rows import centroid
from kb.errors import MeaningUnreachable
from kb.nouns import Document, Link, Relation
from kb.ports import VectorSearch

_NEAR = 0.35
_PASSAGES = 120


@dataclass(frozen=True, slots=True)
class Related:
    """Find a document's neighbours, and its other-language sister."""

    reader: CatalogueReader
    vectors: VectorSearch
    encoder: str

    def neighbours(
        self, document_id: str, *, access: AccessScope, limit: int = 5
    ) -> list[Document]:
        """List the readable documents nearest in meaning, sisters and duplicates left out.

        None are, while the server of vectors is away: the document itself is read all the same.
        """
        own = [each.id for each in self.reader.passages_of(document_id, access=access)]
        vectors = self.reader.vectors(self.encoder, own, access=access).vectors
        if not len(vectors):
            return []
        try:
            near = self.vectors.search(centroid(vectors), access=access, limit=_PASSAGES + len(own))
        except MeaningUnreachable:
            return []
        placed = self.reader.vectors(self.encoder, [hit.passage_id for hit in near], access=access)
        best: dict[str, float] = {}
        for other, score in zip(
            placed.document_ids, placed.vectors @ centroid(vectors), strict=True
        ):
            best[other] = max(best.get(other, -1.0), float(score))
        known = {each.id for _, each in self.linked(document_id, access=access)} | {document_id}
        near_enough = [each for each in best.keys() - known if best[each] >= _NEAR]
        ranked = sorted(near_enough, key=lambda each: -best[each])
        documents = self.reader.documents(ranked[:limit], access=access)
        return [documents[each] for each in ranked[:limit] if each in documents]

    def linked(self, document_id: str, *, access: AccessScope) -> list[tuple[Link, Document]]:
        """List sisters in the other language and near-duplicates, the surest first."""
        return self.reader.links(document_id, access=access)

    def sisters(self, document_id: str, *, access: AccessScope) -> list[Document]:
        """List the same practice in the other language."""
        return [
            document
            for link, document in self.linked(document_id, access=access)
            if link.relation is Relation.TRANSLATION
        ]

"""Read what is compared of practices: the passages and facts of all their translations."""

from collections.abc import Sequence

import numpy as np

from kb.catalogue.reader import CatalogueReader
from kb.catalogue.rows import centroid
from kb.catalogue.twin_ends import PlacedEnd, TwinEnds
from kb.index_nouns import Vectors
from kb.nouns import Document, Kind
from search.twins.field import Field
from search.twins.likeness import Practice, Side


def read_practices(
    every: Field, heads: Sequence[str], *, ends: TwinEnds, reader: CatalogueReader, encoder: str
) -> dict[str, Practice]:
    """Read practices by their heads; one whose text is changing at this moment is left out."""
    members = {head: every.members[head] for head in heads if head in every.members}
    ids = [each for own in members.values() for each in own]
    vectors = ends.vectors(ids, encoder)
    documents = reader.documents(ids, access=reader.every_scope())
    read: dict[str, Practice] = {}
    for head, own in members.items():
        sides = [
            side
            for each in own
            if each in vectors
            and (side := _side(every, every.ends[every.rows[each]], vectors[each])) is not None
        ]
        if sides:
            read[head] = _practice(sides, [documents[each] for each in own if each in documents])
    return read


def _side(every: Field, end: PlacedEnd, vectors: Vectors) -> Side | None:
    measured = np.frombuffer(end.nearness, np.float32)
    width = len(every.languages)
    if measured.size != (1 + len(vectors)) * width:
        return None
    columns = measured.reshape(1 + len(vectors), width).T
    return Side(
        language=end.language,
        centroid=centroid(vectors),
        vectors=vectors,
        nearness=dict(zip(every.languages, columns, strict=True)),
    )


def _practice(sides: Sequence[Side], versions: Sequence[Document]) -> Practice:
    fields = [document.fields for document in versions]
    return Practice(
        sides=tuple(sides),
        domains=frozenset(key for each in fields for key in each.domains),
        target_groups=frozenset(key for each in fields for key in each.target_groups),
        is_sheet=any(each.kind is Kind.PRACTICE_SHEET for each in fields),
    )

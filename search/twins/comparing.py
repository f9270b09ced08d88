"""Lay two practices side by side: what they share, and which passages answer each other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.access import AccessScope
from kb.catalogue.reader import CatalogueReader
from kb.catalogue.rows import centroid
from kb.nouns import Document, StoredPassage
from kb.ports import Encoder
from search.twins.likeness import Side, measured_languages, nearness_to, scaled_cosines
from search.twins.words import SharedWord, SharedWords

_ANSWERS = 3
_SHORT = 80
"""Characters below which a passage says too little to be shown as a reason."""


@dataclass(frozen=True, slots=True)
class SharedFacts:
    """What two documents have in common besides their texts: keys of the vocabularies."""

    domains: tuple[str, ...]
    target_groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """Two passages that say nearly the same of the two practices."""

    one: StoredPassage
    other: StoredPassage


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why two practices may be twins."""

    shared: SharedFacts
    answers: tuple[Answer, ...]
    words: tuple[SharedWord, ...]


@dataclass(frozen=True, slots=True)
class Reasoning:
    """Find the reasons for a pair, from what its reader may read."""

    reader: CatalogueReader
    encoder: Encoder
    words: SharedWords

    def of(self, one: Document, other: Document, *, access: AccessScope) -> Reasons:
        """Give the reasons for a pair."""
        mine = self.reader.passages_of(one.id, access=access)
        theirs = self.reader.passages_of(other.id, access=access)
        texts = [[each.passage.text for each in passages] for passages in (mine, theirs)]
        return Reasons(
            shared=shared_facts(one, other),
            answers=tuple(self._answers((one, mine), (other, theirs), access=access)),
            words=tuple(self.words.between(*texts, access=access)),
        )

    def _answers(
        self,
        one: tuple[Document, list[StoredPassage]],
        other: tuple[Document, list[StoredPassage]],
        *,
        access: AccessScope,
    ) -> list[Answer]:
        """Pair the passages that answer each other best, each used once."""
        mine, theirs = _telling(one[1]), _telling(other[1])
        if not mine or not theirs:
            return []
        first = self._side(one[0], mine, access=access)
        second = self._side(other[0], theirs, access=access)
        likeness = scaled_cosines(first, second)
        found = []
        for _ in range(min(_ANSWERS, len(mine), len(theirs))):
            row, column = np.unravel_index(int(likeness.argmax()), likeness.shape)
            found.append(Answer(mine[row], theirs[column]))
            likeness[row, :] = likeness[:, column] = -np.inf
        return found

    def _side(
        self, document: Document, passages: Sequence[StoredPassage], *, access: AccessScope
    ) -> Side:
        ids = [each.id for each in passages]
        placed = self.reader.vectors(self.encoder.name, ids, access=access)
        rows = {passage_id: row for row, passage_id in enumerate(placed.passage_ids)}
        vectors = placed.vectors[[rows[each] for each in ids]]
        whole = centroid(vectors)
        table = nearness_to(self.encoder.background, np.vstack([whole[np.newaxis], vectors]))
        languages = measured_languages(self.encoder.background)
        return Side(
            language=document.fields.language,
            centroid=whole,
            vectors=vectors,
            nearness=dict(zip(languages, table.T, strict=True)),
        )


def shared_facts(one: Document, other: Document) -> SharedFacts:
    """Give what two documents have in common besides their texts."""
    mine, theirs = one.fields, other.fields
    return SharedFacts(
        domains=tuple(key for key in mine.domains if key in theirs.domains),
        target_groups=tuple(key for key in mine.target_groups if key in theirs.target_groups),
    )


def _telling(passages: Sequence[StoredPassage]) -> list[StoredPassage]:
    """Keep what says something in sentences; all where nothing does, as in a table of facts."""
    return [
        each for each in passages if len(each.passage.text) >= _SHORT and "." in each.passage.text
    ] or list(passages)

"""Passages as they are held in memory: vectors, languages, and what their documents are."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from kb.access import AccessScope
from kb.choice import Choice
from kb.document_facts import SHELF, DocumentFacts, Halves
from kb.index_nouns import FACETS, Facet, Marked, PlacedVectors, Vectors
from kb.nouns import Filters
from kb.signs import Signs, signs_of

Mask = NDArray[np.bool_]
Rows = TypeVar("Rows", Halves, Signs)

_GROWTH = 1.5
_CHOICES = 3
"""Choices that are kept, as of all that may be read, or of one party: 16 bytes a passage each."""


@dataclass(frozen=True, slots=True)
class Held:
    """All passages at one moment: a change makes another, so that readers need no lock.

    Attributes:
        document_ids: by number; `numbers` leaves out those that are no longer held.
        marks: which documents have which facet: shape (len(columns), len(document_ids)).
        owners: the number of each passage's document; -1 for one that is no longer held.
        languages: for each passage, its place in `names`.
        rows: for each passage id, the row it stands in; -1 for none.
        vectors: shape (at least len(passage_ids), dimension): later moments write behind.
        signs: of the vectors: shape (words, at least len(passage_ids)).
        choices: what was chosen before, by shelves and filters.
    """

    document_ids: tuple[str, ...]
    numbers: Mapping[str, int]
    columns: Mapping[Facet, int]
    marks: Mask
    passage_ids: NDArray[np.int64]
    owners: NDArray[np.int32]
    languages: NDArray[np.int32]
    names: tuple[str, ...]
    rows: NDArray[np.int32]
    vectors: Halves
    signs: Signs
    excess: Vectors
    choices: dict[tuple[frozenset[str], Filters], Choice] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @classmethod
    def nothing(cls, dimension: int, room: int = 0) -> "Held":
        """Hold nothing yet, with room for some passages' vectors."""
        none, vectors = np.zeros(0, np.int32), np.zeros((room, dimension), np.float16)
        return cls(
            document_ids=(),
            numbers={},
            columns={},
            marks=np.zeros((0, 0), np.bool_),
            passage_ids=np.zeros(0, np.int64),
            owners=none,
            languages=none,
            names=(),
            rows=none,
            vectors=vectors,
            signs=signs_of(vectors),
            excess=np.zeros(0, np.float32),
        )

    def changed(self, put: Sequence[DocumentFacts], gone: Iterable[str]) -> "Held":
        """Forget the documents of `gone`, then take those of `put` in."""
        kept = self._without(gone)
        return kept._with(put) if put else kept

    def chosen(self, filters: Filters, *, access: AccessScope) -> Choice:
        """Choose the readable passages of the documents that pass the filters."""
        if filters.documents:
            return self._chosen(filters, access)
        asked = access.shelves, filters
        if (known := self.choices.get(asked)) is not None:
            return known
        for oldest in list(self.choices)[: 1 - _CHOICES]:
            self.choices.pop(oldest, None)
        return self.choices.setdefault(asked, self._chosen(filters, access))

    def narrowing(self, filters: Filters, *, access: AccessScope) -> Filters:
        """Give the filters less those that every readable document passes."""
        readable = self._passing(Filters(), access)
        idle = (
            field
            for field in FACETS
            if (values := getattr(filters, field))
            and not (readable & ~self._any((field, str(value)) for value in values)).any()
        )
        return filters.model_copy(update=dict.fromkeys(idle, ()))

    def placed(self, ids: Sequence[int], *, access: AccessScope) -> PlacedVectors:
        """Give the readable ones among several passages, in their order."""
        rows = self.rows_of(ids)
        rows = rows[rows >= 0]
        readable = np.append(self._passing(Filters(), access), False)
        rows = rows[readable[self.owners[rows]]]
        return PlacedVectors(
            passage_ids=self.passage_ids[rows].tolist(),
            document_ids=[self.document_ids[each] for each in self.owners[rows].tolist()],
            languages=[self.names[each] for each in self.languages[rows].tolist()],
            vectors=self.vectors[rows].astype(np.float32),
            excess=self.excess[rows],
        )

    def marked(self, document_ids: Iterable[str], *, access: AccessScope) -> Marked:
        """Tell what the readable ones among several documents may be filtered by."""
        readable = self._passing(Filters(), access)
        known = [(each, self.numbers[each]) for each in document_ids if each in self.numbers]
        own = [(each, number) for each, number in known if readable[number]]
        facets = [facet for facet in self.columns if facet[0] != SHELF]
        places = [self.columns[facet] for facet in facets]
        return Marked(
            document_ids=tuple(each for each, _ in own),
            facets=tuple(facets),
            marks=self.marks[np.ix_(places, [number for _, number in own])],
        )

    def rows_of(self, ids: Sequence[int]) -> NDArray[np.int32]:
        """Give the row of each of several passages; -1 for one that was never held."""
        asked = np.array(ids, np.int64)
        known = asked < len(self.rows)
        found = np.full(len(asked), -1, np.int32)
        found[known] = self.rows[asked[known]]
        return found

    def is_wasteful(self) -> bool:
        """Tell whether most rows are of passages no longer held."""
        return 2 * int((self.owners < 0).sum()) > len(self.owners)

    def _chosen(self, filters: Filters, access: AccessScope) -> Choice:
        rows = np.flatnonzero(self._of_passages(self._passing(filters, access)))
        return Choice(rows, self.languages, len(self.names))

    def _passing(self, filters: Filters, access: AccessScope) -> Mask:
        """Tell for each document whether it may be read and passes."""
        found = self._any((SHELF, shelf) for shelf in access.shelves)
        for name in FACETS:
            if values := getattr(filters, name):
                found &= self._any((name, str(value)) for value in values)
        if filters.documents:
            only = np.zeros(len(self.document_ids), np.bool_)
            only[[self.numbers[each] for each in filters.documents if each in self.numbers]] = True
            found &= only
        return found

    def _any(self, facets: Iterable[Facet]) -> Mask:
        places = [self.columns[facet] for facet in facets if facet in self.columns]
        found: Mask = np.asarray(self.marks[places].any(axis=0), np.bool_)
        return found

    def _of_passages(self, documents: Mask) -> Mask:
        # An owner of -1 reads the last value.
        return np.append(documents, False)[self.owners]

    def _without(self, gone: Iterable[str]) -> "Held":
        numbers = dict(self.numbers)
        dead = [numbers.pop(each) for each in gone if each in numbers]
        if not dead:
            return self
        marks, lost = self.marks.copy(), np.zeros(len(self.document_ids), np.bool_)
        marks[:, dead], lost[dead] = False, True
        owners = np.where(self._of_passages(lost), np.int32(-1), self.owners)
        return replace(self, numbers=numbers, marks=marks, owners=owners)

    def _with(self, put: Sequence[DocumentFacts]) -> "Held":
        first, before = len(self.document_ids), len(self.passage_ids)
        new = np.concatenate([each.passage_ids for each in put])
        vectors = np.concatenate([each.vectors for each in put])
        numbers = {each.document_id: first + at for at, each in enumerate(put)}
        owners = np.repeat(np.arange(first, first + len(put)), [len(x.passage_ids) for x in put])
        spoken = [language for each in put for language in each.languages]
        names = tuple(dict.fromkeys([*self.names, *spoken]))
        places = {name: at for at, name in enumerate(names)}
        columns, marks = self._marks_with(put)
        return Held(
            document_ids=(*self.document_ids, *numbers),
            numbers={**self.numbers, **numbers},
            columns=columns,
            marks=marks,
            passage_ids=np.concatenate([self.passage_ids, new]),
            owners=np.concatenate([self.owners, owners.astype(np.int32)]),
            languages=np.concatenate(
                [self.languages, np.array([places[each] for each in spoken], np.int32)]
            ),
            names=names,
            rows=_placed(self.rows, new, before),
            vectors=_behind(self.vectors, before, vectors),
            signs=_behind(self.signs.T, before, signs_of(vectors).T).T,
            excess=np.concatenate([self.excess, *(each.excess for each in put)]),
        )

    def _marks_with(self, put: Sequence[DocumentFacts]) -> tuple[dict[Facet, int], Mask]:
        columns, first = dict(self.columns), len(self.document_ids)
        for facet in (facet for each in put for facet in each.marks()):
            columns.setdefault(facet, len(columns))
        marks = np.zeros((len(columns), first + len(put)), np.bool_)
        marks[: len(self.columns), :first] = self.marks
        for number, each in enumerate(put, first):
            marks[[columns[facet] for facet in each.marks()], number] = True
        return columns, marks


def _placed(rows: NDArray[np.int32], ids: NDArray[np.int64], first: int) -> NDArray[np.int32]:
    size = max(len(rows), int(ids.max(initial=-1)) + 1)
    placed = np.full(size, -1, np.int32)
    placed[: len(rows)] = rows
    placed[ids] = np.arange(first, first + len(ids))
    return placed


def _behind(held: Rows, used: int, new: Rows) -> Rows:
    """Write behind the rows in use, where nobody reads yet, in more room if there is none."""
    if used + len(new) > len(held):
        room = int(_GROWTH * (used + len(new)))
        roomier = np.zeros_like(held, shape=(room, held.shape[1]))
        roomier[:used] = held[:used]
        held = roomier
    held[used : used + len(new)] = new
    return held

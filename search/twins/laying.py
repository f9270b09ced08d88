"""Lay counterparts out beside their practices, every practice once, whatever its language."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from kb.access import AccessScope
from kb.catalogue.reader import CatalogueReader
from kb.catalogue.sisters import Sisters
from kb.catalogue.twins import TwinStore
from kb.nouns import Document, Relation
from kb.twins import TwinState, Verdict
from search.twins.comparing import SharedFacts, shared_facts

SHOWN = 3
_STRONG, _FAIR = 0.49, 0.43
"""Scores from which a pair is called very near, or near. On the sample corpus 54 % and 85 % of the
judged pairs among the first three reach them, of the pairs that were not judged 1 % and 5 %."""


Ranked = tuple[str, float, bool]
"""A counterpart's id, its score, and whether somebody confirmed it."""


class Closeness(StrEnum):
    """How near two practices are, in words."""

    STRONG = "strong"
    FAIR = "fair"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Counterpart:
    """A document of the other party beside a practice; `confirmed` once a person said so."""

    document: Document
    shared: SharedFacts
    score: float
    confirmed: bool

    @property
    def closeness(self) -> Closeness:
        """Put the score into a word."""
        if self.score >= _STRONG:
            return Closeness.STRONG
        return Closeness.FAIR if self.score >= _FAIR else Closeness.WEAK


@dataclass(frozen=True, slots=True)
class PracticeTwins:
    """A practice with its counterparts, the nearest first.

    In one list, what is said in the same words would come before what is said in another language.

    Attributes:
        confirmed: by a person.
        same: of those that share a language with the practice, the nearest that nobody decided on.
        across: of those that share none, as many.
    """

    practice: Document
    confirmed: tuple[Counterpart, ...]
    same: tuple[Counterpart, ...]
    across: tuple[Counterpart, ...]

    @property
    def every(self) -> tuple[Counterpart, ...]:
        """Give all of them."""
        return (*self.confirmed, *self.same, *self.across)


@dataclass(frozen=True, slots=True)
class Layout:
    """Read what is proposed of practices and what was decided, as one reader may see it."""

    reader: CatalogueReader
    twins: TwinStore
    sisters: Sisters

    def of(
        self, practices: Sequence[str], *, access: AccessScope, language: str = ""
    ) -> list[PracticeTwins]:
        """Lay some practices out, in their order; as they stand in a language, where they do."""
        proposals = self.twins.proposals(practices, access=access)
        others = {other for ranked in proposals.values() for other, _ in ranked}
        same = self.sisters.of({*practices, *others}, access=access, relations=tuple(Relation))
        own = {each: same[each] for each in practices}
        verdicts = self.twins.verdicts_of(
            sorted({each for family in own.values() for each in family}), access=access
        )
        ends = {end for each in verdicts for end in (each.pair.document_id, each.pair.other_id)}
        same |= self.sisters.of(ends - same.keys(), access=access, relations=tuple(Relation))
        documents, languages = self._spoken({*practices, *others, *ends}, language, access=access)
        return [
            _laid_out(each, confirmed, open_ones, documents, languages)
            for each in practices
            if each in documents
            for confirmed, open_ones in [
                _ranked(own[each], proposals.get(each, ()), verdicts, same)
            ]
        ]

    def _spoken(
        self, ids: set[str], language: str, *, access: AccessScope
    ) -> tuple[dict[str, Document], dict[str, set[str]]]:
        """Read documents; in place of each, its translation into a language, if there is one.

        Returns:
            The documents, and the languages that each of them stands in, by the ids asked for.
        """
        same = self.sisters.of(ids, access=access)
        every = {each for family in same.values() for each in family}
        found = self.reader.documents(every, access=access)
        spoken = {
            each: next(
                (
                    other
                    for other in sorted(same[each])
                    if other in found and found[other].fields.language == language
                ),
                each,
            )
            for each in ids
        }
        languages = {
            each: {found[other].fields.language for other in same[each] if other in found}
            for each in ids
        }
        documents = {each: found[other] for each, other in spoken.items() if other in found}
        return documents, languages


def _laid_out(
    practice_id: str,
    confirmed: Iterable[Ranked],
    left: Sequence[Ranked],
    documents: Mapping[str, Document],
    languages: Mapping[str, set[str]],
) -> PracticeTwins:
    practice = documents[practice_id]

    def laid(ranked: Iterable[Ranked]) -> tuple[Counterpart, ...]:
        return tuple(
            Counterpart(documents[other], shared_facts(practice, documents[other]), score, sure)
            for other, score, sure in ranked
            if other in documents
        )

    own = languages[practice_id]
    same = [each for each in left if not own.isdisjoint(languages[each[0]])]
    across = [each for each in left if own.isdisjoint(languages[each[0]])]
    return PracticeTwins(practice, laid(confirmed), laid(same[:SHOWN]), laid(across[:SHOWN]))


def _ranked(
    own: set[str],
    proposed: Iterable[tuple[str, float]],
    verdicts: Iterable[Verdict],
    same: Mapping[str, set[str]],
) -> tuple[list[Ranked], list[Ranked]]:
    """List confirmed counterparts, and the proposed ones that nobody decided on."""
    scores = dict(proposed)
    decided = {
        each.pair.beside(end): each.state
        for each in verdicts
        for end in (each.pair.document_id, each.pair.other_id)
        if end in own
    }
    confirmed = [other for other, state in decided.items() if state is TwinState.CONFIRMED]
    ranked = [(other, scores.get(other, 0.0), True) for other in _each_once(confirmed, same, set())]
    settled = own | {each for other in decided for each in same[other]}
    left = _each_once(scores, same, settled)
    return ranked, [(other, scores[other], False) for other in left]


def _each_once(ids: Iterable[str], same: Mapping[str, set[str]], seen: set[str]) -> list[str]:
    """Keep the first of each document's translations and duplicates, and none already seen."""
    kept, gone = [], set(seen)
    for each in ids:
        if each not in gone:
            kept.append(each)
            gone |= same[each]
    return kept

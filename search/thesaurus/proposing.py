"""Propose pairs for the thesaurus: from what each side writes, and from what people try next."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from threading import Lock, Thread
from typing import Protocol

import numpy as np

from kb.access import PARTNERS, PUBLIC, AccessScope
from kb.catalogue.reader import CatalogueReader
from kb.catalogue.thesaurus import ThesaurusStore
from kb.index_nouns import WordQuery
from kb.ports import LexicalSearch, WordEncoder
from kb.thesaurus import Origin, Proposal, Variety
from kb.words import words_of
from search.thesaurus.counting import Uses, count_uses
from search.thesaurus.expanding import Thesaurus
from search.thesaurus.matching import Key, telling_words

SHARED = AccessScope(frozenset({PUBLIC, PARTNERS}))
"""What every coordinator reads: proposals hold words of nothing else."""

_NEAR = 0.55
_MOST = 40
"""Proposals kept of each two varieties, the nearest ones."""

_LOOKED_AT = 8
_ROOT = 4
"""First letters that two forms of one word share."""

_TRIED = 2
_PAIRS = (
    (Variety.QC, Variety.FR),
    (Variety.FR, Variety.QC),
    (Variety.QC, Variety.EN),
    (Variety.FR, Variety.EN),
)


class Reformulations(Protocol):
    """What people asked after a question of theirs, whoever they are."""

    def pairs(self) -> list[tuple[str, str, int]]:
        """List questions with the one that came next, and how often it did."""


@dataclass(frozen=True, slots=True)
class Proposer:
    """Find pairs; coordinators decide.

    Attributes:
        reformulations: where reformulated questions come from; None where none are kept.
    """

    store: ThesaurusStore
    reader: CatalogueReader
    index: LexicalSearch
    encoder: WordEncoder
    thesaurus: Thesaurus
    reformulations: Reformulations | None = None
    _turn: Lock = field(default_factory=Lock)

    def start(self) -> None:
        """Look for pairs beside everything else; does nothing while that goes on."""
        if not self.running:
            Thread(target=self.propose, daemon=True).start()

    @property
    def running(self) -> bool:
        """Tell whether pairs are being looked for."""
        return self._turn.locked()

    def propose(self) -> int:
        """Look for pairs, in the place of those found before; tell how many wait now.

        Documents erased meanwhile have taken their words along: then it begins again.
        """
        with self._turn:
            while True:
                before = self.index.position
                uses = count_uses(self.reader, access=SHARED)
                found = [*self._of_searches(uses), *self._of_corpus(uses)]
                waiting = self.store.propose(found)
                if self.index.position == before:
                    return waiting

    def waiting(
        self, *, access: AccessScope, limit: int, offset: int
    ) -> tuple[list[Proposal], int]:
        """List proposals whose words still stand in what this coordinator reads."""
        found, total = self.store.proposals(limit=limit, offset=offset)
        return [each for each in found if self._stands(each, access)], total

    def _stands(self, proposal: Proposal, access: AccessScope) -> bool:
        if proposal.origin is Origin.SEARCHES:
            return True
        phrases = [tuple(word.folded for word in words_of(each)) for each in _sides(proposal)]
        return all(
            self.index.search(WordQuery({}, phrases=(phrase,)), access=access, limit=1)
            for phrase in phrases
        )

    def _of_corpus(self, uses: Uses) -> Iterator[Proposal]:
        for one, other in _PAIRS:
            pairs = self._near(uses.telling(one, _opposite(one)), uses.frequent(other))
            new = (pair for pair in pairs if _says_something(pair, other))
            new = (pair for pair in new if not self._known(pair[0], pair[1]))
            for text, close, cosine in list(new)[:_MOST]:
                yield Proposal(
                    origin=Origin.CORPUS,
                    text=text,
                    variety=one,
                    other=close,
                    other_variety=other,
                    score=round(cosine, 3),
                    times=uses.times(text, one),
                    key=self._concept_of(close) or self._concept_of(text),
                )

    def _near(self, ones: Sequence[str], others: Sequence[str]) -> list[tuple[str, str, float]]:
        """Pair each term with its nearest that is no other form of it, the closest first."""
        if not ones or not others:
            return []
        cosines = self.encoder.encode_passages(ones) @ self.encoder.encode_passages(others).T
        pairs = []
        for row, one in enumerate(ones):
            ranked = np.argsort(-cosines[row])[:_LOOKED_AT].tolist()
            best = next((each for each in ranked if not _same_root(one, others[each])), None)
            if best is not None and cosines[row, best] >= _NEAR:
                pairs.append((one, others[best], float(cosines[row, best])))
        return sorted(pairs, key=lambda pair: -pair[2])

    def _of_searches(self, uses: Uses) -> Iterator[Proposal]:
        for before, after, times in self.reformulations.pairs() if self.reformulations else ():
            changed = _changed(before, after)
            if times >= _TRIED and changed and not self._known(*changed):
                one, other = changed
                cosine = self.encoder.encode_passages([one]) @ self.encoder.encode_question(other)
                variety = uses.variety(one) or _opposite(uses.variety(other) or Variety.QC)
                yield Proposal(
                    origin=Origin.SEARCHES,
                    text=one,
                    variety=variety,
                    other=other,
                    other_variety=uses.variety(other) or _opposite(variety),
                    score=round(float(cosine[0]), 3),
                    times=times,
                    key=self._concept_of(other) or self._concept_of(one),
                )

    def _known(self, one: str, other: str) -> bool:
        """Tell whether two terms already name one concept, or are one word in two endings."""
        matcher = self.thesaurus.matcher()
        keys: list[Key] = [matcher.key(one), matcher.key(other)]
        concepts = [{name.concept.key for name in matcher.names(key)} for key in keys]
        return set(keys[0]) <= set(keys[1]) or keys[1] == keys[0] or bool(concepts[0] & concepts[1])

    def _concept_of(self, term: str) -> str:
        matcher = self.thesaurus.matcher()
        return next((name.concept.key for name in matcher.names(matcher.key(term))), "")


def _same_root(one: str, other: str) -> bool:
    """Tell whether two wordings have a word in common, in whatever form."""
    roots = [{word.folded[:_ROOT] for word in words_of(each)} for each in (one, other)]
    return not roots[0].isdisjoint(roots[1])


def _says_something(pair: tuple[str, str, float], other: Variety) -> bool:
    """Leave out plain translations of single words, which a dictionary knows."""
    return other is not Variety.EN or all(len(telling_words(each)) > 1 for each in pair[:2])


def _sides(proposal: Proposal) -> Iterable[str]:
    return proposal.text, proposal.other


def _changed(before: str, after: str) -> tuple[str, str] | None:
    """Find the words that one question says in place of those of another, if little else moved."""
    one, other = (words_of(text) for text in (before, after))
    moves = SequenceMatcher(
        None, [w.folded for w in one], [w.folded for w in other], autojunk=False
    )
    replaced = [each for each in moves.get_opcodes() if each[0] != "equal"]
    if len(replaced) != 1 or replaced[0][0] != "replace" or len(replaced[0]) != 5:
        return None
    _, start, end, begin, stop = replaced[0]
    texts = (
        before[one[start].start : one[end - 1].end],
        after[other[begin].start : other[stop - 1].end],
    )
    few = all(0 < len(telling_words(text)) <= 4 for text in texts)
    return texts if few else None


def _opposite(variety: Variety) -> Variety:
    return Variety.FR if variety is Variety.QC else Variety.QC

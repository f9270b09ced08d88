"""Explain a document's words to those who call the same things otherwise."""

import math
from collections import Counter
from dataclasses import dataclass

from kb.access import AccessScope
from kb.catalogue.reader import CatalogueReader
from kb.nouns import Document, Frozen
from kb.ports import LexicalSearch
from kb.thesaurus import Concept, Equivalence, Variety
from search.thesaurus.expanding import Thesaurus
from search.thesaurus.matching import Found, Name, telling_words

_MOST = 12
_INSTITUTIONS = 1.5
"""What a term weighs more whose thing is not quite the same on the other side."""


class Explained(Frozen):
    """A term as a document writes it, with the concept it names and how often it stands."""

    term: str
    variety: Variety
    concept: Concept
    times: int


@dataclass(frozen=True, slots=True)
class Explainer:
    """Find the terms of a document that the other side does not say."""

    reader: CatalogueReader
    index: LexicalSearch
    thesaurus: Thesaurus

    def explain(self, document: Document, *, access: AccessScope) -> tuple[Explained, ...]:
        """List up to twelve terms, the most telling first: frequent here and rare elsewhere."""
        variety = variety_of(document)
        terms: dict[str, Name] = {}
        times: Counter[str] = Counter()
        matcher = self.thesaurus.matcher()
        for stored in self.reader.passages_of(document.id, access=access):
            for found in matcher.find(stored.passage.text):
                if name := _named(found, variety):
                    terms.setdefault(name.concept.key, name)
                    times[name.concept.key] += 1
        weights = self._weights(terms, times, variety, access=access)
        best = sorted(terms, key=lambda key: (-weights[key], key))[:_MOST]
        return tuple(
            Explained(
                term=terms[key].term,
                variety=variety,
                concept=terms[key].concept,
                times=times[key],
            )
            for key in best
        )

    def _weights(
        self,
        terms: dict[str, Name],
        times: Counter[str],
        variety: Variety,
        *,
        access: AccessScope,
    ) -> dict[str, float]:
        """Weigh terms by tf-idf among the readable passages (Spärck Jones, 1972)."""
        language = "en" if variety is Variety.EN else "fr"
        passages = max(self.index.readable(access=access).get(language, 0), 1)
        wanted = [(telling_words(name.term), language) for name in terms.values()]
        counts = self.index.holding(wanted, access=access)
        weights = {}
        for (key, name), count in zip(terms.items(), counts, strict=True):
            rare = math.log(1 + passages / max(count, 1))
            exact = name.concept.relation is Equivalence.EXACT
            weights[key] = (1 + math.log(times[key])) * rare * (1.0 if exact else _INSTITUTIONS)
        return weights


def variety_of(document: Document) -> Variety:
    """Tell whose words a document is written in."""
    if document.fields.language == "en":
        return Variety.EN
    return Variety.QC if document.fields.party == "qc" else Variety.FR


def _named(found: Found, variety: Variety) -> Name | None:
    """Choose the concept that a document's own side names so, if the other side says otherwise."""
    other = {Variety.QC: Variety.FR, Variety.FR: Variety.QC}.get(variety)
    names = [name for name in found.names if variety in name.varieties]
    names = [name for name in names if other is None or other not in name.varieties]
    return next((name for name in names if _tells_more(name, other)), None)


def _tells_more(name: Name, other: Variety | None) -> bool:
    """Tell whether the other side's term is more than the same words with some added."""
    if other is None:
        return name.concept.preferred(Variety.QC) != name.concept.preferred(Variety.FR)
    theirs = telling_words(name.concept.preferred(other))
    return not theirs or not set(telling_words(name.term)) <= set(theirs)

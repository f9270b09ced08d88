"""Passages and documents in the order of their scores, no language burying the other."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import NamedTuple

import numpy as np

from kb.index_nouns import Vectors
from search.fusion import Evidence
from search.nouns import Mode

_PAGE = 10
_SEATS = 2
"""Documents of each language that a first page shows, where so many are good."""


class RankedPassage(NamedTuple):
    """A passage with its score for one question."""

    passage_id: int
    document_id: str
    language: str
    score: float


def in_order(evidence: Evidence, scores: Vectors, mode: Mode) -> list[RankedPassage]:
    """Rank by score; what a scorer of words did not find at all is left out.

    Documents of equal scores stand in the order of their ids, which they keep when they are
    handed over to another installation; the passages of each in the order of its text.
    """
    by_words = mode in {Mode.LEXICAL, Mode.SOFT}
    ids, documents, languages = evidence.passage_ids, evidence.document_ids, evidence.languages
    order = np.lexsort((np.array(documents, np.str_), -scores))
    if by_words:
        order = order[scores[order] > 0]
    columns = (ids, documents, languages, scores.tolist())
    rows = order.tolist()
    return list(map(RankedPassage, *([column[row] for row in rows] for column in columns)))


def by_document(passages: Iterable[RankedPassage]) -> list[list[RankedPassage]]:
    """Group ranked passages by document; documents stand in the order of their best passage."""
    grouped: defaultdict[str, list[RankedPassage]] = defaultdict(list)
    for ranked in passages:
        grouped[ranked.document_id].append(ranked)
    return list(grouped.values())


def balanced(documents: Sequence[list[RankedPassage]], good: float) -> list[list[RankedPassage]]:
    """Give the last places of the first page to good documents of a language it lacks.

    Many documents of one language would else push the few of the other, which may be what the
    partner has to say, to pages that nobody opens.
    """
    page, later = list(documents[:_PAGE]), list(documents[_PAGE:])
    for language in dict.fromkeys(_language(each) for each in documents):
        missing = max(0, _SEATS - sum(_language(each) == language for each in page))
        deserving = (each for each in later if _deserves(each, language, good))
        for coming in list(islice(deserving, missing)):
            leaving = _last_of_many(page)
            if leaving is None:
                break
            page.remove(leaving)
            page.append(coming)
            later.remove(coming)
            later.insert(0, leaving)
    # Those that gave their places up come next, in their old order.
    return [*page, *sorted(later, key=lambda each: -each[0].score)]


def _deserves(document: list[RankedPassage], language: str, good: float) -> bool:
    return _language(document) == language and document[0].score >= good


def _last_of_many(page: Sequence[list[RankedPassage]]) -> list[RankedPassage] | None:
    """Find the last document whose language would still have its places without it."""
    counts = [_language(each) for each in page]
    return next((each for each in reversed(page) if counts.count(_language(each)) > _SEATS), None)


def _language(document: Sequence[RankedPassage]) -> str:
    return document[0].language

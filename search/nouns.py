"""What a question is made of, and what an answer holds."""

from collections.abc import Callable
from enum import StrEnum
from typing import Literal

from kb.nouns import Document, Filters, Frozen, StoredPassage


class Mode(StrEnum):
    """Which scorer ranks the hits."""

    HYBRID = "hybrid"
    DENSE = "dense"
    LEXICAL = "lexical"
    SOFT = "soft"


class Question(Frozen):
    """A question as typed, with how its answer is wanted.

    Quoted phrases must stand in a hit; words after a minus sign must not.

    Attributes:
        thesaurus: whether the other side's words for the same things are searched as well.
    """

    text: str
    filters: Filters = Filters()
    mode: Mode = Mode.HYBRID
    limit: int = 10
    offset: int = 0
    thesaurus: bool = True


class Mark(Frozen):
    """A stretch of a snippet that matched: `snippet.text[start:end]`."""

    start: int
    end: int
    by: Literal["word", "equivalent", "meaning"]


class Snippet(Frozen):
    """The sentences of a passage that answer best, with what matched in them."""

    text: str
    marks: tuple[Mark, ...]


class Reason(Frozen):
    """Why a hit is there, by locale code: `words`, `equivalent`, `meaning`, `title` and others."""

    code: str
    values: dict[str, str | int | float] = {}


class SearchHit(Frozen):
    """One document of an answer, at its best passage.

    Attributes:
        score: the chance that it answers, from 0 to 1; in the other modes that scorer's own.
        others: further passages of the same document, the best first.
    """

    rank: int
    score: float
    document: Document
    passage: StoredPassage
    snippet: Snippet
    reasons: tuple[Reason, ...]
    others: tuple[StoredPassage, ...] = ()


class AlsoSearched(Frozen):
    """Words of a question, and what else was searched for them; each stands in what one reads."""

    asked: str
    terms: tuple[str, ...]


class SearchAnswer(Frozen):
    """What a question found.

    Attributes:
        total: how many documents were found.
        facets: for each filter field, how many of the found documents have each value;
            a field's own filter is left aside while it is counted.
        corrections: words of the question that no readable document knows -> what was
            searched instead.
        weak: whether nothing found is good enough; `hits` then holds the nearest ones, for
            a reader who asks to see them all the same.
        unquoted: whether no passage holds the quoted phrases, so that `hits` go without them.
        also: what the thesaurus added to the question.
        without_meaning: whether search by meaning was away, so that words alone were asked.
    """

    question: Question
    hits: tuple[SearchHit, ...]
    total: int
    facets: dict[str, dict[str, int]]
    corrections: dict[str, str] = {}
    weak: bool = False
    unquoted: bool = False
    also: tuple[AlsoSearched, ...] = ()
    without_meaning: bool = False


Told = Callable[[SearchAnswer, float], None]
"""What hears of each answer, and of the seconds it took."""

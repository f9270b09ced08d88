"""The year a document is of, from the dates it states."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime

from kb.folding import fold
from kb.nouns import ParsedDocument

_YEAR = r"(?:19[89]|20\d)\d"
_NOT_AN_AMOUNT = r"(?![\d%])(?! ?(?:\d{3}\b|%|[$€]|h\b|km\b))"
_MONTH = (
    r"(?:janv(?:ier)?|fevr(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|aout|sept(?:embre)?"
    r"|oct(?:obre)?|nov(?:embre)?|dec(?:embre)?|jan(?:uary)?|feb(?:ruary)?|march|apr(?:il)?|may"
    r"|june?|july?|aug(?:ust)?|september|october|november|december)"
    r"\.?(?: \d{1,2}(?:st|nd|rd|th)?,?)?"
)
_SEASON = r"(?:printemps|ete|automne|hiver|spring|summer|autumn|fall|winter)(?: de| of)?"
_DATE = re.compile(
    rf"\b(?:{_MONTH}|{_SEASON}) ({_YEAR}){_NOT_AN_AMOUNT}\b"
    rf"|\b({_YEAR})-[01]\d-[0-3]\d(?!\d)"
    rf"|\b[0-3]?\d[/.][01]?\d[/.]({_YEAR})\b"
    rf"|\bd:({_YEAR})[01]\d"
)
_SAID = re.compile(
    rf"\b(?:en|depuis|fin|debut|annees?|in|since|during|year|edition|exercice|de|a|et|to|from|and|of"
    rf"|between|entre) ({_YEAR}){_NOT_AN_AMOUNT}\b(?! [a-z]+s\b)|\(({_YEAR})\)"
    rf"|\b{_YEAR} ?[-–/] ?({_YEAR})\b"
)
_ALONE = re.compile(rf"(?<![\d.,/§$€])\b({_YEAR}){_NOT_AN_AMOUNT}\b")
_YET_TO_COME = re.compile(
    r"(?:d'ici|horizon|\bby|before|avant|target|cible|until|jusqu'en)\W+(?:\w+ ){0,2}$"
)

_IN_TITLE = 8.0
_AS_DATE = 2.0
_AS_WORD = 1.0
_OF_FILE = 0.5
_ON_FIRST_PAGE = 2.0
_PER_YEAR_LATER = 1.3
_PAGES = 30


def guess_year(document: ParsedDocument, *, this_year: int | None = None) -> int | None:
    """Guess the year from the title, the dates in the text, and the file's own date.

    A number counts only where it is written as a date or said as a year (`en 2023`, `March
    2023`, `2021-2023`): never an amount, nor a year still to come. Among the years named, later
    ones count for more, since a document tells of what came before it.

    Args:
        document: the document as read.
        this_year: the last year possible, the current one when not given.
    """
    latest = this_year or datetime.now(UTC).year
    votes: defaultdict[int, float] = defaultdict(float)
    for year, weight in _votes(document):
        if year <= latest:
            votes[year] += weight
    weighed = {year: vote * _PER_YEAR_LATER ** (year - latest) for year, vote in votes.items()}
    return max(weighed, key=lambda year: (weighed[year], year), default=None)


def _votes(document: ParsedDocument) -> Iterator[tuple[int, float]]:
    for match in _ALONE.finditer(fold(document.title)):
        yield int(match[1]), _IN_TITLE
    for page in document.pages[:_PAGES]:
        weight = _ON_FIRST_PAGE if page is document.pages[0] else 1.0
        yield from _votes_of_text(fold(page.text), weight)
    for value in document.information.values():
        for match in _DATE.finditer(fold(value)):
            yield _year_of(match), _OF_FILE


def _votes_of_text(text: str, weight: float) -> Iterator[tuple[int, float]]:
    for pattern, worth in ((_DATE, _AS_DATE), (_SAID, _AS_WORD)):
        for match in pattern.finditer(text):
            if not _YET_TO_COME.search(text, max(0, match.start() - 30), match.start()):
                yield _year_of(match), worth * weight


def _year_of(match: re.Match[str]) -> int:
    return int(next(group for group in match.groups() if group))

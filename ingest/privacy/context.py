"""The words around a match, which say what a number or a date is."""

import re
from functools import lru_cache

from kb.folding import fold

SPACE = r"[ \u00a0\u202f\u2009]"
"""A space inside a number, as typed or as typeset."""

_REACH_BEFORE, _REACH_AFTER, _BESIDE = 80, 45, 25
_SENTENCE_REACH = 200
_SENTENCE_END = re.compile(r"(?:\w{4}(?<!boul)|\))[.!?]\s(?=[«“(]?[A-ZÀ-Ý])|\n")
_TABLE = re.compile(r"(?:^[^\n|]*\|[^\n]*(?:\n|\Z)){2,}", re.MULTILINE)
_OTHER_NUMBERS = (
    r"siren|siret|neq|dossier|facture|contrat|marche|ref|reference|projets?|convention|decret|isbn"
    r"|offre|formulaire|version|code|commande|ticket|task|file|invoice|contract|form|project"
    r"|agreement|order|business number|model|case|tracking"
    r"|batch|serial|serie|docket|bordereau|identifiant|asset tag|dataset|lot"
)
_RIVAL = rf"\b(?:{_OTHER_NUMBERS})\W{{0,3}}(?:(?:interne|no|n|numero|number|num)\b\W{{0,3}})?$"


class Cue:
    """Words that tell what a number near them is, unless it is labelled as something else."""

    _rival = re.compile(_RIVAL)
    _rival_heading = re.compile(rf"\b(?:{_OTHER_NUMBERS})\b")

    def __init__(self, words: str) -> None:
        """Make a cue of a regular expression over folded text."""
        self._own = re.compile(rf"(?<!\w)(?:{words})(?!\w)")

    def tells(self, text: str, start: int, end: int) -> bool:
        """Tell whether these words stand near `text[start:end]`, or head its table column."""
        heading = column_heading(text, start)
        if self._own.search(heading):
            return True
        if self._rival_heading.search(heading):
            return False
        if self._own.search(before(text, start, _BESIDE)):
            return True
        if self.is_denied(text, start):
            return False
        return bool(
            self._own.search(before(text, start, _REACH_BEFORE))
            or self._own.search(after(text, end, _REACH_AFTER))
        )

    def is_denied(self, text: str, start: int) -> bool:
        """Tell whether the word just before labels the number as something else."""
        return bool(self._rival.search(before(text, start, _REACH_BEFORE)))


def before(text: str, start: int, reach: int) -> str:
    """Fold what stands before a match, `reach` characters at most."""
    return fold(text[max(0, start - reach) : start])


def after(text: str, end: int, reach: int) -> str:
    """Fold what stands after a match, `reach` characters at most."""
    return fold(text[end : end + reach])


def sentence_before(text: str, start: int) -> str:
    """Give the sentence up to a match, unfolded, as far back as a sentence usually goes."""
    window = text[max(0, start - _SENTENCE_REACH) : start]
    ends = [match.end() for match in _SENTENCE_END.finditer(window)]
    return window[ends[-1] if ends else 0 :]


def sentence_after(text: str, end: int) -> str:
    """Give the rest of the sentence after a match, unfolded."""
    window = text[end : end + _SENTENCE_REACH]
    found = _SENTENCE_END.search(window)
    return window[: found.start()] if found else window


def column_heading(text: str, start: int) -> str:
    """Fold the heading of the table column a match stands in; "" outside tables.

    A table is a run of lines with `|` between the cells; its first line is the headings.
    """
    for table_start, table_end, headings in _tables(text):
        if table_start <= start < table_end:
            row_start = text.rfind("\n", 0, start) + 1
            column = text.count("|", row_start, start)
            is_under = row_start > table_start and column < len(headings)
            return headings[column] if is_under else ""
    return ""


@lru_cache(maxsize=1)
def _tables(text: str) -> tuple[tuple[int, int, tuple[str, ...]], ...]:
    """Find the tables of a page once for all the matches in it."""
    return tuple(
        (*match.span(), tuple(map(fold, match.group().split("\n", 1)[0].split("|"))))
        for match in _TABLE.finditer(text)
    )

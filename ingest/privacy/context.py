"""The words around a match, which say what a number or a date is."""

import re

from kb.folding import fold

SPACE = r"[ \u00a0\u202f\u2009]"
"""A space inside a number, as typed or as typeset."""

_REACH_BEFORE, _REACH_AFTER = 80, 45
_SENTENCE_REACH = 200
_SENTENCE_END = re.compile(r"(?:\w{4}(?<!boul)|\))[.!?]\s|\n")
_OTHER_NUMBERS = (
    r"siren|siret|neq|dossier|facture|contrat|marche|ref|reference|projets?|convention|decret|isbn"
    r"|offre|formulaire|version|code|commande|ticket|task|file|invoice|contract|form|project"
    r"|agreement|order|business number|model|case|tracking|identifiant|asset tag|dataset|lot"
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
        if self._rival_heading.search(heading) or self.is_denied(text, start):
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
    line_start = text.rfind("\n", 0, start) + 1
    column = text.count("|", line_start, start)
    first = line = _line_at(text, line_start)
    while "|" in line and line_start > 0:
        first, line_start = line, text.rfind("\n", 0, line_start - 1) + 1
        line = _line_at(text, line_start)
    first = line if "|" in line else first
    cells = first.split("|")
    is_headed = "|" in first and first != _line_at(text, text.rfind("\n", 0, start) + 1)
    return fold(cells[column]) if is_headed and column < len(cells) else ""


def _line_at(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]

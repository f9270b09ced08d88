"""Birth dates: dates that words of birth stand before.

A date is a day, month and year, in words or figures, or a month and year. What is born may also
be a programme: `born` and `né` do not count where the words before name a thing and no person.
A year alone is no date.
"""

import re
from collections.abc import Iterator

from ingest.privacy.context import column_heading, sentence_before
from ingest.privacy.sightings import Sighting
from kb.folding import fold
from kb.privacy import FindingKind

_MONTH = (
    r"(?:janv(?:ier|\.)?|f[ée]v(?:r(?:ier|\.)?|\.)?|mars|avr(?:il|\.)?|mai|juin|juil(?:let|\.)?"
    r"|ao[ûu]t|sept(?:embre|\.)?|oct(?:obre|\.)?|nov(?:embre|\.)?|d[ée]c(?:embre|\.)?"
    r"|jan(?:uary|\.)?|feb(?:ruary|\.)?|march|mar\.?|apr(?:il|\.)?|may|june?\.?|july?\.?"
    r"|aug(?:ust|\.)?|sep(?:tember|\.)?|october|november|december)"
)
_YEAR = r"(?:19|20)\d\d"
_DAY = r"(?:[0-3]?\d)"
_DATE = re.compile(
    rf"(?<![\w.,/-])(?:{_DAY}(?:er|st|nd|rd|th)?(?: of)? {_MONTH},? {_YEAR}"
    rf"|{_MONTH} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}|{_MONTH} {_YEAR}"
    rf"|{_YEAR}[-/.][01]?\d[-/.][0-3]?\d|{_DAY} ?[-/.] ?[01]?\d ?[-/.] ?(?:{_YEAR}|\d\d)"
    rf"|[01]?\d[-/][0-3]\d[-/]{_YEAR})(?![\w/-])",
    re.IGNORECASE,
)
_NAMED = re.compile(
    r"dates? de naissance|naissance ?[:|(]|naissance le\b|\bd\.?d\.?n\b|\bd\.?o\.?b\b"
    r"|dates? of birth|birth ?-?dates?|birth ?-?days?|(?:^|\n)naissance\b"
    r"|\b(?:date )?naiss\b\.? ?:?|\bb\. $"
)
_BORN = re.compile(r"\bné(?:·?e|\(e\)|\.e)?s?(?!\w)|\bnees? (?:le|en)\b|\bborn\b")
_BORN_HEADING = re.compile(r"\s*(?:nee?s?(?:\(e\))?(?: le)?|born(?: on)?|naissance|birth)\s*")
_THING = re.compile(
    r"\b(?:dispositifs?|programmes?|programs?|projets?|projects?|idees?|ideas?|clubs?|reseaux?"
    r"|networks?|france travail|pole emploi|mesures?|measures?|associations?|organismes?|pratiques?"
    r"|practices?|initiatives?|partenariats?|partnerships?|lois?|plans?|entreprises?|compan(?:y|ies)"
    r"|services?|agences?|agency|agencies|pilots?|outils?|tools?|ententes?|agreements?|ateliers?"
    r"|workshops?|methodes?|methods?|schemes?|foundation|fondation|structures?|demarches?"
    r"|concepts?|cooperation|mouvements?|movements?|syndicats?|unions?|coops?|cooperatives?|usines?"
    r"|centres?|centers?|ecoles?|schools?|marque|brand|tradition|regle|rule|groupes?|groups?)\b"
)
_SOMEBODY = re.compile(
    r"\b(?:participante?s?|client(?:e|s|es)?|candidat(?:e|s|es|ure)?|stagiaires?|trainees?|jeunes?"
    r"|youth|m|mme|mr|mrs|ms|il|elle|he|she|fils|fille|enfants?|child|son|daughter|personnes?"
    r"|person|usager|usagere|conseill\w+|beneficiaires?|allocataires?|salarie?e?s?|applicant)\b"
)
_REACH = 50


def find_births(text: str) -> Iterator[Sighting]:
    """Find dates that are said to be somebody's birth."""
    for match in _DATE.finditer(text):
        heading = column_heading(text, match.start())
        is_headed = _NAMED.search(heading) or _BORN_HEADING.fullmatch(heading)
        if is_headed or _is_birth(sentence_before(text, match.start())):
            yield Sighting(FindingKind.BIRTH_DATE, *match.span())


def _is_birth(said: str) -> bool:
    near = said[-_REACH:]
    named = list(_NAMED.finditer(fold(near)))
    if named:
        return not _THING.search(fold(near)[named[-1].end() :])
    if not _BORN.search(near.lower()):
        return False
    folded = fold(said)
    return bool(_SOMEBODY.search(folded)) or not _THING.search(folded)

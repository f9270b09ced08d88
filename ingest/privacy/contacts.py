"""E-mail addresses and telephone numbers of persons.

A mailbox named after a role (`info@`, `accueil@`, `agence.lyon@`) is nobody's own, and neither
is a number that is free, shared-cost or said to be a switchboard's: these are no findings. The
short numbers 3949, 811 and 911 are too short to be one. Any other valid number is a finding:
only a person can tell a direct line from an office's.
"""

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from ingest.privacy.context import SPACE, before, column_heading
from ingest.privacy.lexicon import word_list
from ingest.privacy.sightings import Sighting
from kb.folding import fold
from kb.privacy import FindingKind

if TYPE_CHECKING:
    from phonenumbers import PhoneNumberMatch

_AT = r"(?:@| ?[\[(] ?(?:at|arobase|arobas|à|chez) ?[\])] ?)"
_DOT = r"(?:\.| ?[\[(] ?(?:dot|point) ?[\])] ?)"
_EMAIL = re.compile(
    rf"(?<![\w.+-])[\w.+'’-]{{1,64}}{_AT}(?:[^\W_][\w-]{{0,62}}{_DOT}){{1,6}}[^\W\d_]{{2,24}}(?![\w-])",
    re.IGNORECASE,
)
_LOCAL_END = re.compile(r"@| ?[\[(]")
_RUN = re.compile(rf"(?<![\w.,/-])[+(]{{0,2}}\d(?:{SPACE}|[\d().\-/–]){{7,30}}")
_TELEPHONE_FORMS = re.compile(
    rf"\+.*|00{SPACE}?[1-9].*|\(?0[1-9]\)?(?:(?:{SPACE}|[.\-])?\d\d){{4}}"
    rf"|(?:1(?:{SPACE}|[.\-])?)?\(?\d{{3}}\)?(?:{SPACE}|[.\-/–]){{0,2}}\d{{3}}(?:{SPACE}|[.\-–])?\d{{4}}"
)
_BARE_AMERICAN = re.compile(r"1?[2-9]\d{9}")
_CALLING = re.compile(
    r"\b(?:tel|telephone|phone|cell|cellulaire|cellphone|mobile|portable|textos?|text|sms|call"
    r"|appel\w*|rappel\w*|joindre|joignable|reach\w*|ring|fax|telecopieur|numero personnel)\b"
)
_SWITCHBOARD = re.compile(
    r"\b(?:accueil|standard|reception|front desk|switchboard|hotline|central telephonique|lignes?"
    r" (?:generale|d'information|info|sans frais)|information line|general (?:line|number)"
    r"|main line|numero (?:unique|vert|general))\b"
)
_REACH = 30


def find_emails(text: str) -> Iterator[Sighting]:
    """Find e-mail addresses, also with the signs spelt out; personal unless of a role."""
    for match in _EMAIL.finditer(text):
        local = _LOCAL_END.split(match.group(), maxsplit=1)[0]
        yield Sighting(FindingKind.EMAIL, *match.span(), not _is_role(local))


def find_phones(text: str) -> Iterator[Sighting]:
    """Find telephone numbers that exist in Canada or in France, or are written with a `+`."""
    from phonenumbers import number_type

    for start, match in _valid_numbers(text):
        end = start + len(match.raw_string)
        if _is_written_as_one(text, start, end):
            is_shared = number_type(match.number) in _shared_types()
            is_own = not (is_shared or _SWITCHBOARD.search(before(text, start, _REACH)))
            yield Sighting(FindingKind.PHONE, start, end, is_own)


def _valid_numbers(text: str) -> Iterator[tuple[int, "PhoneNumberMatch"]]:
    """Match numbers only where digits are grouped like one: far faster than in a whole text."""
    from phonenumbers import Leniency, PhoneNumberMatcher

    for run in _RUN.finditer(text):
        if not _TELEPHONE_FORMS.search(run.group()):
            continue
        for region in ("CA", "FR"):
            for match in PhoneNumberMatcher(run.group(), region, leniency=Leniency.VALID):
                yield run.start() + match.start, match


@cache
def _shared_types() -> frozenset[int]:
    from phonenumbers import PhoneNumberType as Type

    return frozenset({Type.TOLL_FREE, Type.SHARED_COST, Type.PREMIUM_RATE, Type.UAN})


def _is_role(local: str) -> bool:
    words = re.findall(r"[a-z]+", fold(local))
    return bool(words) and words[0] in word_list("mailboxes")


def _is_written_as_one(text: str, start: int, end: int) -> bool:
    """Leave out what is grouped like no telephone number, or is part of a longer number."""
    number = text[start:end]
    if re.search(r"\d[ .\-]?$", text[max(0, start - 2) : start]) or text[end : end + 1].isalnum():
        return False
    if _BARE_AMERICAN.fullmatch(number):
        near = before(text, start, 60) + " " + column_heading(text, start)
        return bool(_CALLING.search(near))
    return bool(_TELEPHONE_FORMS.fullmatch(number))

"""Names of persons, as debriefs give them.

A name is capitalised words after a title (`Mme Tremblay`), a known given name and what follows
(`Nadia Benali`, `Yanis B.`), a known family name and its given name or initial (`TREMBLAY
Julie`, `J. Roy`), a piece of a list that is labelled as people, or words that the sentence
brings in as a person. The title is not part of the finding. A given name alone, or a family name
alone, names nobody for certain and is left. A name that an institution, a street or a prize bears
is no person's (`centre Jean-Talon`).
"""

import re
from collections.abc import Iterator

from ingest.privacy.introductions import find_introduced, reads_like_a_name
from ingest.privacy.listed_names import find_by_lists
from ingest.privacy.names import (
    ANY_PIECE,
    INITIALS,
    PIECE,
    TOKEN,
    is_borne_by_a_thing,
    read_family,
)
from ingest.privacy.rosters import find_listed
from ingest.privacy.sightings import Sighting
from kb.privacy import FindingKind

_SPACE = "[ \u00a0\u202f]"
_TITLE = re.compile(
    rf"(?<![\w-])(?:Mme\.?|Mlle|Monsieur|Madame|Mr\.?|Mrs\.?|Ms\.?|Miss|Mx\.?|Dre?\.?|Pre?\."
    rf"|Prof(?:essor|esseure?|\.)|Docteure?|(?P<french>M\.|Me|Maître)"
    rf"|(?P<several>MM\.|Mmes|Messrs\.?|Messieurs|Mesdames)){_SPACE}(?P<initials>{INITIALS} ?)?"
)
_AND_ANOTHER = re.compile(r", |,? (?:et|and|&) ")
_JOINED = re.compile(rf",? (?:et|and|&) (?P<name>{TOKEN}(?: {ANY_PIECE}){{1,2}})")
_JOINED_BEFORE = re.compile(
    rf"(?<![\w’'.@/-])(?P<name>{TOKEN}(?: {ANY_PIECE}){{1,2}}),? (?:et|and|&) $"
)
_INITIAL = re.compile(rf"(?<![\w’'.-]){INITIALS} ?(?={PIECE})")
_POSSESSIVES = ("'s", "’s")
_MOST_TOGETHER = 5
_REACH = 60

Span = tuple[int, int]


def find_persons(text: str, language: str) -> Iterator[Sighting]:
    """Find names of persons.

    Args:
        text: any text.
        language: ISO 639-1; in English, `Me` is no title and `M.` is an initial.
    """
    spans = [*_titled(text, language), *find_listed(text), *find_by_lists(text)]
    spans += _initialled(text, language)
    spans += find_introduced(text)
    spans += [other for span in spans for other in _joined(text, *span)]
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        yield Sighting(FindingKind.PERSON, start, end - 2 * text.endswith(_POSSESSIVES, start, end))


def _titled(text: str, language: str) -> Iterator[Span]:
    for title in _TITLE.finditer(text):
        if not _holds(title, language):
            continue
        start = title.end() - len(title["initials"] or "")
        end = read_family(text, title.end(), sure=True)
        if end > 0:
            yield start, end
            yield from _others(text, end) if title["several"] else ()


def _holds(title: re.Match[str], language: str) -> bool:
    return not (title["french"] and language == "en")


def _others(text: str, end: int) -> Iterator[Span]:
    """Read on after a title of several: `MM. Girard et Bélanger`."""
    for _ in range(_MOST_TOGETHER):
        joint = _AND_ANOTHER.match(text, end)
        end = read_family(text, joint.end(), sure=True) if joint else -1
        if not joint or end < 0:
            return
        yield joint.end(), end


def _joined(text: str, start: int, end: int) -> Iterator[Span]:
    """Read on beside a name: whoever `et` or `and` joins to a person is a person."""
    following = _JOINED.match(text, end)
    preceding = _JOINED_BEFORE.search(text, max(0, start - _REACH), start)
    for joint in (following, preceding):
        if joint and reads_like_a_name(joint["name"]):
            yield joint.span("name")


def _initialled(text: str, language: str) -> Iterator[Span]:
    """Find `J. Roy`; where an item of a list could begin, the family name must be known."""
    for initial in _INITIAL.finditer(text):
        title = _TITLE.match(text, initial.start())
        if title and _holds(title, language):
            continue
        leading = text[max(0, initial.start() - 2) : initial.start()].rstrip(" ")
        opens = not leading or leading[-1] in "\n.:"
        end = read_family(text, initial.end(), sure=not opens)
        if end > 0 and not is_borne_by_a_thing(text, initial.start(), end):
            yield initial.start(), end

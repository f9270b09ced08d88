"""Names of persons, as debriefs give them.

A name is capitalised words after a title (`Mme Tremblay`), a known given name and what follows
(`Nadia Benali`, `Yanis B.`), a known family name and its given name or initial (`TREMBLAY
Julie`, `J. Roy`), or a piece of a list that is labelled as people. The title is not part of the
finding. A given name alone, or a family name alone, names nobody for certain and is left.
A name that an institution, a street or a prize bears is no person's (`centre Jean-Talon`).
"""

import re
from collections.abc import Iterator

from ingest.privacy.introductions import find_introduced, reads_like_a_name
from ingest.privacy.lexicon import is_family, is_given, is_ordinary, is_surely_given
from ingest.privacy.names import (
    ANY_PIECE,
    INITIALS,
    PIECE,
    TOKEN,
    UPPER,
    is_borne_by_a_thing,
    read_family,
)
from ingest.privacy.rosters import find_listed
from ingest.privacy.sightings import Sighting
from kb.privacy import FindingKind

_SPACE = "[ \u00a0\u202f]"
_WORD = re.compile(rf"(?<![\w’'.@/-]){TOKEN}|(?<=\b[lLdD][’']){TOKEN}")
_TITLE = re.compile(
    rf"(?<![\w-])(?:Mme\.?|Mlle|Monsieur|Madame|Mr\.?|Mrs\.?|Ms\.?|Miss|Mx\.?|Dre?\.?|Pre?\."
    rf"|Prof(?:essor|esseure?|\.)|Docteure?|(?P<french>M\.|Me|Maître)"
    rf"|(?P<several>MM\.|Mmes|Messrs\.?|Messieurs|Mesdames)){_SPACE}(?P<initials>{INITIALS} ?)?"
)
_AND_ANOTHER = re.compile(r", |,? (?:et|and|&) ")
_JOINED = re.compile(rf",? (?:et|and|&) (?P<name>{TOKEN}(?: {ANY_PIECE}){{1,2}})(?! \w+ing\b)")
_INITIAL = re.compile(rf"(?<![\w’'.-]){INITIALS} ?(?={PIECE})")
_LAST_INITIAL = re.compile(rf" [{UPPER}]\.(?!\w)")
_GIVEN_AFTER = re.compile(rf",? (?P<given>{TOKEN})")
_MOST_TOGETHER = 5

Span = tuple[int, int]


def find_persons(text: str, language: str) -> Iterator[Sighting]:
    """Find names of persons.

    Args:
        text: any text.
        language: ISO 639-1; in English, `Me` is no title and `M.` is an initial.
    """
    spans = [*_titled(text, language), *find_listed(text), *_known(text)]
    spans += _initialled(text, language)
    spans += find_introduced(text)
    spans += [other for _, end in spans for other in _joined(text, end)]
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        yield Sighting(FindingKind.PERSON, start, end)


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


def _joined(text: str, end: int) -> Iterator[Span]:
    """Read on after a name: whoever `et` or `and` joins to a person is a person."""
    joint = _JOINED.match(text, end)
    if joint and reads_like_a_name(joint["name"]):
        yield joint.span("name")


def _known(text: str) -> Iterator[Span]:
    """Find names by the lists of given and family names."""
    done = 0
    for word in _WORD.finditer(text):
        if word.start() < done:
            continue
        end = _end_of_name(text, word)
        if end > 0:
            done = end
            if not is_borne_by_a_thing(text, word.start(), end):
                yield word.start(), end


def _end_of_name(text: str, word: re.Match[str]) -> int:
    """Give where the name that this word begins ends, or -1."""
    first, after = word.group(), word.end()
    follows = text[after : after + 1] == " "
    if is_given(first):
        sure = is_surely_given(first)
        end = read_family(text, after + 1, sure=sure) if follows else -1
        if end < 0 and sure and (initial := _LAST_INITIAL.match(text, after)):
            return initial.end()
        if end > 0:
            return end
    if is_family(first) and (end := _end_of_given(text, after)) > 0:
        return end
    next_word = _WORD.match(text, after + 1) if follows else None
    if next_word and len(first) > 1 and not is_ordinary(first) and is_family(next_word.group()):
        return read_family(text, after + 1, sure=False)
    return -1


def _end_of_given(text: str, after: int) -> int:
    """Read the given name that follows a family name: `Tremblay, Julie`."""
    given = _GIVEN_AFTER.match(text, after)
    if not given or not is_surely_given(given["given"]):
        return -1
    return -1 if read_family(text, given.end() + 1, sure=True) > 0 else given.end()


def _initialled(text: str, language: str) -> Iterator[Span]:
    """Find `J. Roy`; where an item of a list could begin, the family name must be known."""
    for initial in _INITIAL.finditer(text):
        title = _TITLE.match(text, initial.start())
        if title and _holds(title, language):
            continue
        opens = text[max(0, initial.start() - 2) : initial.start()].rstrip(" ")[-1:] in (
            "",
            "\n",
            ".",
            ":",
        )
        end = read_family(text, initial.end(), sure=not opens)
        if end > 0 and not is_borne_by_a_thing(text, initial.start(), end):
            yield initial.start(), end

"""Names told by the lists of given and family names, in either order."""

import re
from collections.abc import Iterator

from ingest.privacy.lexicon import is_family, is_given, is_ordinary, is_surely_given
from ingest.privacy.names import TOKEN, UPPER, is_borne_by_a_thing, read_on

_WORD = re.compile(rf"(?<![\w’'.@/-]){TOKEN}|(?<=\b[lLdD][’']){TOKEN}")
_INITIAL_AFTER = re.compile(rf" [{UPPER}]\.(?!\w)")
_GIVEN_AFTER = re.compile(rf",? (?P<given>{TOKEN})")


def find_by_lists(text: str) -> Iterator[tuple[int, int]]:
    """Find names of which the given name or the family name is known.

    A name that a thing bears is read to its end as well, so that its rest is not taken for
    another name.
    """
    done = 0
    for word in _WORD.finditer(text):
        if word.start() < done:
            continue
        end = _end_of_name(text, word.group(), word.end())
        if end > 0:
            done = end
            if not is_borne_by_a_thing(text, word.start(), end):
                yield word.start(), end


def _end_of_name(text: str, first: str, after: int) -> int:
    """Give where the name that `first` begins ends, or -1."""
    for read in (_given_first, _family_first, _unknown_first):
        end = read(text, first, after)
        if end > 0:
            return end
    return -1


def _given_first(text: str, first: str, after: int) -> int:
    """Read `Nadia Benali`, `Yanis B.` or `Nadia M. Benali`."""
    if not is_given(first):
        return -1
    sure = is_surely_given(first)
    initial = _INITIAL_AFTER.match(text, after) if sure else None
    if not initial:
        return read_on(text, after, sure=sure)
    return max(initial.end(), read_on(text, initial.end(), sure=True))


def _family_first(text: str, first: str, after: int) -> int:
    """Read `Tremblay, Julie` or `OUELLET Sylvie`; capitals make a family name of any word.

    What is a family name as well (`Girard, Roy`) is a given name after capitals only.
    """
    given = _GIVEN_AFTER.match(text, after)
    if not given or not is_surely_given(given["given"]):
        return -1
    could_be = is_family(first) or not is_ordinary(first)
    is_told_apart = could_be and len(first) > 2 and first.isupper() and given[0] != given[0].upper()
    if not is_told_apart and (not is_family(first) or is_family(given["given"])):
        return -1
    return -1 if read_on(text, given.end(), sure=True) > 0 else given.end()


def _unknown_first(text: str, first: str, after: int) -> int:
    """Read an unknown given name before a known family name."""
    word = _WORD.match(text, after + 1) if text[after : after + 1] == " " else None
    if not word or len(first) < 2 or is_ordinary(first) or not is_family(word.group()):
        return -1
    return read_on(text, after, sure=False)

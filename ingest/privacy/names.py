"""How names are written: capitals, particles, initials, and what makes a name a thing's."""

import re

from ingest.privacy.lexicon import is_family, is_ordinary, word_list
from kb.folding import fold

UPPER = "A-ZÀ-ÖØ-ÞŁŚŠŽČĆŞİ"
TOKEN = rf"(?:[{UPPER}](?:[\w’'-]{{0,40}}\w)?(?![\w’'-]))"
INITIALS = rf"(?:[{UPPER}][a-z]?\.(?:[ -]?[{UPPER}]\.){{0,2}})"
PARTICLE = (
    r"(?:(?i:de la|de los|van der|van den|van de|dos|des|del|da|de|du|di|do|la|le|van|von|ben|bin"
    r"|el|al|ould|mac|o|st|ste)\.? |(?i:de l|d)[’'])"
)
PIECE = rf"(?:{PARTICLE}?(?P<word>{TOKEN}))"
ANY_PIECE = rf"(?:{PARTICLE}?{TOKEN})"

_PIECE = re.compile(PIECE)
_BEARER = re.compile(
    r"(?P<role>[\w’'-]+ (?:de la |de l[’']|de |du |des |d[’'])?)?(?P<word>[^\W\d_][\w’'-]*)\.?"
    rf"(?: (?:de la|de l[’']|de|du|des|la|le|of|the))*(?: [{UPPER}]\w+ (?:et|and|&))? ?$"
)
_NEXT_WORD = re.compile(r" ([^\W\d_][\w’'-]*)")
_ROLE = re.compile(
    r"(?:chef|cheffe|chargee?|direct(?:eur|rice)|responsable|coordonnat|coordinat|agente?|gestionnaire"
    r"|manager|officer|lead|conseill|adjoint|president|animat|advis|counsell)"
)
_REACH = 60
_MOST_PIECES = 3


def read_family(text: str, at: int, *, sure: bool) -> int:
    """Read the family name that begins at a place; give where it ends, or -1.

    Args:
        text: the text.
        at: where the family name should begin.
        sure: whether what stands before can only be a given name or a title, so that an
            unknown word is taken for a family name.
    """
    end = -1
    for _ in range(_MOST_PIECES):
        piece = _PIECE.match(text, at)
        if not piece or not _is_family_word(piece["word"], sure=sure or end > 0):
            break
        end = piece.end()
        at = end + 1
        if text[end:at] != " ":
            break
    return end


def read_on(text: str, after: int, *, sure: bool) -> int:
    """Read the family name one space after a word; give where it ends, or -1."""
    return read_family(text, after + 1, sure=sure) if text[after : after + 1] == " " else -1


def is_borne_by_a_thing(text: str, start: int, end: int) -> bool:
    """Tell whether a name is a street's, a school's or a prize's, by the word beside it."""
    following = _NEXT_WORD.match(text, end)
    if following and _is_institution(following[1]):
        return True
    bearer = _BEARER.search(text, max(0, start - _REACH), start)
    if not bearer or not _is_institution(bearer["word"]):
        return False
    return not _ROLE.match(fold(bearer["role"] or ""))


def _is_family_word(word: str, *, sure: bool) -> bool:
    if is_family(word):
        return True
    return sure and len(word) > 1 and not is_ordinary(word)


def _is_institution(word: str) -> bool:
    folded = fold(word)
    known = word_list("institutions")
    return any(each in known for each in (folded, folded.removesuffix("s"), folded.split("'")[-1]))

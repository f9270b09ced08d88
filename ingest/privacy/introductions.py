"""Names that no list knows, told by how the sentence brings the person in.

Two or three capitalised words that are no common word, place or institution are a name where a
word for a person stands beside them (`the tutor Oluwaseun Adebayo`, `Tsering Dolma, formatrice`),
where they are thanked or met, or where they do what only persons do (`told us`, `a raconté`).
"""

import re
from collections.abc import Iterator
from functools import cache

from ingest.privacy.context import after, before
from ingest.privacy.lexicon import is_ordinary, word_list
from ingest.privacy.names import PIECE, TOKEN, UPPER, is_borne_by_a_thing, read_on

_PIECE = re.compile(PIECE)
_WORD = re.compile(rf"(?<![\w’'.@/-]){TOKEN}")
_ACRONYM = re.compile(rf"(?<![\w’'])[{UPPER}\d]{{2}}|\d")
_MET = (
    r"avec|with|selon|d'apres|according to"
    r"|(?:entretien|entrevue|discussions?|echanges?|rencontre|diner|souper|dejeuner"
    r"|reunion|rendez-vous|appel) (?:\w+ ){0,2}avec"
    r"|(?:interview|lunch|dinner|coffee|meeting|call) with|both|merci a"
    r"|(?:remerci\w+|thank(?:ed)?)(?: \w+(?:ment|ly))?|thanks (?:\w+ ){0,2}to"
    r"|(?:temoignage|interventions?|questions?) de|followed up with|notes? (?:\w+ ){0,2}(?:de|by)"
    r"|(?:presented|hosted|led|introduced|written|chaired|welcomed|trained|referred|run) by"
    r"|(?:presentee?s?|animee?s?|guidee?s?|accueillie?s?|redigee?s?|dirigee?s?|formee?s?"
    r"|referee?s?) par"
    r"|aupres de|aupres d'|(?:courriel|lettre|mot|exemple|histoire|parcours|cas) de"
    r"|(?:e-?mail|letter|word) from|(?:example|story|case) of|per|dixit|signed|signe"
)
_DOES = re.compile(
    r",? (?:who|whom)\b| ?[<(\[] ?[\w.+-]{1,64}@|, (?:age(?:e|d)? (?:de )?)?\d\d(?: ans| years|,)|"
    r" (?:transmettra|validera|enverra|contactera|relancera|presentera|verra|organisera|rappellera"
    r"|(?:will|to) (?:send|check|call|write|share|prepare|contact)|found (?:work|a job))\b|"
    r",? (?:(?:nous|leur|lui) (?:a|explique|raconte)\b|a (?:parle|explique|raconte|temoigne|rappele"
    r"|insiste|souligne|demande|precise|repondu|conclu)\b|(?:explique|raconte|temoigne|insiste"
    r"|souligne|rappelle|precise|told|explained|asked|said|says|recalled|stressed|pointed out|spoke"
    r"|thinks|believes|agreed|replied)\b|(?:gave|showed|walked|welcomed|took) us\b)"
)
_REACH = 40


def find_introduced(text: str) -> Iterator[tuple[int, int]]:
    """Find names by the words that introduce a person."""
    done = 0
    for word in _WORD.finditer(text):
        start = word.start()
        if start < done or is_ordinary(word.group()):
            continue
        end = read_on(text, word.end(), sure=True)
        done = max(done, end)
        if end > 0 and not _ACRONYM.search(text, start, end) and _is_introduced(text, start, end):
            yield start, end


def reads_like_a_name(words: str) -> bool:
    """Tell whether none of the capitalised words is a common word, a place or a thing."""
    return not any(is_ordinary(piece["word"]) for piece in _PIECE.finditer(words))


def _is_introduced(text: str, start: int, end: int) -> bool:
    if is_borne_by_a_thing(text, start, end):
        return False
    follows = after(text, end, _REACH)
    presents, describes = _cues()
    return bool(
        _DOES.match(follows)
        or describes.match(follows)
        or presents.search(before(text, start, _REACH))
    )


@cache
def _cues() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Give what comes before a person's name, and what comes after it."""
    roles = "|".join(sorted(word_list("roles")))
    presents = rf"\b(?:{_MET}|(?:{roles})s?,?)[ :(]{{1,3}}$"
    describes = rf"(?:,| \() ?(?:[a-z']+ ){{0,2}}(?:{roles})\b"
    return re.compile(presents), re.compile(describes)

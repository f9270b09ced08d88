"""Words without what varies between writers: case, accents, ligatures, apostrophes."""

import re
import unicodedata

_LETTERS = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "’": "'", "‘": "'", "ʼ": "'"}
)
_WORD = re.compile(r"[a-z0-9]+")


def fold(text: str) -> str:
    """Lower the case and drop the accents; lengths may change, words and order do not."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(c for c in decomposed if not unicodedata.combining(c)).lower()


def folded_words(text: str) -> list[str]:
    """List the words of a text, folded; Latin letters and digits only."""
    return _WORD.findall(fold(text))

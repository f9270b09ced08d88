"""Letters without what varies between writers: case, accents, ligatures, apostrophes."""

import unicodedata
from itertools import filterfalse

_LETTERS = str.maketrans(
    {"œ": "oe", "Œ": "oe", "æ": "ae", "Æ": "ae", "ß": "ss", "’": "'", "‘": "'", "ʼ": "'"}
)


def fold(text: str) -> str:
    """Lower the case and drop the accents; lengths may change, words and order do not."""
    if text.isascii():
        return text.lower()
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS))
    return "".join(filterfalse(unicodedata.combining, decomposed)).lower()

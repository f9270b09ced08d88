"""Text that a font without a proper mapping has turned into nonsense."""

import unicodedata

_MOST_STRANGE = 0.15
_ENOUGH_LETTERS = 100
_COMMON = frozenset("etaoinsrlu")
_LEAST_COMMON_SHARE = 0.45
_VOWELS = frozenset("aeiouy")
_LEAST_PRONOUNCEABLE = 0.5
_AGREEMENT = 0.5


def is_garbled(text: str, *, unmapped_share: float = 0.0) -> bool:
    """Tell nonsense from text in French, English or a language of another script.

    Args:
        text: raw text, before it is cleaned.
        unmapped_share: share of characters for which the file gives no meaning.
    """
    shown = [character for character in text if not character.isspace()]
    if not shown:
        return False
    if unmapped_share > 0.3 or sum(map(_is_strange, shown)) > _MOST_STRANGE * len(shown):
        return True
    return _is_unpronounceable(text)


def agree(text: str, seen: str) -> bool:
    """Tell whether what was recognised on the page is what the text layer says.

    Then the text is odd, a list of codes or another language, but not garbled.
    """
    written = {word for word in text.casefold().split() if len(word) >= 3}
    recognised = {word for word in seen.casefold().split() if len(word) >= 3}
    return len(written & recognised) > _AGREEMENT * max(1, len(recognised))


def _is_strange(character: str) -> bool:
    """Tell a character that no writer types."""
    return character == "\ufffd" or unicodedata.category(character) in ("Cc", "Co", "Cn", "Cs")


def _is_unpronounceable(text: str) -> bool:
    """Tell a shifted alphabet by its letters: vowels and the usual letters are rare in it."""
    plain = unicodedata.normalize("NFD", text).casefold()
    letters = [character for character in plain if "a" <= character <= "z"]
    if len(letters) < _ENOUGH_LETTERS or len(letters) < 0.3 * len(text):
        return False
    common = sum(letter in _COMMON for letter in letters) / len(letters)
    words = [word for word in plain.split() if len(word) >= 4 and word.isalpha()]
    spoken = sum(bool(_VOWELS.intersection(word)) for word in words)
    rough = bool(words) and spoken < _LEAST_PRONOUNCEABLE * len(words)
    return common < _LEAST_COMMON_SHARE or rough

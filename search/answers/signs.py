"""Signs that nobody sees: they hide words from a reader, or a machine's orders from a check."""

import unicodedata

_UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})


def visible(text: str) -> str:
    """Take out signs that nobody sees; line ends stay."""
    return "".join(
        sign for sign in text if sign == "\n" or unicodedata.category(sign) not in _UNSEEN
    )

"""The folded words of a text, for rules that read words and not sentences."""

import re

from kb.folding import fold

_WORD = re.compile(r"[a-z0-9]+")


def folded_words(text: str) -> list[str]:
    """List the words of a text, folded; Latin letters and digits only."""
    return _WORD.findall(fold(text))

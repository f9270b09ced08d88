"""Texts that people typed, made fit to be kept: personal data masked, nothing long."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from kb.folding import fold
from kb.privacy import Finding

Screen = Callable[..., list[Finding]]
"""`ingest.privacy.screening.screen`, which this side does not know."""

Guess = Callable[[str], str]
"""Guesses a text's language, as ISO 639-1 or `und`."""

_BLOCK = "█"
_LANGUAGES = frozenset({"fr", "en"})
_NUMBER = re.compile(r"\d[\d ./-]{3,}\d")
"""What may be a file's or a person's number even where no rule knows it."""

LONGEST = 200
"""Characters of a question that is kept: what is longer tells a story, often somebody's."""


@dataclass(frozen=True, slots=True)
class Screening:
    """Mask what people type, and guess its language."""

    screen: Screen
    guess: Guess

    def language(self, text: str) -> str:
        """Guess a question's language: `fr`, `en`, or `und`."""
        found = self.guess(text)
        return found if found in _LANGUAGES else "und"

    def masked(self, text: str) -> str:
        """Black personal data out, names of persons and long numbers among them."""
        plain = " ".join(text.split())
        for finding in self.screen(plain, language=self.language(plain), persons=True):
            block = _BLOCK * (finding.end - finding.start)
            plain = f"{plain[: finding.start]}{block}{plain[finding.end :]}"
        return _NUMBER.sub(lambda match: _BLOCK * len(match[0]), plain)


def same_form(text: str) -> str:
    """Write a question as all who ask the same would: no case, no accents, single spaces."""
    return " ".join(fold(text).split())

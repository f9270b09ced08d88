"""Which language a question is asked in: by its short words, then by whose passages hold it.

On questions of one to four words a guesser of texts says nothing, or is often wrong; the words
themselves mostly stand in the passages of one language only (Naive Bayes over passages).
"""

import math
from collections.abc import Callable
from dataclasses import dataclass

from kb.access import AccessScope
from kb.ports import LexicalSearch
from kb.words import content_words, words_of

_LANGUAGES = ("fr", "en")
_ACCENTS = frozenset("àâçéèêëîïôùûœ")
_MOST, _CLEAR = 3.0, 1.0
"""What one word may weigh, and what they must weigh together: differences of logarithms."""


@dataclass(frozen=True, slots=True)
class QuestionLanguage:
    """Guess a question's language.

    Attributes:
        guess: guesses a longer text's language.
        access: whose passages are looked at: those that every member may read.
    """

    guess: Callable[[str], str]
    words: LexicalSearch
    access: AccessScope

    def __call__(self, text: str) -> str:
        """Guess as ISO 639-1; `und` where nothing tells."""
        if (found := self.guess(text)) in _LANGUAGES:
            return found
        if not _ACCENTS.isdisjoint(text.lower()):
            return "fr"
        weight = self._weight(text)
        return "und" if abs(weight) < _CLEAR else "fr" if weight > 0 else "en"

    def _weight(self, text: str) -> float:
        """Weigh a question's words: above 0 for French, below for English."""
        asked = content_words(words_of(text))
        counts = self.words.frequencies(asked, access=self.access)
        passages = self.words.readable(access=self.access)
        french, english = (
            {word: (own[word] + 0.5) / (passages[language] + 1) for word in asked}
            for language, own in ((each, counts[each]) for each in _LANGUAGES)
        )
        known = [word for word in asked if any(counts[each][word] for each in _LANGUAGES)]
        ratios = (math.log(french[word] / english[word]) for word in known)
        return sum(max(-_MOST, min(_MOST, ratio)) for ratio in ratios)

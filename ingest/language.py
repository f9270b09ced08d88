"""Which language a passage or a document is written in."""

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from importlib.resources import files
from typing import Any

from ingest.folding import folded_words

_WORDS = "language.toml"
_LETTER = re.compile(r"[^\W\d_]")

_CLEAR_SHARE = 0.15
_CLEAR_HITS = 3
_CLEAR_RATIO = 4
_PLAIN_SHARE = 0.3
_PLAIN_HITS = 2
_PRIOR = {"fr": 0.45, "en": 0.45}
_SURE = 0.9
_TRIALS, _ITERATIONS = 3, 300  # half of its own: as good here, and fast on what has no language
_LETTERS_FOR_FR_EN = 25
_LETTERS_FOR_OTHERS = 80


class LanguageGuesser:
    """Guess languages: a vote of short words first, langdetect where that is not clear.

    langdetect (character n-grams, naive Bayes) is loaded when first needed; it is seeded, so
    that the same text always gets the same answer, and expects French or English.
    """

    def __init__(self, default: str = "fr") -> None:
        """Make a guesser that answers `default` when nothing at all can be told."""
        self._default = default

    def passage(self, text: str, surroundings: str = "") -> str:
        """Guess the language of one passage, as ISO 639-1.

        Args:
            text: the passage.
            surroundings: language of the text around it, answered when it is too short or
                too strange (names, figures, addresses) to tell by itself.
        """
        return self._vote(text) or self._detect(text) or surroundings or self._default

    def document(self, texts: Iterable[str]) -> str:
        """Guess the language that most of a document is written in, as ISO 639-1."""
        letters: Counter[str] = Counter()
        undecided = []
        for text in texts:
            language = self._vote(text)
            letters[language] += len(text)
            if not language:
                undecided.append(text)
        if letters[""] > sum(letters.values()) / 2:
            return self.passage(" ".join(undecided)[:4000])
        del letters[""]
        return letters.most_common(1)[0][0] if letters else self._default

    def _vote(self, text: str) -> str:
        """Count the short words of French and of English; "" when neither clearly wins."""
        words = folded_words(text)
        french = sum(word in self._short_words["fr"] for word in words)
        english = sum(word in self._short_words["en"] for word in words)
        winner, loser = max(french, english), min(french, english)
        clear = winner >= max(_CLEAR_HITS, _CLEAR_SHARE * len(words), _CLEAR_RATIO * loser)
        plain = winner >= max(_PLAIN_HITS, _PLAIN_SHARE * len(words)) and not loser
        if not (clear or plain):
            return ""
        return "fr" if french > english else "en"

    def _detect(self, text: str) -> str:
        """Ask langdetect; "" when the text is too short for it or it is not sure."""
        letters = len(_LETTER.findall(text))
        if letters < _LETTERS_FOR_FR_EN:
            return ""
        detector = self._factory.create()
        detector.n_trial, detector.ITERATION_LIMIT = _TRIALS, _ITERATIONS
        detector.set_prior_map(self._priors)
        detector.append(text.lower())
        best = max(_probabilities(detector), default=(0.0, ""))
        language = best[1].split("-")[0]
        if language not in _PRIOR and letters < _LETTERS_FOR_OTHERS:
            return ""
        return language if best[0] >= _SURE else ""

    @cached_property
    def _short_words(self) -> dict[str, frozenset[str]]:
        table = tomllib.loads(files("ingest").joinpath(_WORDS).read_text(encoding="utf-8"))
        return {language: frozenset(words.split()) for language, words in table.items()}

    @cached_property
    def _factory(self) -> Any:  # noqa: ANN401 - langdetect has no types
        from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

        factory = DetectorFactory()
        factory.set_seed(0)
        factory.load_profile(PROFILES_DIRECTORY)
        return factory

    @cached_property
    def _priors(self) -> dict[str, float]:
        known = self._factory.get_lang_list()
        rest = (1 - sum(_PRIOR.values())) / max(1, len(known) - len(_PRIOR))
        return {language: _PRIOR.get(language, rest) for language in known}


def _probabilities(detector: Any) -> list[tuple[float, str]]:  # noqa: ANN401
    from langdetect.lang_detect_exception import LangDetectException

    try:
        return [(guess.prob, guess.lang) for guess in detector.get_probabilities()]
    except LangDetectException:
        return []

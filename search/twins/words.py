"""Words that two practices share, in one language or across both: their common subjects."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from kb.access import AccessScope
from kb.ports import LexicalSearch, WordEncoder
from kb.words import STOP_WORDS, Stemmer, words_of
from search.rarity import Rarities

_CLOSE = 0.66
"""Cosine from which a word of one language is taken for one of the other."""

_SHORTEST = 4
_SAID = 4
"""How often a word must stand, one side's count times the other's, to be a subject of both."""

_WEIGHED, _SHOWN = 60, 6
_RARE = 1.5
"""Rarity (idf) below which a word stands nearly everywhere, and is no subject."""


@dataclass(frozen=True, slots=True)
class SharedWord:
    """A word as either side writes it most often; the same twice where both write it alike."""

    one: str
    other: str


@dataclass(frozen=True, slots=True)
class SharedWords:
    """Find the words that two texts share, the most telling first."""

    encoder: WordEncoder
    index: LexicalSearch

    def between(
        self, one: Iterable[str], other: Iterable[str], *, access: AccessScope
    ) -> list[SharedWord]:
        """Compare two texts, given by their passages.

        A word tells more the rarer it is among the passages that this reader may read.
        """
        mine, theirs = _Counted(one), _Counted(other)
        pairs = self._pairs(mine, theirs)
        often = {
            pair: math.log(mine.counts[pair[0]] * theirs.counts[pair[1]])
            for pair in pairs
            if mine.counts[pair[0]] * theirs.counts[pair[1]] >= _SAID
        }
        weighed = sorted(often, key=lambda pair: (-often[pair], pair))[:_WEIGHED]
        words = {word for pair in weighed for word in (mine.words[pair[0]], theirs.words[pair[1]])}
        rare = Rarities.count(self.index, sorted(words), {}, access=access).overall()
        telling = {
            pair: often[pair]
            * rare.get(mine.words[pair[0]], 0)
            * rare.get(theirs.words[pair[1]], 0)
            for pair in weighed
            if min(rare.get(mine.words[pair[0]], 0), rare.get(theirs.words[pair[1]], 0)) >= _RARE
        }
        best = sorted(telling, key=lambda pair: (-telling[pair], pair))[:_SHOWN]
        return [
            SharedWord(mine.words[one], (mine if one == two else theirs).words[two])
            for one, two in best
        ]

    def _pairs(self, mine: "_Counted", theirs: "_Counted") -> list[tuple[str, str]]:
        """Pair stems: the same on both sides, else the nearest in meaning."""
        same = [(stem, stem) for stem in mine.counts if stem in theirs.counts]
        tokens = {word: token for token, word in self.encoder.whole_words.items()}
        left = [stem for stem in mine.counts if stem not in theirs.counts]
        known = [stem for stem in left if mine.words[stem] in tokens]
        near = self.encoder.near([tokens[mine.words[stem]] for stem in known])
        wanted = {word: stem for stem, word in theirs.words.items() if stem not in mine.counts}
        close: dict[str, tuple[float, str]] = {}
        for stem, each in zip(known, near, strict=True):
            found = self._nearest(each.tokens.tolist(), each.cosines.tolist(), wanted)
            if found and found > close.get(found[1], (0.0, "")):
                close[found[1]] = (found[0], stem)
        return same + [(stem, other) for other, (_, stem) in close.items()]

    def _nearest(
        self, tokens: list[int], cosines: list[float], wanted: Mapping[str, str]
    ) -> tuple[float, str] | None:
        words = self.encoder.whole_words
        close = [
            (cosine, wanted[words[token]])
            for token, cosine in zip(tokens, cosines, strict=True)
            if cosine >= _CLOSE and words.get(token) in wanted
        ]
        return max(close, default=None)


class _Counted:
    """The content words of a text by stem: how often each stands, and as what it is written."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Count the words of some passages."""
        stems = Stemmer("fr"), Stemmer("en")
        written: dict[str, Counter[str]] = {}
        for text in texts:
            for word in words_of(text):
                if len(word.folded) >= _SHORTEST and word.folded not in STOP_WORDS:
                    if not word.folded.isdigit():
                        stem = stems[1](stems[0](word.folded))
                        as_written = text[word.start : word.end].lower()
                        written.setdefault(stem, Counter())[as_written] += 1
        self.counts = {stem: sum(spelt.values()) for stem, spelt in written.items()}
        self.words = {stem: spelt.most_common(1)[0][0] for stem, spelt in written.items()}

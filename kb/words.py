"""Words as the lexical index knows them: folded, elisions cut, stemmed in both languages."""

import re
from collections.abc import Callable, Container
from functools import lru_cache
from typing import NamedTuple

from kb.folding import fold

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+")
_APOSTROPHES = "'’ʼ"
ELISIONS = frozenset("l d j n s t m c qu lorsqu puisqu quoiqu jusqu quelqu presqu entr".split())
_CONTRACTIONS = frozenset("s t m d ll re ve".split())

STOP_WORDS = frozenset(
    """
    a ai aie ait alors apres as au aucun aucune auquel aussi autre autres aux auxquelles auxquels
    avant avec avez avoir avons ayant bien car ce ceci cela celle celles celui ces cet cette ceux
    chaque chez ci combien comme comment dans de depuis des desquelles desquels dessous dessus deux
    devra devrait doit doivent donc dont du duquel elle elles en encore entre es est et etaient
    etait etant etc ete etes etre eu eux faire fait faut fois font furent fut hors hui il ils ici
    ist j je la laquelle le lequel les lesquelles lesquels leur leurs lors lui ma mais me mes meme
    memes mieux moi moins mon ne ni non nos notre nous ont ou par parce pas pendant peu peut
    peuvent plus plusieurs plutot pour pourquoi pouvez puis qu quand que quel quelle quelles quels
    qui quoi sa sans se selon sera seront ses si son sont sous sur ta te tel telle tes toi ton tous
    tout toute toutes tres trop tu un une vers voici voila vos votre vous y aujourd
    about above after again all also am an and any are at be because been before being below
    between both but by can could did do does doing done down during each few for from further
    get had has have having he her here hers him his how i if in into is it its itself just me
    might more most must my no nor not of off on once only or other our ours out over own s same
    she should so some such t than that the their theirs them then there these they this those
    through to too under until up us very was we were what when where which while who whom why
    will with would you your yours
    """.split()
)


class Word(NamedTuple):
    """A word of a text, folded, with where it stands: `text[start:end]`."""

    folded: str
    start: int
    end: int


def words_of(text: str, spelt: Container[str] | None = None) -> list[Word]:
    """Cut a text into folded words; elided articles and English contractions are left out.

    Where `spelt` is given, only words that are spelt so.
    """
    words = []
    for match in _WORD.finditer(text):
        word = match.group()
        if spelt is not None and word not in spelt:
            continue
        start, end = match.span()
        if not _is_clipped(text, word, start, end) and (folded := fold_word(word)):
            words.append(Word(folded, start, end))
    return words


def spellings(text: str) -> set[str]:
    """Give the distinct words of a text as they are spelt, elided articles among them."""
    return set(_WORD.findall(text))


class Stemmer:
    """Cut word endings by the Snowball rules of one language, on folded words."""

    def __init__(self, language: str) -> None:
        """Make a stemmer for `fr` or `en`."""
        self._stem = _snowball(language)

    def __call__(self, word: str) -> str:
        """Stem one folded word; acronyms and numbers of up to three signs stay whole."""
        return word if len(word) <= 3 else self._stem(word)


@lru_cache
def _snowball(language: str) -> Callable[[str], str]:
    """Give what stems words of a language, and remembers those it has seen."""
    import Stemmer as snowball

    stemmer = snowball.Stemmer({"fr": "french", "en": "english"}[language])
    remembered: Callable[[str], str] = lru_cache(maxsize=50_000)(stemmer.stemWord)
    return remembered


def content_words(words: list[Word]) -> list[str]:
    """Keep the distinct words that carry meaning; all of them when none does."""
    folded = list(dict.fromkeys(word.folded for word in words))
    return [word for word in folded if word not in STOP_WORDS] or folded


@lru_cache(maxsize=100_000)
def fold_word(word: str) -> str:
    """Fold a word; some letters of other scripts decompose into a space and a mark."""
    return "".join(fold(word.replace(".", "")).split())


def _is_clipped(text: str, word: str, start: int, end: int) -> bool:
    if end < len(text) and text[end] in _APOSTROPHES and word.lower() in ELISIONS:
        return True
    return start > 0 and text[start - 1] in _APOSTROPHES and word.lower() in _CONTRACTIONS

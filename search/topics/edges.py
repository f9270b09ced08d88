"""Where phrases may begin and end, and what may stand inside them: whole noun phrases."""

import re
from collections.abc import Sequence

from kb.words import Word

_LINKS = {
    "fr": frozenset("de du des a au aux en et pour par sur dans avec".split()),
    "en": frozenset("of for in and to on with at by from".split()),
}
_ARTICLES = {"fr": frozenset("le la les".split()), "en": frozenset(["the"])}

_PART = re.compile(r"[-\u2010\u2011](?:[a-z]['’])?$", re.IGNORECASE)
"""What stands before a part of a word: « main-d’ » before « œuvre »."""

_GOES_ON = re.compile(r"[-\u2010\u2011]\w|\s(?:than|que|qu['’])", re.IGNORECASE)
_LEANS_ON = re.compile(r"\b(?:en|avoir|ayant|ont|avait|avaient|été)\s$", re.IGNORECASE)
"""« en ligne » says how: « ligne à Québec emploi » says nothing; nor does « publié d’offre »."""

_FUTURE = re.compile(r"(?:eront|iront|erait|eraient)$")
_PARTICIPLE = re.compile(r"(?:[éu]e?s?|i[est]s?|prise?s?)$")
_WHERE_IT_LEADS = re.compile(r"\s(?:par|pour|à|aux?|avec|dans|en|sur)\b")


def links(between: Sequence[str], language: str) -> bool:
    """Tell whether little words, at least one, tie two words of a phrase: « de la », not « un »."""
    first, rest = between[0], between[1:]
    return first in _LINKS[language] and all(word in _ARTICLES[language] for word in rest)


def begins_whole(text: str, word: Word, before: Word | None, language: str) -> bool:
    """Tell whether a phrase that begins with a word leaves out nothing that it hangs on.

    `before` is the telling word before it, if there is one and a space alone parts them: in
    French a noun, which the word only describes.
    """
    if _is_part(text, word):
        return False
    if language == "en":
        return True
    hangs = before is not None and text[word.start].islower()
    return not hangs and not _LEANS_ON.search(text[max(0, word.start - 9) : word.start])


def ends_whole(
    text: str, word: Word, before: Word | None, after: Word | None, language: str
) -> bool:
    """Tell whether a phrase that ends with a word is not cut off before what it goes on with.

    `before` and `after` are the telling words beside it, where a space alone parts them: in
    English a noun after it is what the phrase is about.
    """
    if _GOES_ON.match(text, word.end):
        return False
    if language == "en":
        return after is None
    if _FUTURE.search(word.folded):
        return False
    described = before is not None and bool(_PARTICIPLE.search(text[word.start : word.end]))
    return not (described and _WHERE_IT_LEADS.match(text, word.end))


def _is_part(text: str, word: Word) -> bool:
    """Tell the second part of a word with a hyphen."""
    return bool(_PART.search(text[max(0, word.start - 3) : word.start]))

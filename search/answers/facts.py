"""The parts of a sentence that must not be made up: numbers, names, denials and leanings."""

import re
from collections.abc import Collection

from kb.words import STOP_WORDS, Word, words_of

_NUMBER = re.compile(r"\d+(?:[.,\s\u00a0\u202f]\d{3}(?!\d))*(?:[.,]\d+)?")
_THOUSANDS = re.compile(r"[.,\s\u00a0\u202f](?=\d{3}(?!\d))")
_DENIALS = frozenset(
    "ne not no never none without cannot neither nor pas jamais aucun aucune sans non ni".split()
)
_DENIAL = re.compile(r"\bn['’]|\w+n['’]t\b", re.IGNORECASE)
_REFUTALS = frozenset("ne not never cannot jamais".split())
_OPPOSITES = tuple(
    tuple(re.compile(rf"(?:{side})") for side in pair)
    for pair in (
        (
            "augment|accroi|accru|hauss|croissan|increas|ris(?:e|es|en|ing)$|rose$|gr[eo]w|raise"
            "|more$|plus$|higher",
            "redui|reduc|baiss|diminu|decreas|declin|fell$|fall|drop(?:s|ped|ping)?$|lower|cut"
            "|less$|fewer|moins",
        ),
        ("ouvr|ouvert|(?:re)?open", "ferme|clos|shut"),
        ("gratuit|free$", "payant|paid$"),
        ("obligat|mandator|compulsor|requir", "facultat|optional|voluntar|volontair"),
        ("autoris|permi[st]|permett|allow|authori[sz]", "interdi|forbid|prohib|bann?ed|refus"),
        ("succe[sde]|reussi", "echec|echou|fail"),
        ("commenc|debut|demarr|launch|lance|start|beg[aiu]n",
         "termin|annul|cancel|suspen|end(?:ed|s)?$|stop|arret"),
        ("accept|approuv|approv", "rejet|reject"),
        ("avant$|before", "apres$|after$"),
    )
)  # fmt: skip
_WRITTEN = {
    word: str(value)
    for words, value in (
        ("deux two", 2), ("trois three", 3), ("quatre four", 4), ("cinq five", 5), ("six", 6),
        ("sept seven", 7), ("huit eight", 8), ("neuf nine", 9), ("dix ten", 10),
        ("onze eleven", 11), ("douze twelve", 12), ("treize thirteen", 13),
        ("quatorze fourteen", 14), ("quinze fifteen", 15), ("seize sixteen", 16),
        ("vingt twenty", 20), ("trente thirty", 30), ("quarante forty", 40),
        ("cinquante fifty", 50), ("soixante sixty", 60), ("cent hundred cents hundreds", 100),
        ("mille thousand thousands", 1000), ("million millions", 1_000_000),
    )
    for word in words.split()
}  # fmt: skip


def numbers_in(text: str) -> set[str]:
    """Give the numbers of a text in one form, thousands unparted; those in words as digits."""
    digits = {_THOUSANDS.sub("", match[0]).replace(",", ".") for match in _NUMBER.finditer(text)}
    return digits | {_WRITTEN[word.folded] for word in words_of(text) if word.folded in _WRITTEN}


def names_in(text: str) -> set[str]:
    """Give the folded words that are written like names: capitals inside a sentence, acronyms.

    The first word counts too, unless it is a word that sentences begin with.
    """
    words = words_of(text)
    return {
        word.folded
        for place, word in enumerate(words)
        if _is_capital(text, word) and (place or _may_be_name(text, words))
    }


def denies(text: str) -> bool:
    """Tell whether a text says that something is not so."""
    return bool(_DENIAL.search(text)) or any(word.folded in _DENIALS for word in words_of(text))


def refutes(text: str) -> bool:
    """Tell whether a text's verb is denied; words such as `sans` deny a part alone."""
    return bool(_DENIAL.search(text)) or any(word.folded in _REFUTALS for word in words_of(text))


def leanings_of(words: Collection[str]) -> set[tuple[int, int]]:
    """Give which sides some folded words take where two are opposite: more or less, open or not."""
    return {
        (number, side)
        for number, pair in enumerate(_OPPOSITES)
        for side, pattern in enumerate(pair)
        if any(pattern.match(word) for word in words)
    }


def _is_capital(text: str, word: Word) -> bool:
    return text[word.start].isupper()


def _may_be_name(text: str, words: list[Word]) -> bool:
    """Take a first word for a name if another capital follows, or if it is one throughout."""
    first = words[0]
    whole = text[first.start : first.end]
    followed = len(words) > 1 and _is_capital(text, words[1])
    return first.folded not in STOP_WORDS and (followed or (len(whole) > 1 and whole.isupper()))

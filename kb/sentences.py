"""Where sentences begin and end, in French and in English."""

import re

_BLANK_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_NEW_ITEM = re.compile(r"\n[^\S\n]*(?=(?:[•▪◦‣·*–—-]|\(?\d{1,2}[.)]|[a-z]\))\s)")
_END = re.compile(r"(?:(?<![.…])[.…]++|[?!](?:\s?[?!]){0,4}+)(?:\s?[»”’\"')\]]){0,4}(?=\s)")
_LAST_WORD = re.compile(r"[^\W\d_][\w.-]*$")
_NUMBER_ALONE = re.compile(r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5})[.)]")
_NUMBER_OR_ROMAN = re.compile(r"[\d°]|[IVXL]+\b")
_INITIALS = re.compile(r"(?:[^\W\d_][.]-?)*[^\W\d_]")
_OPENING = "«“‘\"'([–—-•▪◦‣·* \u00a0\u202f\n\t"

_NEVER_LAST = {
    "fr": frozenset(
        "m mm mme mmes mlle mlles dr drs me mes mgr pr prof ste cf ex env c.-à-d".split()
    ),
    "en": frozenset("mr mrs ms dr drs prof st e.g i.e cf vs viz approx hon rev".split()),
}
_BEFORE_NUMBER = {
    "fr": frozenset(
        "art al n no nos num p pp par chap vol t fig tabl tab ann éd janv févr avr juil sept oct"
        " nov déc tél poste réf env c l.r r.l.r.q".split()
    ),
    "en": frozenset(
        "art no nos p pp para sec s ss ch chap vol fig figs tab app jan feb mar apr jun jul aug sep"
        " sept oct nov dec tel ext ref c".split()
    ),
}
_SELDOM_LAST = frozenset(
    "inc ltd ltée co corp jr sr dept dép gouv govt st boul av al ed éd".split()
)
_OPENERS = frozenset(
    "le la les un une des ce cet cette ces il elle ils elles on nous vous je l d en dans pour par"
    " au aux à avec sur si mais et or the a an this that these those it he she they we you i in"
    " on at for by with if but and as when while to there its their our see selon votre cela lors"
    " après tous toutes".split()
)


def sentences(text: str, language: str) -> list[tuple[int, int]]:
    """Cut a text into sentences.

    Blank lines and new list items end a sentence too, other line ends do not.

    Args:
        text: any text; white space as it comes.
        language: ISO 639-1; `fr` and `en` bring their abbreviations, any other language both.

    Returns:
        Spans `(start, end)` in order, without outer white space, never overlapping: every
        character outside them is white space.
    """
    spans = []
    for start, end in _stretches(text):
        for cut in _ends(text, start, end, language):
            spans.append((start, cut))
            start = _skip_space(text, cut, end)
        if start < end:
            spans.append((start, end))
    return spans


def _stretches(text: str) -> list[tuple[int, int]]:
    """Give what lies between blank lines and before list items, trimmed, never empty."""
    marks = [match.span() for match in _BLANK_LINE.finditer(text)]
    marks += [match.span() for match in _NEW_ITEM.finditer(text)]
    edges = [(0, 0), *sorted(marks), (len(text), len(text))]
    spans = (_trim(text, edges[i][1], edges[i + 1][0]) for i in range(len(edges) - 1))
    return [(start, end) for start, end in spans if start < end]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    inner = text[start:end]
    start += len(inner) - len(inner.lstrip())
    return start, start + len(inner.strip())


def _skip_space(text: str, at: int, end: int) -> int:
    while at < end and text[at].isspace():
        at += 1
    return at


def _ends(text: str, start: int, end: int, language: str) -> list[int]:
    """Find the positions inside `text[start:end]` where a sentence is over."""
    cuts = []
    for match in _END.finditer(text, start, end):
        following = text[match.end() : min(end, match.end() + 40)].lstrip(_OPENING)
        if not following or following[0].islower():
            continue
        if match.group().startswith(".") and _goes_on(
            text[max(start, match.start() - 40) : match.start()], match.group(), following, language
        ):
            continue
        cuts.append(match.end())
        start = _skip_space(text, match.end(), end)
    return cuts


def _goes_on(before: str, dots: str, following: str, language: str) -> bool:
    """Tell whether a full stop belongs to an abbreviation, a number or an initial."""
    if dots != ".":
        return False
    if _NUMBER_ALONE.fullmatch(before.strip() + "."):
        return True
    found = _LAST_WORD.search(before)
    if found is None:
        return False
    word = found.group()
    return _is_abbreviation(word.lower(), following, language) or _is_initial(word, following)


def _is_abbreviation(word: str, following: str, language: str) -> bool:
    languages = (language,) if language in _NEVER_LAST else tuple(_NEVER_LAST)
    if any(word in _NEVER_LAST[each] for each in languages):
        return True
    if _NUMBER_OR_ROMAN.match(following):
        return any(word in _BEFORE_NUMBER[each] for each in languages)
    return word in _SELDOM_LAST and not _opens_sentence(following)


def _is_initial(word: str, following: str) -> bool:
    """Recognise `J. Tremblay` and `U.S. Government`, unless a new sentence plainly begins."""
    is_one = word[0].isupper() and _INITIALS.fullmatch(word) is not None
    return is_one and not _opens_sentence(following)


def _opens_sentence(following: str) -> bool:
    first = re.match(r"[^\W\d_]+", following)
    return first is not None and first.group().lower() in _OPENERS

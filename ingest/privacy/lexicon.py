"""The word lists that names of persons are told by, folded."""

from functools import cache
from importlib.resources import files

from kb.folding import fold
from kb.words import STOP_WORDS


@cache
def word_list(name: str) -> frozenset[str]:
    """Read one list of `words/`: words apart by spaces or lines, `#` before remarks."""
    text = files("ingest.privacy").joinpath("words", f"{name}.txt").read_text(encoding="utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(word for line in lines for word in fold(line).split())


def is_given(word: str) -> bool:
    """Tell whether a word is a given name, each part of it if hyphenated."""
    given, folded = word_list("given"), fold(word)
    if len(folded) < 3 or "-" not in folded:
        return folded in given
    return all(part in given for part in folded.split("-"))


def is_surely_given(word: str) -> bool:
    """Tell whether a word is a given name and nothing else."""
    return is_given(word) and fold(word) not in word_list("ambiguous")


def is_family(word: str) -> bool:
    """Tell whether a word is a family name, or one part of it if hyphenated."""
    families, folded = word_list("family"), fold(word)
    return folded in families or any(part in families for part in folded.split("-"))


def is_ordinary(word: str) -> bool:
    """Tell whether a word is no name where it stands alone: a common word, a place, a thing."""
    folded = fold(word).strip(".'-")
    lists = (word_list("ordinary"), word_list("institutions"), word_list("places"), STOP_WORDS)
    elided = folded.split("'")[-1] if folded[1:2] == "'" and folded[0] in "dl" else folded
    forms = {folded, elided, folded.removesuffix("s")}
    return any(not forms.isdisjoint(words) for words in lists)

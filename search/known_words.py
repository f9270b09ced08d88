"""Words in order that no question misspells, though the word encoder has no vector for them."""

from functools import lru_cache
from pathlib import Path

_LIST = Path(__file__).with_suffix(".txt")


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Read the folded words; a plural in -s is known by its singular."""
    lines = _LIST.read_text("utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())

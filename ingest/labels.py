"""Which field of a sheet a heading or a label announces, however it is worded."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Any

from ingest.folding import folded_words
from kb.nouns import Kind

_NUMBERING = re.compile(r"^\s*(?:\d+(?:\.\d+)*|[IVX]+|[A-Za-z])\s*[.)–—-]+\s*")
_PARENTHESES = re.compile(r"\([^()]{0,100}\)")
_AND = re.compile(r"\s+(?:et|and|&)\s+|\s*[,/&;]\s*")
_NEAR = 86
_MOST_WORDS = 12
_MOST_CHARACTERS = 200


class FieldNames:
    """Know the wordings of one kind of sheet's fields."""

    def __init__(self, wordings: Mapping[str, Iterable[str]]) -> None:
        """Take the wordings of each field, in either language, as people write them."""
        self._keys = {
            key_of(wording): field for field, all_of in wordings.items() for wording in all_of
        }

    def strictly(self, label: str) -> tuple[str, ...]:
        """Give the fields that a label names with nothing added: `Coûts et dates` names two."""
        return self._whole(label) or self._every_part(label)

    def loosely(self, heading: str) -> tuple[str, ...]:
        """Give the fields that a heading names, words added after the name allowed."""
        return self.strictly(heading) or self._beginning(heading)

    def _whole(self, label: str) -> tuple[str, ...]:
        from rapidfuzz import fuzz, process

        key = key_of(label)
        if key in self._keys:
            return (self._keys[key],)
        if not key or key.count(" ") >= _MOST_WORDS:
            return ()
        near = process.extractOne(key, self._keys.keys(), scorer=fuzz.ratio, score_cutoff=_NEAR)
        return (self._keys[near[0]],) if near else ()

    def _every_part(self, label: str) -> tuple[str, ...]:
        parts = [part for part in _AND.split(_bare(label)) if part]
        found = [self._whole(part) for part in parts]
        if len(parts) < 2 or not all(found):
            return ()
        return tuple(dict.fromkeys(field for fields in found for field in fields))

    def _beginning(self, heading: str) -> tuple[str, ...]:
        words = key_of(heading).split()
        if len(words) > _MOST_WORDS:
            return ()
        for length in range(len(words) - 1, 0, -1):
            field = self._keys.get(" ".join(words[:length]))
            if field:
                return (field,)
        return ()


@lru_cache(maxsize=1)
def sheet_words() -> Mapping[str, Any]:
    """Read the word lists of sheets, once."""
    return tomllib.loads(files("ingest").joinpath("sheets.toml").read_text(encoding="utf-8"))


@lru_cache(maxsize=3)
def field_names(kind: Kind) -> FieldNames:
    """Give the wordings of one kind of document; a publication has no fields."""
    return FieldNames(sheet_words().get(kind.value, {}))


def key_of(label: str) -> str:
    """Fold a label to what is compared: no numbering, no parentheses, no articles in front."""
    words = folded_words(_bare(label))
    while len(words) > 1 and words[0] in ("le", "la", "les", "l", "the", "nos", "notre", "our"):
        words = words[1:]
    return " ".join(words)


def _bare(label: str) -> str:
    label = label[:_MOST_CHARACTERS]
    return _PARENTHESES.sub(" ", _NUMBERING.sub("", label)).strip(" \t\n:.?*_|–—-")

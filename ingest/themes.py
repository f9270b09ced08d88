"""Which domains of Article 2 and which target groups a document is probably about."""

import math
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

from ingest.folding import folded_words
from ingest.labels import field_names
from kb.nouns import Kind, Passage

_TARGETS = "target_groups"
_IN_TITLE = 4.0
_IN_HEADING = 2.0
_IN_TARGETS = 5.0
_WORDS_AT_REST = 150

# Confidence is a logistic of the score. Set by hand: not yet fitted on judged documents.
_DOMAIN_MIDDLE, _DOMAIN_SLOPE = 0.30, 12.0
_GROUP_MIDDLE, _GROUP_SLOPE = 3.0, 1.2
_LEAST = 0.05


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A key that a person may keep or strike out; confidence from 0 to 1."""

    key: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Term:
    """A folded word or phrase between spaces, how telling it is."""

    text: str
    weight: float


def suggest_domains(title: str, passages: Sequence[Passage]) -> list[Suggestion]:
    """Suggest domains, the surest first; by what share of all telling words is a domain's."""
    scores = _scores("domains", _fields_of(title, passages))
    total = sum(scores.values())
    if not total:
        return []
    return _suggestions(
        {key: score / total for key, score in scores.items()}, _DOMAIN_MIDDLE, _DOMAIN_SLOPE
    )


def suggest_target_groups(title: str, passages: Sequence[Passage]) -> list[Suggestion]:
    """Suggest target groups, the surest first; by how dense a group's words are."""
    return _suggestions(_scores(_TARGETS, _fields_of(title, passages)), _GROUP_MIDDLE, _GROUP_SLOPE)


def _suggestions(scores: Mapping[str, float], middle: float, slope: float) -> list[Suggestion]:
    sure = {key: 1 / (1 + math.exp(slope * (middle - score))) for key, score in scores.items()}
    return [
        Suggestion(key, round(sure[key], 3))
        for key in sorted(sure, key=lambda key: -sure[key])
        if sure[key] >= _LEAST
    ]


def _scores(vocabulary: str, fields: Sequence[tuple[float, str]]) -> dict[str, float]:
    """Add up, for each key, its terms' weights times how often they come, growing ever slower."""
    words = sum(text.count(" ") for _, text in fields)
    scale = 1 + words / _WORDS_AT_REST
    every = "".join(text for _, text in fields)
    # Most terms stand nowhere, which one look at all of the text tells.
    return {
        key: sum(
            term.weight * math.log2(1 + _frequency(term, fields) / scale)
            for term in terms
            if term.text in every
        )
        for key, terms in _vocabularies()[vocabulary].items()
    }


def _frequency(term: Term, fields: Iterable[tuple[float, str]]) -> float:
    return sum(weight * text.count(term.text) for weight, text in fields)


def _fields_of(title: str, passages: Sequence[Passage]) -> list[tuple[float, str]]:
    """Give the folded texts with what a word in each is worth."""
    names = field_names(Kind.PRACTICE_SHEET)
    headings = dict.fromkeys(heading for each in passages for heading in each.heading_path)
    targets = {heading for heading in headings if _TARGETS in names.loosely(heading)}
    aimed = [each.text for each in passages if targets.intersection(each.heading_path)]
    return [
        (_IN_TITLE, _spaced([title])),
        (_IN_HEADING, _spaced(headings)),
        (_IN_TARGETS, _spaced(aimed)),
        (1.0, _spaced(each.text for each in passages)),
    ]


def _spaced(texts: Iterable[str]) -> str:
    return f" {' '.join(word for text in texts for word in folded_words(text))} "


@lru_cache(maxsize=1)
def _vocabularies() -> Mapping[str, Mapping[str, list[Term]]]:
    written = tomllib.loads(files("ingest").joinpath("themes.toml").read_text(encoding="utf-8"))
    return {
        vocabulary: {
            key: [
                Term(text, float(weight))
                for weight, wordings in lists.items()
                for wording in wordings
                for text in _written_out(wording)
            ]
            for key, lists in entries.items()
        }
        for vocabulary, entries in written.items()
    }


def _written_out(wording: str) -> list[str]:
    """Give the stretches to look for: `sejour* libre*` stands for ` sejour libre` and plural."""
    *inner, last = wording.split(" ")
    texts = [""]
    for word in inner:
        endings = ("", "s") if word.endswith("*") else ("",)
        texts = [f"{text} {word.rstrip('*')}{ending}" for text in texts for ending in endings]
    ending = "" if last.endswith("*") else " "
    return [f" {' '.join(folded_words(f'{text} {last}'))}{ending}" for text in texts]

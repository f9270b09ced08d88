"""Concepts that Québec, France and English name differently, and the pairs proposed for them."""

import hashlib
import tomllib
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Self

from pydantic import BeforeValidator, Field, model_validator

from kb.folding import fold
from kb.nouns import Frozen

_LEXICON = Path(__file__).with_name("lexicon")
_LONGEST_TERM = 120
_MOST_TERMS = 40


class Variety(StrEnum):
    """Whose words: Québec's French, France's French, or English."""

    QC = "qc"
    FR = "fr"
    EN = "en"


class Equivalence(StrEnum):
    """How far what Québec and what France name is the same thing.

    `none` where only one of the two has it.
    """

    EXACT = "exact"
    CLOSE = "close"
    NONE = "none"


def _tidy(value: object) -> object:
    """Take blanks and repetitions out of a list of terms; all after the first stand in order."""
    if not isinstance(value, list | tuple):
        return value
    terms = [" ".join(str(each).split()) for each in value]
    kept = list(dict.fromkeys(term for term in terms if term))
    return tuple([*kept[:1], *sorted(kept[1:], key=lambda term: (fold(term), term))])


Terms = Annotated[
    tuple[Annotated[str, Field(max_length=_LONGEST_TERM)], ...],
    Field(max_length=_MOST_TERMS),
    BeforeValidator(_tidy),
]


class Concept(Frozen):
    """One thing with its names: the first of each variety is the one to prefer.

    Attributes:
        domain: key of the Article 2 domain it belongs to, or nothing.
        retired: kept, but no longer searched or explained.
    """

    key: Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
    relation: Equivalence
    domain: Annotated[str, Field(max_length=60)] = ""
    qc: Terms = ()
    fr: Terms = ()
    en: Terms = ()
    definition_fr: Annotated[str, Field(max_length=600)] = ""
    definition_en: Annotated[str, Field(max_length=600)] = ""
    retired: bool = False

    @model_validator(mode="after")
    def _has_two_sides(self) -> Self:
        both = bool(self.qc and self.fr)
        if both == (self.relation is Equivalence.NONE) or not (self.qc or self.fr):
            raise ValueError("terms of both sides, or of one side and no relation")
        return self

    def terms(self, variety: Variety) -> tuple[str, ...]:
        """List the terms of one variety, the preferred one first."""
        return {Variety.QC: self.qc, Variety.FR: self.fr, Variety.EN: self.en}[variety]

    def preferred(self, variety: Variety) -> str:
        """Give the term to prefer, nothing where there is none."""
        return next(iter(self.terms(variety)), "")

    def definition(self, language: str) -> str:
        """Give the definition in French or English."""
        return self.definition_fr if language == "fr" else self.definition_en

    def varieties(self) -> dict[str, frozenset[Variety]]:
        """Tell for each term whose it is: some belong to both sides."""
        every = dict.fromkeys(term for variety in Variety for term in self.terms(variety))
        return {
            term: frozenset(each for each in Variety if term in self.terms(each)) for term in every
        }


class Edition(Frozen):
    """A concept as somebody left it at one time."""

    number: int
    concept: Concept
    changed_by: str
    changed_at: datetime


class Origin(StrEnum):
    """Where a proposed pair comes from."""

    CORPUS = "corpus"
    SEARCHES = "searches"


class Proposal(Frozen):
    """Two wordings that might name one thing; a person decides.

    Attributes:
        score: cosine of the two by the word encoder.
        times: readable passages that hold `text`, or searches that were reformulated so.
        key: the concept that `other` already belongs to, if any.
    """

    id: int = 0
    origin: Origin
    text: str
    variety: Variety
    other: str
    other_variety: Variety
    score: float
    times: int
    key: str = ""


def digest_of(proposal: Proposal) -> str:
    """Name a pair without its words: the same two, in either order, have the same name."""
    sides = sorted(
        (
            f"{proposal.variety} {fold(proposal.text)}",
            f"{proposal.other_variety} {fold(proposal.other)}",
        )
    )
    return hashlib.sha256("\n".join(sides).encode()).hexdigest()


@lru_cache(maxsize=1)
def read_lexicon(folder: Path = _LEXICON) -> tuple[Concept, ...]:
    """Read the concepts that come with the code, by file and in the order of each."""
    return tuple(
        Concept.model_validate(entry)
        for path in sorted(folder.glob("*.toml"))
        for entry in tomllib.loads(path.read_text("utf-8"))["concept"]
    )

"""The nouns of the agreement, with their labels in both languages."""

import tomllib
from pathlib import Path

from kb.nouns import Frozen

_ENTENTE = Path(__file__).with_name("entente.toml")

PARTY = "party"
DOMAIN = "domain"
MEANS = "means"
KIND = "kind"
TARGET_GROUP = "target_group"


class Term(Frozen):
    """One word of the agreement's vocabularies: a party, a domain, a means, a kind, a group."""

    vocabulary: str
    key: str
    position: int
    fr: str
    en: str
    short_fr: str = ""
    short_en: str = ""

    def label(self, language: str) -> str:
        """Give the full label in French or English."""
        return self.fr if language == "fr" else self.en

    def short_label(self, language: str) -> str:
        """Give the short label where there is one, the full one otherwise."""
        short = self.short_fr if language == "fr" else self.short_en
        return short or self.label(language)


def read_entente(path: Path = _ENTENTE) -> list[Term]:
    """Read every term of the agreement, in the order of the file."""
    with path.open("rb") as file:
        vocabularies = tomllib.load(file)
    return [
        Term(vocabulary=vocabulary, position=position, **entry)
        for vocabulary, entries in vocabularies.items()
        for position, entry in enumerate(entries)
    ]

"""Whose a document is and what is printed around its text, in its language."""

import tomllib
import zlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus.build.source import Source
from kb.entente import DOMAIN, KIND, Term, read_entente
from kb.nouns import Frozen

_WORDING = Path(__file__).with_name("wording.toml")
_MINISTRY = "Ministère de l’Emploi et de la Solidarité sociale"
_MINISTRY_WITH_LABOUR = "Ministère du Travail, de l’Emploi et de la Solidarité sociale"
_WITH_LABOUR = range(2015, 2023)
_SERVICES_QUEBEC = 2019
_FRANCE_TRAVAIL = 2024


class Imprint(Frozen):
    """What is printed around a document's text.

    Attributes:
        organisation: the full name of who made it, as it was called that year.
        office: the short name, as on letterheads.
        kind: what sort of document it is.
        identity: labelled lines as sheets carry at their head.
        illustrative: the small print which says that the document is an illustration.
        words: the other words, by key.
    """

    organisation: str
    office: str
    kind: str
    identity: tuple[tuple[str, str], ...]
    illustrative: str
    words: dict[str, Any]


class Printer:
    """Find the imprint of each source."""

    def __init__(self, wording: Path = _WORDING, terms: list[Term] | None = None) -> None:
        """Read the wording and the agreement's vocabulary once."""
        with wording.open("rb") as file:
            self._words = tomllib.load(file)
        self._terms = {(term.vocabulary, term.key): term for term in (terms or read_entente())}

    def imprint(self, source: Source) -> Imprint:
        """Say what is printed around a source's text."""
        words = self._words[source.language]
        return Imprint(
            organisation=organisation(source),
            office=office(source),
            kind=self._label(KIND, source.kind, source.language),
            identity=self._identity(source, words),
            illustrative=words["illustrative"],
            words=words,
        )

    def _identity(self, source: Source, words: dict[str, Any]) -> tuple[tuple[str, str], ...]:
        domains = (self._label(DOMAIN, key, source.language, short=True) for key in source.domains)
        between = "\u00a0; " if source.language == "fr" else "; "
        return (
            (words["organisation"], organisation(source)),
            (words["year"], str(source.year)),
            (words["domain"], between.join(domains)),
            (words["audience"], words[source.audience]),
        )

    def _label(self, vocabulary: str, key: str, language: str, *, short: bool = False) -> str:
        term = self._terms[vocabulary, key]
        return term.short_label(language) if short else term.label(language)


def organisation(source: Source) -> str:
    """Name the party as it was called in the document's year."""
    if source.party == "fr":
        return office(source)
    return _MINISTRY_WITH_LABOUR if source.year in _WITH_LABOUR else _MINISTRY


def office(source: Source) -> str:
    """Name the service in short, as it was called in the document's year."""
    if source.party == "fr":
        return "France Travail" if source.year >= _FRANCE_TRAVAIL else "Pôle emploi"
    return "Services Québec" if source.year >= _SERVICES_QUEBEC else "Emploi-Québec"


def seed(source: Source) -> int:
    """Give a number of the document's own, the same at every build."""
    return zlib.crc32(source.id.encode())


def made_at(source: Source) -> datetime:
    """Date a document within its year, always the same, for its properties."""
    number = seed(source)
    return datetime(source.year, 1 + number % 10, 1 + number % 28, 9 + number % 8, tzinfo=UTC)


def locale(source: Source) -> str:
    """Give the language tag of a document's properties, as the party's programs set it."""
    if source.language == "en":
        return "en-CA" if source.party == "qc" else "en-GB"
    return "fr-CA" if source.party == "qc" else "fr-FR"

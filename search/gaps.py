"""Gaps: what is missing where, so that somebody can do something about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol

from kb.access import AccessScope
from kb.catalogue.gaps import GapReader, Lack
from kb.catalogue.reader import CatalogueReader
from kb.interest import UnansweredQuestion
from kb.nouns import Document


class UnansweredQuestions(Protocol):
    """Knows which questions found nothing or little; never who asked."""

    def unanswered(self, limit: int, *, access: AccessScope) -> list[UnansweredQuestion]:
        """List questions, the most asked first."""


@dataclass(frozen=True, slots=True)
class OneSided:
    """A theme that only one party documents; `target_group` is empty where none is named."""

    domain: str
    target_group: str
    party: str
    documents: int


@dataclass(frozen=True, slots=True)
class Gaps:
    """Find gaps among what a reader may read.

    Attributes:
        questions: what was asked in vain; None where nobody keeps that.
    """

    reader: CatalogueReader
    gaps: GapReader
    questions: UnansweredQuestions | None = None

    def cells(self, *, access: AccessScope) -> dict[tuple[str, str, str], int]:
        """Count documents by domain, target group and party, translations once."""
        return self.gaps.cells(access=access)

    def one_sided(self, *, access: AccessScope) -> list[OneSided]:
        """List the themes that only one party documents, the best documented first."""
        return one_sided(self.cells(access=access))

    def count(self, lack: Lack, *, access: AccessScope) -> int:
        """Count the documents that lack something."""
        return self.gaps.count(lack, access=access, today=_today())

    def lacking(
        self, lack: Lack, *, access: AccessScope, limit: int, offset: int = 0
    ) -> list[Document]:
        """List documents that lack something."""
        ids = self.gaps.lacking(lack, access=access, today=_today(), limit=limit, offset=offset)
        found = self.reader.documents(ids, access=access)
        return [found[each] for each in ids if each in found]

    def unanswered(self, limit: int, *, access: AccessScope) -> list[UnansweredQuestion] | None:
        """List questions that found nothing or little; None where nobody keeps them."""
        if self.questions is None:
            return None
        return self.questions.unanswered(limit, access=access)


def one_sided(cells: Mapping[tuple[str, str, str], int]) -> list[OneSided]:
    """List the themes that only one party documents, of documents counted by `Gaps.cells`."""
    parties: dict[tuple[str, str], dict[str, int]] = {}
    for (domain, group, party), count in cells.items():
        parties.setdefault((domain, group), {})[party] = count
    found = [
        OneSided(domain, group, *next(iter(counts.items())))
        for (domain, group), counts in parties.items()
        if len(counts) == 1 and group
    ]
    return sorted(
        found, key=lambda each: (-each.documents, each.domain, each.target_group, each.party)
    )


def _today() -> date:
    return datetime.now(UTC).date()

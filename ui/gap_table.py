"""All gaps as one table for spreadsheets, for whoever asks at that moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from kb.access import AccessScope
from kb.catalogue.gaps import Lack
from kb.entente import Term
from kb.nouns import Document
from kb.spreadsheet import write_csv
from search.gaps import Gaps
from ui.texts import Texts

_MOST = 100_000
_COLUMNS = ("gap", "party", "domain", "group", "title", "language", "detail", "link")


@dataclass(frozen=True, slots=True)
class GapTable:
    """Write the gaps in the words of one language.

    Attributes:
        address: where the app is, for links to documents.
    """

    gaps: Gaps
    texts: Texts
    parties: Mapping[str, Term]
    domains: Mapping[str, Term]
    groups: Mapping[str, Term]
    address: str

    def write(self, access: AccessScope) -> bytes:
        """Lay out all gaps that this reader may see."""
        heads = [self.texts(f"gaps.csv.{name}") for name in _COLUMNS]
        return write_csv(heads, self._rows(access))

    def _rows(self, access: AccessScope) -> Iterator[list[str]]:
        yield from self._themes(access)
        for lack in Lack:
            for document in self.gaps.lacking(lack, access=access, limit=_MOST):
                yield self._document(lack, document)
        for asked in self.gaps.unanswered(_MOST, access=access) or ():
            kind = self.texts("gaps.kind.questions")
            times = self.texts.count("gaps.times", asked.times)
            language = self.texts.language_name(asked.language)
            yield [kind, "", "", "", asked.question, language, times, ""]

    def _themes(self, access: AccessScope) -> Iterator[list[str]]:
        for theme in self.gaps.one_sided(access=access):
            yield [
                self.texts("gaps.kind.one_sided"),
                _short(self.parties, theme.party, self.texts),
                _short(self.domains, theme.domain, self.texts),
                _short(self.groups, theme.target_group, self.texts),
                "",
                "",
                self.texts.count("gaps.documents", theme.documents),
                "",
            ]

    def _document(self, lack: Lack, document: Document) -> list[str]:
        fields, due = document.fields, document.fields.review_due
        return [
            self.texts(f"gaps.kind.{lack}"),
            _short(self.parties, fields.party, self.texts),
            ", ".join(_short(self.domains, key, self.texts) for key in fields.domains),
            ", ".join(_short(self.groups, key, self.texts) for key in fields.target_groups),
            fields.title,
            self.texts.language_name(fields.language),
            due.isoformat() if due and lack is Lack.REVIEW else "",
            f"{self.address}/document?id={document.id}",
        ]


def _short(terms: Mapping[str, Term], key: str, texts: Texts) -> str:
    return terms[key].short_label(texts.language) if key in terms else key

"""Where personal data may stand in a document, what is still open of it, and masking it."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from kb.desk import Clearance, Clearing
from kb.nouns import Document, DocumentFields, Frozen, Kind, Page
from kb.privacy import Finding, FindingKind
from kb.sentences import sentences

Screen = Callable[..., list[Finding]]
"""`ingest.privacy.screening.screen`, or what stands in for it in a test."""

_BLOCK = "█"
_AROUND = 160


class Sighting(Frozen):
    """One place where a datum stands: `sentence[start:end]`.

    `place` is `title`, `file`, `page:3` or `sheet:mission`.
    """

    place: str
    sentence: str
    start: int
    end: int


class OpenFinding(Frozen):
    """A personal datum that nobody has settled, with every place where it stands."""

    kind: FindingKind
    datum: str
    sightings: tuple[Sighting, ...]


@dataclass(frozen=True, slots=True)
class Texts:
    """All texts of a document that anybody could read, by place."""

    by_place: Mapping[str, str]
    language: str
    persons: bool

    @classmethod
    def of(cls, document: Document, pages: Iterable[Page]) -> "Texts":
        """Gather what a document says, in its file and in its fields."""
        fields = document.fields
        places = {"title": fields.title, "file": document.file_name}
        places |= {f"sheet:{key}": value for key, value in fields.sheet.items()}
        places |= {f"page:{page.number}": page.text for page in pages}
        persons = fields.kind is Kind.DEBRIEF
        return cls(places, fields.language, persons)


def open_findings(
    texts: Texts, cleared: Sequence[Clearance], *, screen: Screen
) -> list[OpenFinding]:
    """List what the screening finds and nobody has kept with a reason, in reading order."""
    kept = {(each.kind, each.datum) for each in cleared if each.action is Clearing.KEPT}
    found: dict[tuple[FindingKind, str], list[Sighting]] = {}
    for place, text in texts.by_place.items():
        for finding in screen(text, language=texts.language, persons=texts.persons):
            datum = text[finding.start : finding.end]
            if (finding.kind.value, datum) not in kept:
                sighting = _sighting(place, text, finding, texts.language)
                found.setdefault((finding.kind, datum), []).append(sighting)
    return [
        OpenFinding(kind=kind, datum=datum, sightings=tuple(sightings))
        for (kind, datum), sightings in found.items()
    ]


def masked(text: str, datum: str) -> str:
    """Black a datum out wherever it stands whole; every other character keeps its place."""
    whole = rf"(?<!\w){re.escape(datum)}(?!\w)"
    return re.sub(whole, lambda match: _BLOCK * len(match.group()), text)


def masked_page(page: Page, datum: str) -> Page:
    """Black a datum out on a page; the word boxes of a scan go, for the picture goes too."""
    return page.model_copy(
        update={"text": masked(page.text, datum), "label": masked(page.label, datum), "words": ()}
    )


def masked_fields(fields: DocumentFields, datum: str) -> DocumentFields:
    """Black a datum out in a document's title and sheet."""
    sheet = {key: masked(value, datum) for key, value in fields.sheet.items()}
    return fields.model_copy(update={"title": masked(fields.title, datum), "sheet": sheet})


def _sighting(place: str, text: str, finding: Finding, language: str) -> Sighting:
    start, end = _surroundings(text, finding, language)
    return Sighting(
        place=place,
        sentence=text[start:end],
        start=finding.start - start,
        end=finding.end - start,
    )


def _surroundings(text: str, finding: Finding, language: str) -> tuple[int, int]:
    """Give the sentences that a datum stands in, or some words around it if they are long."""
    low, high = max(0, finding.start - _AROUND), min(len(text), finding.end + _AROUND)
    inside = list(_overlapping(text, finding, language))
    if not inside:
        return low, high
    return max(low, inside[0][0]), min(high, max(finding.end, inside[-1][1]))


def _overlapping(text: str, finding: Finding, language: str) -> Iterator[tuple[int, int]]:
    first = text.rfind("\n", 0, finding.start) + 1
    last = text.find("\n", finding.end)
    last = len(text) if last < 0 else last
    for start, end in sentences(text[first:last], language):
        if start + first < finding.end and finding.start < end + first:
            yield start + first, end + first

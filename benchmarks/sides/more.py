"""Further documents, so that a race is run among as many passages as a library holds.

They are made of the passages of a folder of `*.tsv.xz` with a heading row (query, passage,
language), such as the ones that encoders are trained on: a few passages that follow each other are
a document, whose title is the first one's query.
"""

import csv
import hashlib
import lzma
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from ingest.likeness import signature
from kb.nouns import DocumentFields, Kind, Page, ParsedDocument, Passage, Status, Submission

_OF_ONE = 7
"""Passages of a document, about as many as those of the sample corpus have."""

_SHORTEST, _LONGEST = 300, 900
"""Characters of a passage: the way in would join or cut others."""

_TITLE = 90
_FIRST_YEAR, _YEARS = 2016, 10
_PARTIES = ("fr", "qc", "fr", "qc", "qc")
_LANGUAGES = ("fr", "en")

Row = tuple[str, str]


def further_documents(folder: Path, passages: int) -> Iterator[Submission]:
    """Make documents of so many passages, files taking turns; the same ones each time."""
    turns = [_documents(path) for path in sorted(folder.glob("*.tsv.xz"))]
    for number, (language, rows) in enumerate(islice(_in_turns(turns), passages // _OF_ONE)):
        yield _submission(number, language, rows)


def _in_turns(files: Sequence[Iterator[tuple[str, list[Row]]]]) -> Iterator[tuple[str, list[Row]]]:
    left = list(files)
    while left:
        for each in list(left):
            if (found := next(each, None)) is None:
                left.remove(each)
            else:
                yield found


def _documents(path: Path) -> Iterator[tuple[str, list[Row]]]:
    """Group the rows of a file whose passages are of a usual length, each passage once."""
    seen: set[str] = set()
    waiting: dict[str, list[Row]] = {language: [] for language in _LANGUAGES}
    with lzma.open(path, "rt", encoding="utf-8", newline="") as file:
        for query, text, language in csv.reader(file, "excel-tab", quoting=csv.QUOTE_NONE):
            fits = _SHORTEST <= len(text) <= _LONGEST and language in waiting
            if not fits or text in seen:
                continue
            seen.add(text)
            waiting[language].append((query, text))
            if len(waiting[language]) == _OF_ONE:
                yield language, waiting[language]
                waiting[language] = []


def _submission(number: int, language: str, rows: Sequence[Row]) -> Submission:
    texts = [text for _, text in rows]
    whole = "\n\n".join(texts)
    title, name = rows[0][0][:_TITLE], f"more-{number}.txt"
    digest = hashlib.sha256(f"{name}\n{whole}".encode()).hexdigest()
    page = Page(number=1, label="1", text=whole)
    return Submission(
        fields=DocumentFields(
            title=title,
            party=_PARTIES[number % len(_PARTIES)],
            kind=Kind.PUBLICATION,
            language=language,
            audience="public",
            status=Status.PUBLISHED,
            year=_FIRST_YEAR + number % _YEARS,
            domains=("strategy",),
        ),
        parsed=ParsedDocument(media_type="text/plain", title=title, pages=(page,), paginated=False),
        passages=tuple(_passages(texts, language)),
        file_name=name,
        content_hash=digest,
        size=len(whole),
        origin=digest,
        signature=signature(texts),
    )


def _passages(texts: Sequence[str], language: str) -> Iterator[Passage]:
    start = 0
    for text in texts:
        end = start + len(text)
        yield Passage(page=1, start=start, end=end, text=text, heading_path=(), language=language)
        start = end + 2

"""What a PDF says about itself: information, outline, page labels, attachments."""

import logging
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from ingest.readers.characters import clean_line
from ingest.readers.pdf_style import title_key

_T = TypeVar("_T")
_KEYS = {
    "/Title": "title",
    "/Author": "author",
    "/Subject": "subject",
    "/Keywords": "keywords",
    "/Producer": "producer",
}
_DATES = {"creation_date": "created", "modification_date": "modified"}


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """What stands beside the pages.

    Attributes:
        outline: for each page index, the titles that begin there with their depth.
        labels: what is printed on each page.
        attachments: names of embedded files.
    """

    information: dict[str, str] = field(default_factory=dict)
    outline: dict[int, dict[str, int]] = field(default_factory=dict)
    labels: tuple[str, ...] = ()
    attachments: tuple[str, ...] = ()


def facts_of(path: Path) -> PdfFacts:
    """Read the facts; one that is damaged is left out, for the text matters more."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    from pypdf import PdfReader

    reader = _tried(lambda: PdfReader(path, strict=False), None)
    if reader is None:
        return PdfFacts()
    if _tried(lambda: reader.is_encrypted and not reader.decrypt(""), True):
        return PdfFacts()
    return PdfFacts(
        information=_tried(lambda: _information(reader), {}),
        outline=_tried(lambda: _outline(reader), {}),
        labels=_tried(lambda: tuple(reader.page_labels), ()),
        attachments=_tried(lambda: tuple(sorted(map(clean_line, reader.attachments))), ()),
    )


def _tried(read: Callable[[], _T], otherwise: _T) -> _T:
    """Read one fact, unless the file is broken there."""
    try:
        return read()
    except MemoryError:
        raise
    except Exception:
        return otherwise


def _information(reader: Any) -> dict[str, str]:
    """Read title, author and the like, and the document's language."""
    found: dict[str, str] = {}
    metadata = reader.metadata
    for key, name in _KEYS.items() if metadata is not None else ():
        found[name] = clean_line(str(metadata.get(key) or ""))
    for attribute, name in _DATES.items() if metadata is not None else ():
        date = _tried(partial(getattr, metadata, attribute), None)
        found[name] = _utc(date) if isinstance(date, datetime) else ""
    found["language"] = str(_tried(lambda: reader.trailer["/Root"].get("/Lang"), None) or "")
    return {name: value for name, value in found.items() if value}


def _utc(date: datetime) -> str:
    """Write a date in UTC; one without a zone is taken as it stands."""
    return (date.astimezone(UTC) if date.tzinfo else date.replace(tzinfo=UTC)).isoformat()


def _outline(reader: Any) -> dict[int, dict[str, int]]:
    """Read where each title of the outline begins, and how deep it is."""
    found: defaultdict[int, dict[str, int]] = defaultdict(dict)

    def walk(items: list[Any], depth: int) -> None:
        for item in items:
            if isinstance(item, list):
                walk(item, depth + 1)
                continue
            page = reader.get_destination_page_number(item)
            if page is not None and page >= 0:
                found[page][title_key(clean_line(str(item.title)))] = min(depth, 6)

    walk(reader.outline, 1)
    return dict(found)

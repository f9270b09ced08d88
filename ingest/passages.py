"""A parsed document becomes passages: citable stretches of one page, of even size.

Where to cut is chosen for a whole page at once: of all ways to group its units, the one of
least cost (dynamic programming, as TeX breaks paragraphs into lines: Knuth and Plass, 1981).
"""

from collections.abc import Iterator, Sequence
from itertools import groupby
from os.path import commonprefix

from ingest.costs import PageCosts
from ingest.language import LanguageGuesser
from ingest.units import Trail, Unit, units_of
from kb.nouns import Page, ParsedDocument, Passage

_TARGET_WORDS = 110
_MOST_WORDS = 180


def split(
    document: ParsedDocument,
    *,
    languages: LanguageGuesser,
    target_words: int = _TARGET_WORDS,
    most_words: int = _MOST_WORDS,
) -> tuple[Passage, ...]:
    """Split a document into passages.

    Headings open passages, and are kept as `heading_path` (from page to page, the title left
    out); they stand in the text only where small sections share a passage. Every other
    character is in exactly one passage, running headers in none.

    Args:
        document: the document as read.
        languages: tells the language of each passage.
        target_words: the size aimed at.
        most_words: the size never passed, where 40 characters without a space count as a word.

    Returns:
        Passages in reading order: `page.text[start:end] == text`, without outer white space.
    """
    pages = _grouped(document, target_words, most_words, headings=True)
    if not any(_body(group) for _, groups in pages for group in groups):
        pages = _grouped(document, target_words, most_words, headings=False)
    passages = [_passage(page, group) for page, groups in pages for group in groups if _body(group)]
    return tuple(_with_languages(passages, languages))


def _grouped(
    document: ParsedDocument, target_words: int, most_words: int, *, headings: bool
) -> list[tuple[Page, list[Sequence[Unit]]]]:
    """Cut each page into units and group those that make a passage."""
    trail = Trail(document.title)
    pages = []
    for page in document.pages:
        units = units_of(page, trail, most_words, headings=headings)
        groups: list[Sequence[Unit]] = []
        for is_header, run in groupby(units, key=lambda unit: unit.kind == "header"):
            if not is_header:
                groups += _best_groups(page, list(run), target_words, most_words)
        pages.append((page, groups))
    return pages


def _best_groups(
    page: Page, units: Sequence[Unit], target_words: int, most_words: int
) -> list[Sequence[Unit]]:
    """Group units that follow each other at the least cost, no group above `most_words`."""
    costs = PageCosts(page.text, units, target_words)
    best, came_from = [0.0], [0]
    for end in range(1, len(units) + 1):
        cost, start = min(
            (best[start] + costs.of_group(start, end), start)
            for start in _possible_starts(units, end, most_words)
        )
        best.append(cost)
        came_from.append(start)
    return _walk_back(units, came_from)


def _possible_starts(units: Sequence[Unit], end: int, most_words: int) -> Iterator[int]:
    yield end - 1
    words = units[end - 1].words
    for start in range(end - 2, -1, -1):
        words += units[start].words
        if words > most_words:
            return
        yield start


def _walk_back(units: Sequence[Unit], came_from: Sequence[int]) -> list[Sequence[Unit]]:
    groups, end = [], len(units)
    while end:
        start = came_from[end]
        groups.append(units[start:end])
        end = start
    return groups[::-1]


def _body(group: Sequence[Unit]) -> list[Unit]:
    return [unit for unit in group if unit.kind != "heading"]


def _passage(page: Page, group: Sequence[Unit]) -> Passage:
    """Make the passage of a group: headings shared by all of it go above, others stay inside."""
    body = _body(group)
    path: tuple[str, ...] = tuple(commonprefix([unit.path for unit in body]))
    first = next(
        unit for unit in group if unit.kind != "heading" or path[: len(unit.path)] != unit.path
    )
    start, end = first.start, body[-1].end
    text = page.text[start:end]
    return Passage(
        page=page.number, start=start, end=end, text=text, heading_path=path, language=""
    )


def _with_languages(passages: Sequence[Passage], languages: LanguageGuesser) -> Iterator[Passage]:
    around = languages.document(passage.text for passage in passages)
    for passage in passages:
        language = languages.passage(passage.text, surroundings=around)
        yield passage.model_copy(update={"language": language})

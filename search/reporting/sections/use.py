"""What became of the practices, and how the base was used."""

from collections.abc import Iterator, Sequence

from kb.twins import Adoption
from search.reporting.figures import SearchMonth
from search.reporting.model import Bar, Block, Paragraph, Section
from search.reporting.sections.palette import LANGUAGES, OTHER
from search.reporting.speaker import Speaker


def adoption(speaker: Speaker) -> Section:
    """Tell which practices were adopted, and what came of it."""
    found = speaker.facts.adoptions
    blocks = tuple(_adopted(speaker, found)) if found else (speaker.nothing,)
    return Section(title=speaker.words("adoption.heading"), blocks=blocks)


def use(speaker: Speaker) -> Section:
    """Tell how much was searched."""
    found = speaker.facts.searches
    blocks = tuple(_searched(speaker, found)) if found else (speaker.nothing,)
    return Section(title=speaker.words("use.heading"), blocks=blocks)


def _adopted(speaker: Speaker, found: Sequence[Adoption]) -> Iterator[Block]:
    counted = speaker.words.count("adoption.count", len(found))
    source = speaker.counted("adoption_table")
    yield Paragraph(sentences=(speaker.sources.says(counted, source),))
    rows = [
        (
            speaker.titled(speaker.facts.documents[each.document_id]),
            speaker.plain(f"{speaker.party(each.party)}, {each.office}"),
            speaker.plain(speaker.words.day(each.day)),
            speaker.plain(_became(speaker, each)),
        )
        for each in found
    ]
    head = [f"adoption.{name}" for name in ("title", "party", "day", "outcome")]
    yield speaker.table(speaker.words("adoption.table"), head, rows, (5, 2, 2.6, 5))


def _became(speaker: Speaker, adoption: Adoption) -> str:
    state = speaker.words(f"adoption.state.{adoption.state.value}")
    return ". ".join(filter(None, (state, adoption.outcome.strip())))


def _searched(speaker: Speaker, found: Sequence[SearchMonth]) -> Iterator[Block]:
    words, source = speaker.words, speaker.counted("search_table")
    total, without = sum(each.searches for each in found), sum(each.without for each in found)
    said = (words.count("use.count", total), words.count("use.nothing_found", without))
    yield Paragraph(sentences=tuple(speaker.sources.says(text, source) for text in said))
    bars = [
        Bar(
            label=words.month(each.month),
            series=_language(speaker, each.language),
            value=each.searches,
        )
        for each in found
    ]
    colours = {
        _language(speaker, each.language): LANGUAGES.get(each.language, OTHER) for each in found
    }
    yield speaker.chart("use.chart", "use.measure", bars, colours, source)
    rows = [
        (
            speaker.plain(words.month(each.month)),
            speaker.plain(_language(speaker, each.language)),
            speaker.sources.says(words.number(each.searches), source),
            speaker.plain(words.number(each.without)),
        )
        for each in found
    ]
    head = [f"use.{name}" for name in ("month", "language", "searches", "without")]
    yield speaker.table(words("use.table"), head, rows, (3, 2, 2, 2), numbers=(2, 3))


def _language(speaker: Speaker, code: str) -> str:
    return speaker.words(f"in_language.{code if code in LANGUAGES else 'und'}")

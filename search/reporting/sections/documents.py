"""The publications and practice sheets of the period, by party and domain."""

from collections.abc import Iterator

from kb.entente import DOMAIN, KIND, PARTY
from search.reporting.facts import SHEETS
from search.reporting.model import Bar, Block, Chart, Paragraph, Section, Sentence, Table
from search.reporting.sections.palette import OTHER, PARTIES
from search.reporting.speaker import Speaker


def documents(speaker: Speaker) -> Section:
    """Tell what was published."""
    title = speaker.words("documents.heading")
    if not speaker.facts.sheets.total:
        return Section(title=title, blocks=(speaker.nothing,))
    return Section(title=title, blocks=tuple(_told(speaker)))


def _told(speaker: Speaker) -> Iterator[Block]:
    words, listed = speaker.words, speaker.facts.sheets
    source = speaker.counted("catalogue")
    counted = speaker.sources.says(words.count("documents.count", listed.total), source)
    yield Paragraph(sentences=(counted,))
    if speaker.facts.by_domain:
        yield _chart(speaker)
        note = Sentence(text=words("documents.note"))
        yield Paragraph(sentences=(note,), style="note")
    yield _counts(speaker)
    yield _list(speaker)
    if (others := listed.total - len(listed.documents)) > 0:
        more = speaker.sources.says(words.count("and_more", others), source)
        yield Paragraph(sentences=(more,))


def _parties(speaker: Speaker) -> list[str]:
    return list(speaker.facts.terms[PARTY])


def _chart(speaker: Speaker) -> Chart:
    by_domain = speaker.facts.by_domain
    bars = [
        Bar(
            label=speaker.label(DOMAIN, domain),
            series=speaker.party(party),
            value=by_domain.get((domain, party), 0),
        )
        for domain in speaker.facts.terms[DOMAIN]
        for party in _parties(speaker)
    ]
    colours = {speaker.party(key): PARTIES.get(key, OTHER) for key in _parties(speaker)}
    source = speaker.counted("catalogue")
    return speaker.chart("documents.chart", "documents.measure", bars, colours, source)


def _counts(speaker: Speaker) -> Table:
    words, facts, parties = speaker.words, speaker.facts, _parties(speaker)
    source = speaker.counted("catalogue")
    rows = []
    for kind in SHEETS:
        counts = [facts.by_kind.get((kind, party), 0) for party in parties]
        cells = [speaker.plain(words.number(count)) for count in counts]
        total = speaker.sources.says(words.number(sum(counts)), source)
        rows.append((speaker.plain(speaker.label(KIND, kind)), *cells, total))
    return Table(
        caption=words("documents.table"),
        head=(
            words("documents.kind"),
            *(speaker.party(party) for party in parties),
            words("documents.total"),
        ),
        rows=tuple(rows),
        widths=(4, *[1.5] * len(parties), 1.8),
        numbers=tuple(range(1, len(parties) + 2)),
    )


def _list(speaker: Speaker) -> Table:
    rows = [
        (
            speaker.titled(document),
            speaker.plain(speaker.kind(document)),
            speaker.plain(speaker.party(document.fields.party)),
            speaker.plain(speaker.domains(document.fields.domains)),
            speaker.plain(str(document.fields.year or "")),
        )
        for document in speaker.facts.sheets.documents
    ]
    head = (
        "documents.title", "documents.kind", "missions.party", "missions.domains",
        "documents.year",
    )  # fmt: skip
    return speaker.table(speaker.words("documents.list"), head, rows, (6, 2.6, 1.8, 3.4, 1.4))

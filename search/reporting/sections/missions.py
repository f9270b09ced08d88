"""The missions and conferences of the period, and the debriefs that were published."""

from collections.abc import Iterator

from kb.nouns import Document
from kb.plan import Meeting, MeetingKind
from search.reporting.model import Block, Paragraph, Section, Table
from search.reporting.speaker import Speaker

_TRAVEL = (MeetingKind.MISSION, MeetingKind.CONFERENCE)


def missions(speaker: Speaker) -> Iterator[Section]:
    """Tell where people went, and what they wrote of it."""
    words, facts = speaker.words, speaker.facts
    yield Section(title=words("missions.heading"))
    found = [each for each in facts.meetings if each.kind in _TRAVEL and facts.in_period(each)]
    blocks = tuple(_missions(speaker, found)) if found else (speaker.nothing,)
    yield Section(title=words("missions.missions"), level=2, blocks=blocks)
    blocks = tuple(_debriefs(speaker)) if facts.debriefs.total else (speaker.nothing,)
    yield Section(title=words("missions.debriefs"), level=2, blocks=blocks)


def _missions(speaker: Speaker, found: list[Meeting]) -> Iterator[Block]:
    counted = speaker.words.count("missions.held", len(found))
    source = speaker.counted("meeting_table", "meetings")
    yield Paragraph(sentences=(speaker.sources.says(counted, source),))
    rows = [
        (
            speaker.sources.says(meeting_title(speaker, meeting), speaker.meeting(meeting)),
            speaker.plain(speaker.words.span(meeting.day, meeting.last_day)),
            speaker.plain(meeting.place),
            speaker.plain("" if meeting.attendance is None else str(meeting.attendance)),
        )
        for meeting in found
    ]
    head = ("meetings.what", "missions.dates", "missions.place", "meetings.attendance")
    yield speaker.table(
        speaker.words("missions.missions"), head, rows, (5, 4, 3, 2.4), numbers=(3,)
    )


def _debriefs(speaker: Speaker) -> Iterator[Block]:
    listed, words = speaker.facts.debriefs, speaker.words
    source = speaker.counted("catalogue")
    counted = words.count("missions.published", listed.total)
    yield Paragraph(sentences=(speaker.sources.says(counted, source),))
    yield _table(speaker, listed.documents)
    if (others := listed.total - len(listed.documents)) > 0:
        more = speaker.sources.says(words.count("and_more", others), source)
        yield Paragraph(sentences=(more,))


def _table(speaker: Speaker, documents: tuple[Document, ...]) -> Table:
    rows = [
        (
            speaker.titled(document),
            speaker.plain(speaker.party(document.fields.party)),
            speaker.plain(speaker.words(f"in_language.{spoken(document)}")),
            speaker.plain(speaker.domains(document.fields.domains)),
            speaker.plain(published_on(speaker, document)),
        )
        for document in documents
    ]
    names = ("title", "party", "language", "domains", "published_on")
    head = [f"missions.{name}" for name in names]
    return speaker.table(speaker.words("missions.debriefs"), head, rows, (6, 1.9, 2.2, 3.3, 3))


def meeting_title(speaker: Speaker, meeting: Meeting) -> str:
    """Name a meeting, and say so if it was called off."""
    if meeting.cancelled:
        return speaker.words("meetings.cancelled", title=meeting.title)
    return meeting.title


def spoken(document: Document) -> str:
    """Give the language of a document, as far as reports name it."""
    return document.fields.language if document.fields.language in {"fr", "en"} else "und"


def published_on(speaker: Speaker, document: Document) -> str:
    """Say when a document was published in the base."""
    return speaker.words.day((document.published_at or document.created_at).date())

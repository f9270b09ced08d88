"""The meetings of the committee and of the working groups, and what was decided."""

from collections.abc import Iterator, Sequence

from kb.plan import Group, Meeting, MeetingKind
from search.reporting.model import Block, Bullets, Paragraph, Section, Sentence, Table
from search.reporting.sections.missions import meeting_title
from search.reporting.speaker import Speaker


def meetings(speaker: Speaker) -> Iterator[Section]:
    """Tell who met when."""
    words, facts = speaker.words, speaker.facts
    yield Section(title=words("meetings.heading"))
    own = [each for each in facts.meetings if each.kind is MeetingKind.COMMITTEE]
    blocks = tuple(_met(speaker, words("meetings.committee"), own))
    yield Section(title=words("meetings.committee"), level=2, blocks=blocks)
    yield Section(title=words("meetings.groups"), level=2, blocks=tuple(_groups(speaker)))


def decisions(speaker: Speaker) -> Section:
    """Tell what was decided."""
    words, found = speaker.words, speaker.facts.decisions
    title = words("decisions.heading")
    if not found:
        return Section(title=title, blocks=(speaker.nothing,))
    source = speaker.counted("decision_table", "meetings")
    counted = speaker.sources.says(words.count("decisions.count", len(found)), source)
    rows = [
        (
            speaker.plain(words.day(decision.day)),
            speaker.sources.says(decision.text, speaker.decision(decision)),
            speaker.plain(decision.decided_by),
            speaker.plain(words.day(decision.due) if decision.due else ""),
            speaker.plain(words(f"decision_state.{decision.state}")),
        )
        for decision in found
    ]
    head = [f"decisions.{name}" for name in ("day", "text", "decided_by", "due", "state")]
    table = speaker.table(words("decisions.heading"), head, rows, (2.4, 5.4, 2.6, 2.4, 2.6))
    return Section(title=title, blocks=(Paragraph(sentences=(counted,)), table))


def _groups(speaker: Speaker) -> Iterator[Block]:
    facts = speaker.facts
    if not facts.groups:
        yield speaker.nothing
    for group in facts.groups:
        own = [each for each in facts.meetings if each.group_id == group.id]
        yield from _met(speaker, group.name, own, group)


def _met(
    speaker: Speaker, name: str, own: Sequence[Meeting], group: Group | None = None
) -> Iterator[Block]:
    """Tell how often people met in the period, when, and when they meet again."""
    facts = speaker.facts
    touching = [each for each in own if facts.in_period(each)]
    if not own and group is None:
        yield speaker.nothing
        return
    held = [each for each in own if each in facts.held]
    source = speaker.counted("meeting_table", "meetings")
    told = speaker.words.count("meetings.met", len(held), name=name)
    yield Paragraph(sentences=(speaker.sources.says(told, source), _next(speaker, own, group)))
    if touching:
        yield _table(speaker, name, touching)
        yield from _agendas(speaker, touching)


def _next(speaker: Speaker, own: Sequence[Meeting], group: Group | None) -> Sentence:
    words = speaker.words
    if group and group.closed:
        return speaker.sources.says(
            words("meetings.closed"), speaker.plan(speaker.facts.plan_of(group.plan_id))
        )
    to_come = [each for each in own if each.day >= speaker.facts.today and not each.cancelled]
    if not to_come:
        source = speaker.counted("meeting_table", "meetings")
        return speaker.sources.says(words("meetings.no_next"), source)
    first = min(to_come, key=lambda each: each.day)
    days = words.days(first.day, first.last_day)
    return speaker.sources.says(words("meetings.next", days=days), speaker.meeting(first))


def _table(speaker: Speaker, name: str, found: Sequence[Meeting]) -> Table:
    rows = [
        (
            speaker.plain(speaker.words.span(meeting.day, meeting.last_day)),
            speaker.sources.says(meeting_title(speaker, meeting), speaker.meeting(meeting)),
            speaker.plain(meeting.place),
            speaker.plain("" if meeting.attendance is None else str(meeting.attendance)),
        )
        for meeting in found
    ]
    head = ("meetings.day", "meetings.what", "meetings.place", "meetings.attendance")
    return speaker.table(name, head, rows, (4, 5, 3, 2.4), numbers=(3,))


def _agendas(speaker: Speaker, found: Sequence[Meeting]) -> Iterator[Block]:
    """List what was on the table at each meeting, and its minutes that both parties may read."""
    items = []
    for meeting in found:
        if meeting.agenda:
            said = speaker.words(
                "as_given",
                label=f"{meeting.title}, {speaker.words('meetings.agenda').lower()}",
                text=speaker.words("between").join(meeting.agenda.split("\n")),
            )
            items.append(speaker.sources.says(said, speaker.meeting(meeting)))
        items += [speaker.titled(document) for document in speaker.facts.attached(meeting.id)]
    if items:
        yield Bullets(items=tuple(items))

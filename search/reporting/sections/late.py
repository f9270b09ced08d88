"""What is late, and what the base should know and does not."""

from collections.abc import Iterator

from kb.entente import DOMAIN
from kb.plan import Activity, ActivityState, Decision, Group, MeetingKind, Plan
from search.planning.late import Cause, Late
from search.reporting.model import Block, Bullets, Paragraph, Section, Sentence
from search.reporting.speaker import Speaker


def late(speaker: Speaker) -> Iterator[Section]:
    """Say what is late and what is missing."""
    words = speaker.words
    yield Section(title=words("late.heading"))
    title = words("late.late", day=speaker.today())
    yield Section(title=title, level=2, blocks=tuple(_late(speaker)))
    missing = tuple(_missing(speaker))
    said = Sentence(text=words("late.nothing_missing"))
    block = Bullets(items=missing) if missing else Paragraph(sentences=(said,), style="nothing")
    yield Section(title=words("late.missing"), level=2, blocks=(block,))


def _late(speaker: Speaker) -> Iterator[Block]:
    words, found = speaker.words, speaker.facts.late
    reviews = speaker.facts.due_for_review
    if not found and not reviews.total:
        yield Paragraph(sentences=(Sentence(text=words("late.nothing_late")),), style="nothing")
        return
    plan, table = speaker.counted("late_table", "late"), speaker.counted("review_table")
    yield Paragraph(
        sentences=(
            speaker.sources.says(words.count("late.count", len(found)), plan),
            speaker.sources.says(words.count("late.sheets", reviews.total), table),
        )
    )
    rows = [
        (
            _thing(speaker, each),
            speaker.plain(words(f"cause.{each.cause}")),
            speaker.plain(words.day(each.since)),
        )
        for each in sorted(found, key=lambda each: each.since)
    ]
    rows += [
        (
            speaker.titled(document),
            speaker.plain(words(f"cause.{Cause.SHEET_PAST_REVIEW}")),
            speaker.plain(words.day(document.fields.review_due)),
        )
        for document in reviews.documents
        if document.fields.review_due
    ]
    head = ("late.what", "late.why", "late.since")
    yield speaker.table(words("late.table"), head, rows, (6, 4, 2.6))


def _thing(speaker: Speaker, found: Late) -> Sentence:
    thing = found.thing
    if isinstance(thing, Activity):
        return speaker.named(thing)
    if isinstance(thing, Decision):
        return speaker.sources.says(thing.text, speaker.decision(thing))
    if isinstance(thing, Group):
        source = speaker.plan(speaker.facts.plan_of(thing.plan_id))
        return speaker.sources.says(speaker.words("source.group", title=thing.name), source)
    if isinstance(thing, Plan):
        return speaker.sources.says(thing.title, speaker.plan(thing))
    return speaker.titled(thing)


def _missing(speaker: Speaker) -> Iterator[Sentence]:
    facts, words = speaker.facts, speaker.words
    for activity in facts.activities:
        yield from _missing_of(speaker, activity)
    for meeting in facts.held:
        if meeting.kind is MeetingKind.COMMITTEE and not facts.attached(meeting.id):
            days = words.days(meeting.day, meeting.last_day)
            said = words("late.no_minutes", title=meeting.title, days=days)
            yield speaker.sources.says(said, speaker.meeting(meeting))
    covered = {key for activity in facts.activities for key in activity.domains}
    for key in facts.terms[DOMAIN]:
        if key not in covered:
            said = words("late.no_domain", domain=speaker.label(DOMAIN, key))
            yield speaker.sources.says(said, speaker.counted("plan_table", "activities"))


def _missing_of(speaker: Speaker, activity: Activity) -> Iterator[Sentence]:
    words, source = speaker.words, speaker.activity(activity)
    checks = {
        "no_owner": activity.state.is_open and not activity.owner,
        "no_outcome": activity.state is ActivityState.DONE and not activity.outcome,
        "no_document": activity.state is ActivityState.DONE
        and not speaker.facts.attached(activity.id),
    }
    for name, lacks in checks.items():
        if lacks:
            yield speaker.sources.says(words(f"late.{name}", title=activity.title), source)

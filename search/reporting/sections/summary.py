"""The summary: what the period amounts to, and its key figures."""

from collections import Counter
from collections.abc import Iterator

from kb.nouns import Kind
from kb.plan import Activity, ActivityState
from search.planning.late import Cause
from search.reporting.model import Paragraph, Section, Sentence, Source, Table
from search.reporting.speaker import Speaker

_KINDS = (
    (Kind.DEBRIEF, "debriefs"),
    (Kind.PRACTICE_SHEET, "practice_sheets"),
    (Kind.PUBLICATION, "publications"),
)


def summary(speaker: Speaker) -> Section:
    """Sum the period up."""
    words = speaker.words
    scope = Paragraph(sentences=(Sentence(text=words("summary.scope")),), style="note")
    told = Paragraph(sentences=tuple(_told(speaker)))
    return Section(title=words("summary.heading"), blocks=(scope, told, _figures(speaker)))


def _told(speaker: Speaker) -> Iterator[Sentence]:
    facts, words, says = speaker.facts, speaker.words, speaker.sources.says
    plan, catalogue = speaker.counted("plan_table", "activities"), speaker.counted("catalogue")
    states = _states(facts.activities)
    late = sum(_is_late(speaker, activity) for activity in facts.activities)
    yield says(words.count("summary.activities", len(facts.activities)), plan)
    if facts.activities:
        yield says(words.count("summary.done", states[ActivityState.DONE]), plan)
        yield says(words.count("summary.late", late), plan)
    yield says(words.count("summary.published", sum(facts.by_kind.values())), catalogue)


def _figures(speaker: Speaker) -> Table:
    rows = [
        (speaker.plain(label), speaker.sources.says(speaker.words.number(value), source))
        for label, value, source in _measures(speaker)
    ]
    head = ("summary.figure", "summary.value")
    return speaker.table(speaker.words("summary.figures"), head, rows, (4, 1), numbers=(1,))


def _measures(speaker: Speaker) -> Iterator[tuple[str, int, Source]]:
    facts, words = speaker.facts, speaker.words
    plan = speaker.counted("plan_table", "activities")
    yield words("summary.activities_figure"), len(facts.activities), plan
    for state, count in _states(facts.activities).items():
        if count:
            named = words("summary.state_figure", states=words(f"states.{state}"))
            yield named, count, plan
    meetings = speaker.counted("meeting_table", "meetings")
    yield words("summary.meetings"), len(facts.held), meetings
    decisions = speaker.counted("decision_table", "meetings")
    yield words("summary.decisions"), len(facts.decisions), decisions
    catalogue = speaker.counted("catalogue")
    for kind, name in _KINDS:
        count = sum(value for (each, _), value in facts.by_kind.items() if each == kind)
        yield words(f"summary.{name}"), count, catalogue
    if facts.adoptions:
        adopted = speaker.counted("adoption_table")
        yield words("summary.adoptions"), len(facts.adoptions), adopted
    if facts.searches:
        total = sum(each.searches for each in facts.searches)
        yield words("summary.searches"), total, speaker.counted("search_table")


def _states(activities: tuple[Activity, ...]) -> dict[ActivityState, int]:
    counted = Counter(activity.state for activity in activities)
    return {state: counted[state] for state in ActivityState}


def _is_late(speaker: Speaker, activity: Activity) -> bool:
    late = (each.thing for each in speaker.facts.late if each.cause is Cause.ACTIVITY_PAST_DUE)
    return activity in late

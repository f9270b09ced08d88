"""The activities by domain: a table, and what is known of each."""

from collections.abc import Iterator
from datetime import date

from kb.entente import DOMAIN, PARTY
from kb.plan import Activity, ActivityState
from search.reporting.model import Bar, Block, Bullets, Chart, Paragraph, Section, Sentence, Table
from search.reporting.sections.palette import STATES
from search.reporting.speaker import Speaker
from search.reporting.wording import Wording

_HEAD = ("name", "means", "due", "owner", "state")
_PROSE = ("mandate", "expected", "outcome")


def activities(speaker: Speaker) -> Iterator[Section]:
    """List each activity of the period under all of its domains, and tell of it under the first."""
    title = speaker.words("activities.heading")
    if not speaker.facts.activities:
        yield Section(title=title, blocks=(speaker.nothing,))
        return
    grouped = _by_domain(speaker)
    yield Section(title=title, blocks=tuple(_overview(speaker, grouped)))
    told: set[str] = set()
    for domain, found in grouped.items():
        yield Section(
            title=_domain(speaker, domain), level=2, blocks=(_table(speaker, domain, found),)
        )
        for activity in found:
            if activity.id not in told:
                told.add(activity.id)
                yield Section(title=activity.title, level=3, blocks=tuple(_told(speaker, activity)))


def _by_domain(speaker: Speaker) -> dict[str, list[Activity]]:
    """Group activities by domain, in the agreement's order; those without one at the end."""
    order = [*speaker.facts.terms[DOMAIN], ""]
    grouped: dict[str, list[Activity]] = {key: [] for key in order}
    for activity in speaker.facts.activities:
        known = [key for key in dict.fromkeys(activity.domains) if key in grouped]
        for key in known or [""]:
            grouped[key].append(activity)
    return {key: found for key, found in grouped.items() if found}


def _overview(speaker: Speaker, grouped: dict[str, list[Activity]]) -> Iterator[Block]:
    """Show how many activities each domain has; say so if some are in several."""
    yield _chart(speaker, grouped)
    if sum(map(len, grouped.values())) > len(speaker.facts.activities):
        note = Sentence(text=speaker.words("activities.note"))
        yield Paragraph(sentences=(note,), style="note")


def _domain(speaker: Speaker, key: str) -> str:
    return speaker.label(DOMAIN, key, short=False) if key else speaker.words("activities.no_domain")


def _chart(speaker: Speaker, grouped: dict[str, list[Activity]]) -> Chart:
    words = speaker.words
    names = {state: words(f"states.{state}") for state in STATES}
    bars = [
        Bar(
            label=speaker.label(DOMAIN, key) if key else words("activities.no_domain"),
            series=names[state],
            value=sum(activity.state is state for activity in found),
        )
        for key, found in grouped.items()
        for state in STATES
    ]
    colours = {names[state]: colour for state, colour in STATES.items()}
    source = speaker.counted("plan_table", "activities")
    return speaker.chart("activities.chart", "activities.measure", bars, colours, source)


def _table(speaker: Speaker, domain: str, found: list[Activity]) -> Table:
    rows = [
        (
            speaker.named(activity),
            speaker.plain(speaker.means(activity.means)),
            speaker.plain(speaker.words.day(activity.deadline) if activity.deadline else ""),
            speaker.plain(_owner(speaker, activity)),
            speaker.plain(speaker.words(f"state.{activity.state}")),
        )
        for activity in found
    ]
    head = [f"activities.{name}" for name in _HEAD]
    short = speaker.label(DOMAIN, domain) if domain else _domain(speaker, domain)
    caption = speaker.words.count("activities.count", len(found), domain=short)
    return speaker.table(caption, head, rows, (4.7, 3.7, 2.7, 2.9, 3))


def _owner(speaker: Speaker, activity: Activity) -> str:
    name = speaker.facts.names.get(activity.owner, "")
    if name and activity.owner_party:
        return speaker.words("by", owner=name, party=speaker.party(activity.owner_party))
    return name or (speaker.party(activity.owner_party) if activity.owner_party else "")


def _told(speaker: Speaker, activity: Activity) -> Iterator[Block]:
    """Tell what is recorded of an activity, and say what is not."""
    source = speaker.activity(activity)
    facts = Sentence(text=_line(speaker, activity), refs=(speaker.sources.number(source),))
    yield Paragraph(sentences=(facts,), style="note")
    for name in _PROSE:
        text = getattr(activity, name)
        # What is to come of something that is not done yet is not missing.
        if name == "outcome" and not text and activity.state is not ActivityState.DONE:
            continue
        yield Paragraph(sentences=(_prose(speaker, name, text, activity),))
    yield from _decisions(speaker, activity)
    yield _documents(speaker, activity)


def _line(speaker: Speaker, activity: Activity) -> str:
    words, due = speaker.words, activity.due
    parts = [
        speaker.means(activity.means),
        words.joined([speaker.label(PARTY, key) for key in activity.parties]),
        _days(words, activity.starts, activity.ends),
        words("activities.by", day=words.day(due)) if due else "",
        "" if any(activity.days) else words("activities.no_dates"),
        words("activities.state_line", state=words(f"state.{activity.state}")),
    ]
    return " · ".join(part for part in parts if part)


def _days(words: Wording, starts: date | None, ends: date | None) -> str:
    """Say from when to when something goes on, as far as it is known."""
    if starts and ends:
        return words.days(starts, ends)
    if starts:
        return words("activities.since", day=words.day(starts))
    return words("activities.until", day=words.day(ends)) if ends else ""


def _prose(speaker: Speaker, name: str, text: str, activity: Activity) -> Sentence:
    words = speaker.words
    said = (
        words("as_given", label=words(f"activities.{name}"), text=text)
        if text
        else words(f"activities.no_{name}")
    )
    return speaker.sources.says(said, speaker.activity(activity))


def _decisions(speaker: Speaker, activity: Activity) -> Iterator[Block]:
    found = [each for each in speaker.facts.decisions if each.activity_id == activity.id]
    if found:
        yield Bullets(
            items=tuple(
                speaker.sources.says(
                    speaker.words(
                        "activities.decision", day=speaker.words.day(each.day), text=each.text
                    ),
                    speaker.decision(each),
                )
                for each in found
            )
        )


def _documents(speaker: Speaker, activity: Activity) -> Block:
    found = speaker.facts.attached(activity.id)
    if not found:
        said = speaker.words("activities.no_documents")
        return Paragraph(sentences=(speaker.sources.says(said, speaker.activity(activity)),))
    items = []
    for document in found:
        source = speaker.document(document)
        said = speaker.words(
            "activities.document",
            title=document.fields.title,
            kind=speaker.kind(document),
            party=speaker.party(document.fields.party),
        )
        items.append(speaker.sources.says(said, source, link=source.address))
    return Bullets(items=tuple(items))

"""What a record of the audit says, in words: its ids named where the reader may know the names."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from kb.access import AccessScope
from kb.audit import Record
from kb.catalogue import Catalogue
from kb.catalogue.plan import PlanStore
from kb.plan import Programme
from ui.texts import Texts

_AT_A_TIME = 1000
_ID = re.compile(r"[0-9a-f]{32}")
_SHORT = 12
"""As many digits of an id as a receipt of erasure shows."""

_WORDS = {
    "role": ("role.",),
    "from": ("role.",),
    "to": ("role.",),
    "kind": ("privacy.", "audit.kind."),
    "state": ("adoption.state_label.",),
    "format": ("plan.export.",),
    "language": ("language.",),
    "scopes": ("tokens.scope.",),
    "changed": ("audit.field.",),
    "party": ("audit.party.",),
}
"""Where the words for the values of a detail stand."""


@dataclass(frozen=True, slots=True)
class Names:
    """The names of what records are about, by id; what is erased or not open has none."""

    people: Mapping[str, str]
    things: Mapping[str, str]

    @classmethod
    def of(cls, records: Iterable[Record], catalogue: Catalogue, access: AccessScope) -> "Names":
        """Look up what some records name, as far as a reader may know it now."""
        people = {user.id: user.name for user in catalogue.people.everyone()}
        asked = {each for record in records for each in _ids(record)} - people.keys()
        things = dict(_planned(catalogue.plan, access))
        left = sorted(asked - things.keys())
        for start in range(0, len(left), _AT_A_TIME):
            found = catalogue.reader.documents(left[start : start + _AT_A_TIME], access=access)
            things |= {key: document.fields.title for key, document in found.items()}
        return cls(people, things)

    def actor(self, texts: Texts, record: Record) -> str:
        """Say who did it."""
        named = self.people.get(record.actor)
        return named or texts(f"audit.actor.{record.actor or 'nobody'}")

    def about(self, texts: Texts, record: Record) -> str:
        """Say to what it was done, and what else is known of it."""
        details = [self._detail(texts, *detail) for detail in record.details.items()]
        return " – ".join(filter(None, (self._subject(texts, record), ", ".join(details))))

    def _subject(self, texts: Texts, record: Record) -> str:
        return texts.known(f"audit.table.{record.subject}", self._named(texts, record.subject))

    def _named(self, texts: Texts, subject: str) -> str:
        named = self.people.get(subject) or self.things.get(subject)
        if named is None and _ID.fullmatch(subject):
            return texts("audit.unnamed", id=subject[:_SHORT])
        return named or subject

    def _detail(self, texts: Texts, name: str, value: str) -> str:
        said = ", ".join(self._value(texts, name, each) for each in value.split(" "))
        if texts.known(f"audit.detail.{name}", ""):
            return texts(f"audit.detail.{name}", value=said)
        return f"{name} {said}"

    def _value(self, texts: Texts, name: str, value: str) -> str:
        for place in _WORDS.get(name, ()):
            if word := texts.known(f"{place}{value}", ""):
                return word
        return self._named(texts, value)


def _ids(record: Record) -> Iterator[str]:
    yield from filter(_ID.fullmatch, (record.subject, *record.details.values()))


def _planned(store: PlanStore, access: AccessScope) -> Iterator[tuple[str, str]]:
    """Name everything in the plans, which members read."""
    for plan in store.plans(access=access):
        yield from _of(store.programme(plan.id, access=access))


def _of(programme: Programme) -> Iterator[tuple[str, str]]:
    yield programme.plan.id, programme.plan.title
    for activity in programme.activities:
        yield activity.id, activity.title
    for meeting in programme.meetings:
        yield meeting.id, meeting.title
    for group in programme.groups:
        yield group.id, group.name
    for decision in programme.decisions:
        yield decision.id, decision.text

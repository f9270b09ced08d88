"""The digest by mail: at most one a day or a week for each person, and nothing twice."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby

from kb.access import PUBLIC, AccessScope, scope_of
from kb.catalogue.people import PeopleStore
from kb.catalogue.reader import CatalogueReader
from kb.catalogue.tellings import TellingStore
from kb.interest import Follow, Frequency, Telling
from kb.mail import Mailer, NoMailer
from kb.nouns import Document
from kb.people import User
from kb.problems import Problem
from search.interest.digest import Digest

_PAUSE = timedelta(minutes=1)
_MOST = 20
"""Titles under one follow; the rest is counted."""

Namer = Callable[[Follow, str], str]
"""Names a follow in a language."""


@dataclass(frozen=True, slots=True)
class Mailing:
    """Send people what is new to them.

    A mail is read by others too (see `ingest.desk.news`): it names public documents only, and
    of them those that its addressee may read as it is sent. The others are counted.
    """

    digest: Digest
    tellings: TellingStore
    people: PeopleStore
    reader: CatalogueReader
    mailer: Mailer
    name: Namer
    address: str
    clock: Callable[[], datetime] = lambda: datetime.now(UTC)
    _last: list[datetime] = field(default_factory=list)

    @property
    def sends(self) -> bool:
        """Tell whether mail goes out at all: a server for it is named in the settings."""
        return not isinstance(self.mailer, NoMailer)

    def turn(self) -> int:
        """Send what is due; return how many mails. For the follower's turn: looks once a minute."""
        now = self.clock()
        if not self.sends or (self._last and now - self._last[0] < _PAUSE):
            return 0
        self._last[:] = [now]
        return sum(self._send(user_id, now) for user_id in self.tellings.addressees())

    def _send(self, user_id: str, now: datetime) -> int:
        user = self.people.by_id(user_id)
        if user is None or user.disabled:
            return 0
        access = scope_of(user, self.digest.guests)
        self.digest.catch_up(user)
        sent = 0
        for frequency in (Frequency.DAILY, Frequency.WEEKLY):
            found = self.tellings.unmailed(user_id, frequency, access=access)
            if found and self.tellings.claim(user_id, frequency, found, now):
                self._write(user, frequency, found, access=access)
                sent += 1
        return sent

    def _write(
        self, user: User, frequency: Frequency, found: list[Telling], *, access: AccessScope
    ) -> None:
        follows = {follow.id: follow for follow in self.digest.follows.of(user.id)}
        documents = self.reader.documents((each.document_id for each in found), access=access)
        paragraphs = [
            self._paragraph(user, follows[key], own, documents)
            for key, own in groupby(found, key=lambda each: each.follow_id)
        ]
        facts = {
            "name": user.name,
            "news": "\n\n".join(paragraphs),
            "address": f"{self.address.rstrip('/')}/follows" if self.address else "Passerelle",
        }
        subject = Problem(f"digest.subject_{frequency}").say(user.language)
        body = Problem("digest.body", facts).say(user.language)
        self.mailer.send(user.email, subject, body)

    def _paragraph(
        self,
        user: User,
        follow: Follow,
        found: Iterable[Telling],
        documents: Mapping[str, Document],
    ) -> str:
        own = [documents[each.document_id] for each in found if each.document_id in documents]
        titles = [each.fields.title for each in own if each.fields.audience == PUBLIC][:_MOST]
        lines = [self.name(follow, user.language), *(f"  - {title}" for title in titles)]
        if others := len(own) - len(titles):
            code = "digest.others_one" if others == 1 else "digest.others_many"
            lines.append(f"  - {Problem(code, {'count': others}).say(user.language)}")
        return "\n".join(lines)

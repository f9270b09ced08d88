"""The digest as an Atom feed (RFC 4287), behind an address that only its owner knows."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from kb.access import AccessScope, scope_of
from kb.catalogue.people import PeopleStore
from kb.catalogue.reader import CatalogueReader
from kb.catalogue.tellings import TellingStore
from kb.interest import Follow, Telling
from kb.nouns import Document
from kb.people import User
from kb.problems import Problem
from search.interest.digest import Digest
from search.interest.mailing import Namer

_MOST = 50
_NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Feeds:
    """Give people feeds of what is new to them, and write those feeds."""

    digest: Digest
    tellings: TellingStore
    people: PeopleStore
    reader: CatalogueReader
    name: Namer

    def renew(self, user: User, now: datetime) -> str:
        """Give somebody's feed a new address, and return its secret: only its digest is kept."""
        secret = secrets.token_urlsafe(32)
        self.tellings.set_feed(user.id, _digest(secret), now)
        return secret

    def revoke(self, user: User) -> None:
        """Close somebody's feed."""
        self.tellings.set_feed(user.id, "", None)

    def since(self, user: User) -> datetime | None:
        """Tell since when somebody's feed has its address; none while it is closed."""
        return self.tellings.feed_since(user.id)

    def owner(self, secret: str) -> User | None:
        """Tell whose feed an address is; nobody's when it was closed, or their account was."""
        user = self.people.by_id(self.tellings.feed_owner(_digest(secret)))
        return None if user is None or user.disabled else user

    def write(self, user: User, *, base: str) -> bytes:
        """Write somebody's feed with what they may read at this moment, as XML.

        The same news give the same bytes. `base` is the address that links begin with.
        """
        self.digest.catch_up(user)
        access = scope_of(user, self.digest.guests)
        entries = self._entries(user, access=access)
        names = {follow.id: self.name(follow, user.language) for follow in self._follows(user)}
        return _atom(user, entries, names, base.rstrip("/"))

    def _entries(self, user: User, *, access: AccessScope) -> list[tuple[Telling, Document]]:
        """Pair what is new with its documents, a document of several follows once."""
        found = self.digest.news(user, access=access, limit=_MOST)
        once = {each.document_id: each for each in reversed(found)}
        documents = self.reader.documents(once, access=access)
        kept = [(each, documents[key]) for key, each in once.items() if key in documents]
        return sorted(kept, key=lambda pair: (pair[0].at, pair[0].document_id))

    def _follows(self, user: User) -> list[Follow]:
        return self.digest.follows.of(user.id)


def _atom(
    user: User,
    entries: Iterable[tuple[Telling, Document]],
    names: Mapping[str, str],
    base: str,
) -> bytes:
    from feedgen.feed import FeedGenerator

    feed = FeedGenerator()
    feed.id(f"urn:passerelle:follows:{_digest(user.id)[:32]}")
    feed.title(Problem("feed.title").say(user.language))
    feed.subtitle(Problem("feed.subtitle").say(user.language))
    feed.author(name="Passerelle")
    feed.language(user.language)
    feed.link(href=f"{base}/follows", rel="alternate")
    updated = _NEVER
    for telling, document in entries:
        updated = max(updated, telling.at)
        entry = feed.add_entry()
        entry.id(f"urn:passerelle:{document.id}:{telling.version}")
        entry.title(_printable(document.fields.title))
        entry.link(href=f"{base}/document?id={document.id}")
        entry.updated(telling.at)
        entry.category(term=_printable(names.get(telling.follow_id, "")))
    feed.updated(updated)
    return bytes(feed.atom_str(pretty=True))


def _printable(text: str) -> str:
    """Leave out what XML cannot hold."""
    return "".join(each for each in text if each.isprintable())


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()

"""The audit: who did what when, each record sealed together with all before it.

A record's digest is an HMAC-SHA256 over the digest before it and its own content, under a key
that is not in the database (Schneier and Kelsey 1999, "Secure audit logs to support computer
forensics", without their evolving keys). The newest position and digest also stand in a file, so
that a cut end is noticed, and goes on being noticed when more is written after it.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, Engine, RowMapping, Text, cast, event, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import ConnectionPoolEntry

from kb.audit_end import End, KnownEnd
from kb.catalogue.tables.desk import audit
from kb.keys import ready_key
from kb.nouns import Frozen

_FIRST = "0" * 64
_STEP = 1000
_WRITTEN = "audit.written"
"""Under this name a connection remembers the end that its transaction writes."""

OPERATOR, SYSTEM, GUEST = "operator", "system", "guest"
"""Who acts in the terminal, what happens by itself, and whoever has no account."""


class Action(StrEnum):
    """What is recorded."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 - the name of an event
    PASSWORD_RESET = "password_reset"  # noqa: S105 - the name of an event
    ACCOUNT_ADDED = "account_added"
    ACCOUNT_CHANGED = "account_changed"
    ACCOUNT_DISABLED = "account_disabled"
    ACCOUNT_ENABLED = "account_enabled"
    SESSIONS_REVOKED = "sessions_revoked"
    READ = "read"
    DOWNLOAD = "download"
    DRAFTED = "drafted"
    MASKED = "masked"
    KEPT = "kept"
    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    CHANGES_ASKED = "changes_asked"
    REJECTED = "rejected"
    PUBLISHED = "published"
    REVISED = "revised"
    LINKED = "linked"
    WITHDRAWN = "withdrawn"
    REOPENED = "reopened"
    ERASED = "erased"
    EXPORTED = "exported"
    IMPORTED = "imported"
    JUDGED = "judged"
    UNJUDGED = "unjudged"
    FORGOTTEN = "forgotten"
    TOPIC_RENAMED = "topic_renamed"
    TOPIC_MERGED = "topic_merged"
    TOPIC_SEPARATED = "topic_separated"
    TOPICS_RECOMPUTED = "topics_recomputed"
    TWIN_CONFIRMED = "twin_confirmed"
    TWIN_REJECTED = "twin_rejected"
    TWIN_REOPENED = "twin_reopened"
    TWIN_NOTED = "twin_noted"
    ADOPTION_RECORDED = "adoption_recorded"
    ADOPTION_REMOVED = "adoption_removed"
    PLANNED = "planned"
    REPLANNED = "replanned"
    UNPLANNED = "unplanned"
    REPORTED = "reported"
    CONCEPT_CHANGED = "concept_changed"
    CONCEPT_RETIRED = "concept_retired"
    PAIR_REFUSED = "pair_refused"
    TOKEN_MADE = "token_made"  # noqa: S105 - the name of an event
    TOKEN_REVOKED = "token_revoked"  # noqa: S105 - the name of an event
    BACKED_UP = "backed_up"
    RESTORED = "restored"
    ENCODER_CHANGED = "encoder_changed"


class Record(Frozen):
    """One thing that happened. Subjects are ids: titles and names would outlive an erasure."""

    position: int
    at: str
    actor: str
    action: str
    subject: str
    details: dict[str, str]
    digest: str


class Breach(Frozen):
    """Where the chain does not hold: the first record that is not as it was written."""

    position: int
    reason: str


class AuditLog:
    """Append records and check that none was touched."""

    def __init__(self, engine: Engine, keys: Path) -> None:
        """Write to `engine`; the key and the newest digest lie in the folder `keys`."""
        self._reading = engine
        self._engine = engine.execution_options(writes=True)
        self._key = ready_key(keys, "audit")
        self._end = KnownEnd(keys)
        event.listen(engine, "checkin", self._settle)

    def record(self, actor: str, action: Action, subject: str = "", **details: str) -> None:
        """Append one record in a transaction of its own."""
        with self._engine.begin() as connection:
            self.append(connection, actor, action, subject, **details)

    def append(
        self, connection: Connection, actor: str, action: Action, subject: str = "", **details: str
    ) -> None:
        """Append one record in the transaction of what it tells of: both stand or neither."""
        position, before = self._newest(connection)
        row: dict[str, object] = {
            "position": position + 1,
            "at": datetime.now(UTC).isoformat(),
            "actor": actor,
            "action": action.value,
            "subject": subject,
            "details": details,
        }
        digest = self._seal(before, row)
        connection.execute(insert(audit).values(**row, digest=digest))
        # Written before the commit: a crash leaves an end that never settles, which `verify`
        # knows how to read; the other order could leave a cut end unnoticed.
        earlier: End | None = connection.info.get(_WRITTEN)
        start, before = (earlier.start, earlier.before) if earlier else (position, before)
        end = End(position=position + 1, digest=digest, start=start, before=before)
        connection.info[_WRITTEN] = end
        self._end.write(end)

    def records(
        self,
        *,
        actor: str = "",
        actions: Iterable[str] = (),
        subject: str = "",
        since: str = "",
        until: str = "",
        limit: int = 200,
    ) -> list[Record]:
        """List records, the latest first; `since` and `until` are ISO dates, both included."""
        query = select(audit).order_by(audit.c.position.desc()).limit(limit)
        wanted = list(actions)
        conditions = [
            (bool(actor), audit.c.actor == actor),
            (bool(wanted), audit.c.action.in_(wanted)),
            (bool(subject), audit.c.subject == subject),
            (bool(since), audit.c.at >= since),
            (bool(until), audit.c.at < f"{until}\uffff"),
        ]
        query = query.where(*[condition for given, condition in conditions if given])
        with self._engine.connect() as connection:
            return [_record(row) for row in connection.execute(query).mappings()]

    def verify(self) -> Breach | None:
        """Walk the whole chain; tell the first breach, or nothing."""
        position, digest = 0, _FIRST
        for row in self._walk():
            if row["position"] != position + 1:
                return Breach(position=position + 1, reason="missing")
            if not self._holds(digest, row):
                return Breach(position=row["position"], reason="changed")
            position, digest = row["position"], row["digest"]
        return self._check_end(position, digest)

    def _newest(self, connection: Connection) -> tuple[int, str]:
        """Tell what the next record follows.

        After a cut that is what was cut off: were its place taken, nobody would miss it.
        """
        query = select(audit.c.position, audit.c.digest).order_by(audit.c.position.desc())
        last = connection.execute(query.limit(1)).first()
        found = (last.position, last.digest) if last else (0, _FIRST)
        known = self._end.committed()
        return known if known and known[0] > found[0] else found

    def _settle(self, _connection: object, entry: ConnectionPoolEntry) -> None:
        """Note, when a connection is given back, that what it wrote was committed."""
        written: End | None = entry.info.pop(_WRITTEN, None)
        if written is None:
            return
        query = select(audit.c.digest).where(audit.c.position == written.position)
        try:
            with self._reading.connect() as connection:
                committed = connection.execute(query).scalar() == written.digest
        except DBAPIError:
            # What was asked is done; an end that is not settled is only less strict.
            return
        if committed:
            self._end.settle(written)

    def _walk(self) -> Iterator[RowMapping]:
        # Details come as they stand: what is no longer JSON is a breach, and no crash.
        columns = [each for each in audit.c if each is not audit.c.details]
        query = select(*columns, cast(audit.c.details, Text).label("details"))
        position: int | None = None
        with self._reading.connect() as connection:
            while True:
                step = query if position is None else query.where(audit.c.position > position)
                rows = connection.execute(step.order_by(audit.c.position).limit(_STEP)).mappings()
                found = rows.all()
                yield from found
                if not found:
                    return
                position = found[-1]["position"]

    def _holds(self, before: str, row: RowMapping) -> bool:
        try:
            sealed = self._seal(before, {**row, "details": json.loads(row["details"])})
            return hmac.compare_digest(row["digest"].encode(), sealed.encode())
        except (AttributeError, TypeError, ValueError):
            return False

    def _check_end(self, position: int, digest: str) -> Breach | None:
        end = self._end.read()
        if end is None:
            return Breach(position=position + 1, reason="missing") if position else None
        if (position, digest) in {(end.position, end.digest), self._end.committed()}:
            return None
        return Breach(position=position + 1, reason="missing")

    def _seal(self, before: str, row: Mapping[str, object] | RowMapping) -> str:
        content = {name: row[name] for name in ("position", "at", "actor", "action", "subject")}
        sealed = json.dumps(
            [before, content, row["details"]], ensure_ascii=False, sort_keys=True
        ).encode()
        return hmac.new(self._key, sealed, hashlib.sha256).hexdigest()


def _record(row: RowMapping) -> Record:
    return Record.model_validate(dict(row))

"""The audit: who did what when, each record sealed together with all before it.

A record's digest is an HMAC-SHA256 over the digest before it and its own content, under a key
that is not in the database (Schneier and Kelsey 1999, "Secure audit logs to support computer
forensics", without their evolving keys). The newest position and digest also stand in a file, so
that a cut end is noticed.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, Engine, RowMapping, insert, select

from kb.catalogue.schema import audit
from kb.keys import ready_key
from kb.nouns import Frozen

_FIRST = "0" * 64
_STEP = 1000
OPERATOR = "operator"
"""Who acts in the terminal: whoever holds the files."""

SYSTEM = "system"
"""What happens by itself, such as the end of an embargo."""

GUEST = "guest"


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
    ERASED = "erased"
    EXPORTED = "exported"
    IMPORTED = "imported"


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
        self._engine = engine.execution_options(writes=True)
        self._key = ready_key(keys, "audit")
        self._head = keys / "audit.head"

    def record(self, actor: str, action: Action, subject: str = "", **details: str) -> None:
        """Append one record in a transaction of its own."""
        with self._engine.begin() as connection:
            self.append(connection, actor, action, subject, **details)

    def append(
        self, connection: Connection, actor: str, action: Action, subject: str = "", **details: str
    ) -> None:
        """Append one record in the transaction of what it tells of: both stand or neither."""
        last = connection.execute(
            select(audit.c.position, audit.c.digest).order_by(audit.c.position.desc()).limit(1)
        ).first()
        position, before = (last.position + 1, last.digest) if last else (1, _FIRST)
        row: dict[str, object] = {
            "position": position,
            "at": datetime.now(UTC).isoformat(),
            "actor": actor,
            "action": action.value,
            "subject": subject,
            "details": details,
        }
        digest = self._seal(before, row)
        connection.execute(insert(audit).values(**row, digest=digest))
        # Written before the commit: a crash leaves a head that is ahead by one record at most,
        # which `verify` knows how to read; the other order could leave a cut end unnoticed.
        self._write_head(position, digest, before)

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
            if not hmac.compare_digest(row["digest"], self._seal(digest, row)):
                return Breach(position=row["position"], reason="changed")
            position, digest = row["position"], row["digest"]
        return self._check_end(position, digest)

    def _walk(self) -> Iterator[RowMapping]:
        position = -1
        with self._engine.connect() as connection:
            while True:
                step = select(audit).where(audit.c.position > position)
                rows = connection.execute(step.order_by(audit.c.position).limit(_STEP)).mappings()
                found = rows.all()
                yield from found
                if not found:
                    return
                position = found[-1]["position"]

    def _check_end(self, position: int, digest: str) -> Breach | None:
        if not self._head.exists():
            return Breach(position=position + 1, reason="missing") if position else None
        head = json.loads(self._head.read_text("utf-8"))
        unfinished = head["position"] == position + 1 and head["before"] == digest
        if (head["position"], head["digest"]) == (position, digest) or unfinished:
            return None
        return Breach(position=position + 1, reason="missing")

    def _seal(self, before: str, row: Mapping[str, object] | RowMapping) -> str:
        content = {name: row[name] for name in ("position", "at", "actor", "action", "subject")}
        sealed = json.dumps(
            [before, content, row["details"]], ensure_ascii=False, sort_keys=True
        ).encode()
        return hmac.new(self._key, sealed, hashlib.sha256).hexdigest()

    def _write_head(self, position: int, digest: str, before: str) -> None:
        fresh = self._head.with_suffix(".new")
        head = {"position": position, "digest": digest, "before": before}
        fresh.write_text(json.dumps(head), "utf-8")
        fresh.replace(self._head)


def _record(row: RowMapping) -> Record:
    return Record.model_validate(dict(row))

"""Whether the catalogue is sound: its file, its audit, its times and its vectors."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, delete, exists, func, select, text
from sqlalchemy.exc import DBAPIError

from kb.catalogue.rows import as_utc
from kb.catalogue.schema import changes, documents, embeddings, passages
from kb.catalogue.tables.people import sessions
from kb.doctoring.findings import Finding, State, found
from kb.nouns import Status
from kb.store import Store

_BYTES = 2
"""Of each component of a stored vector."""

_TOLERANCE = timedelta(minutes=5)


def catalogue(store: Store) -> Finding:
    """Count what is published."""
    held = store.catalogue.feed.published_passages()
    return found("catalogue", State.OK, "doctor.catalogue", passages=held)


def integrity(store: Store) -> Finding:
    """Have SQLite look through its file."""
    if store.catalogue.engine.dialect.name != "sqlite":
        return found("integrity", State.OK, "doctor.integrity_elsewhere")
    try:
        with store.catalogue.engine.connect() as connection:
            said = str(connection.execute(text("PRAGMA quick_check(1)")).scalar())
    except DBAPIError as error:
        said = str(error.orig)
    if said != "ok":
        return found("integrity", State.ERROR, "doctor.integrity_broken", reason=said)
    return found("integrity", State.OK, "doctor.integrity")


def audit_chain(store: Store) -> Finding:
    """Walk the audit."""
    breach = store.audit.verify()
    if breach:
        position = breach.position
        return found("audit", State.ERROR, "doctor.audit_broken", position=position)
    return found("audit", State.OK, "doctor.audit")


def clock(store: Store) -> Finding:
    """Compare the newest time written with the clock."""
    newest = max(_newest(store), default=None)
    if newest and newest > datetime.now(UTC) + _TOLERANCE:
        said = f"{newest:%Y-%m-%d %H:%M} UTC"
        return found("clock", State.WARNING, "doctor.clock_behind", newest=said)
    return found("clock", State.OK, "doctor.clock")


def vectors(store: Store) -> Finding:
    """Look for vectors that the encoder cannot have made, and passages that have none of it."""
    wrong = _count(store, select(func.count()).where(_misshapen(store)))
    if wrong and store.follower is not None:
        with store.catalogue.engine.execution_options(writes=True).begin() as connection:
            connection.execute(delete(embeddings).where(_misshapen(store)))
        store.follower.rebuild()
        return found("embeddings", State.MENDED, "doctor.embeddings_mended", count=wrong)
    if wrong:
        return found("embeddings", State.WARNING, "doctor.embeddings_wrong", count=wrong)
    lacking = _count(store, _lacking(store))
    if lacking:
        return found("embeddings", State.WARNING, "doctor.embeddings_lacking", count=lacking)
    return found("embeddings", State.OK, "doctor.embeddings")


def _newest(store: Store) -> Iterable[datetime]:
    columns = (changes.c.at, documents.c.updated_at, sessions.c.seen_at)
    with store.catalogue.engine.connect() as connection:
        newest = [connection.execute(select(func.max(each))).scalar() for each in columns]
    recorded = [datetime.fromisoformat(each.at) for each in store.audit.records(limit=1)]
    return [*(as_utc(each) for each in newest if each), *recorded]


def _misshapen(store: Store) -> ColumnElement[bool]:
    size = func.length(embeddings.c.vector)
    expected = _BYTES * store.encoder.dimension
    return and_(embeddings.c.encoder == store.encoder.name, size != expected)


def _lacking(store: Store) -> Select[Any]:
    own = exists().where(
        embeddings.c.passage_id == passages.c.id, embeddings.c.encoder == store.encoder.name
    )
    published = documents.c.status == Status.PUBLISHED
    joined = select(func.count()).select_from(passages)
    joined = joined.join(documents, documents.c.id == passages.c.document_id)
    return joined.where(published, ~own)


def _count(store: Store, query: Select[Any]) -> int:
    with store.catalogue.engine.connect() as connection:
        return int(connection.execute(query).scalar_one())

"""Which encoder serves, which one is on its way, and what is left to be read by it."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, delete, func, insert, select, update

from kb.catalogue.feed import Unencoded, in_context
from kb.catalogue.rows import as_utc, centroid, is_current_version, pack_vector, unpack_vectors
from kb.catalogue.schema import documents, embeddings, passages, versions
from kb.catalogue.tables.reindexing import reindexings, switches
from kb.errors import ReindexingError
from kb.nouns import Status
from kb.reindexing import UNDER_WAY, Left, Run, RunState, Switch, Verdict, Way

_AT_ONCE = 200


class Reindexings:
    """Record runs and switches; every process reads them to know what to search with."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self.writing = engine.execution_options(writes=True)

    def switch(self) -> Switch | None:
        """Give the last switch, nothing while the first encoder still serves."""
        query = select(switches).order_by(switches.c.id.desc()).limit(1)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else Switch.model_validate({**row, "at": as_utc(row["at"])})

    def run(self) -> Run | None:
        """Give the run under way."""
        with self._engine.connect() as connection:
            return _under_way(connection)

    def last(self) -> Run | None:
        """Give the last run, whatever became of it."""
        query = select(reindexings).order_by(reindexings.c.id.desc()).limit(1)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        return None if row is None else _run(row)

    def kept(self) -> set[str]:
        """Name the encoders whose vectors stay: which serves, served last, or is on its way."""
        switch, run = self.switch(), self.run()
        kept = {switch.encoder, switch.former} if switch else set()
        return kept | ({run.encoder} if run else set())

    def begin(self, encoder: str, model: str, way: Way) -> Run:
        """Begin a run, or go on with the one of this encoder that is under way.

        Raises:
            ReindexingError: when another encoder's run is under way.
        """
        now = datetime.now(UTC)
        with self.writing.begin() as connection:
            found = _under_way(connection)
            if found is not None and found.encoder != encoder:
                raise ReindexingError("reindexing.other", encoder=found.encoder)
            if found is not None:
                _set(connection, found, way=way, seen_at=now)
                return found.model_copy(update={"way": way, "seen_at": now})
            fresh = {"encoder": encoder, "model": model, "way": way, "state": RunState.ENCODING}
            figures = {"done": 0, "total": 0, "pace": 0.0, "began_at": now, "seen_at": now}
            made = insert(reindexings).values(**fresh, **figures).returning(*reindexings.c)
            return _run(connection.execute(made).mappings().one())

    def tell(self, run: Run, **figures: Any) -> Run:
        """Record how far a run is, or what was found of it; it shows that it lives."""
        now = datetime.now(UTC)
        verdict = figures.get("verdict")
        plain = {"verdict": verdict.model_dump()} if isinstance(verdict, Verdict) else {}
        with self.writing.begin() as connection:
            _set(connection, run, **{**figures, **plain}, seen_at=now)
        return run.model_copy(update={**figures, "seen_at": now})

    def take_over(self, connection: Connection, run: Run, former: str, former_model: str) -> Run:
        """Let the encoder of a run serve from now on, in the caller's transaction."""
        taken = {"encoder": run.encoder, "model": run.model, "at": datetime.now(UTC)}
        kept = {"former": former, "former_model": former_model}
        connection.execute(insert(switches).values(**taken, **kept))
        _set(connection, run, state=RunState.SWITCHED)
        return run.model_copy(update={"state": RunState.SWITCHED})

    def left(self, encoder: str) -> Left:
        """Count the published passages, and those that an encoder has yet to read."""
        counted = select(func.count(passages.c.id)).join(documents)
        counted = counted.where(documents.c.status == Status.PUBLISHED)
        with self._engine.connect() as connection:
            return Left(
                passages=connection.execute(counted.where(_unread(encoder))).scalar_one(),
                total=connection.execute(counted).scalar_one(),
            )

    def unencoded(self, encoder: str, after: int, limit: int) -> list[Unencoded]:
        """List published passages after one that an encoder has yet to read, in their order."""
        read = (passages.c.id, documents.c.title, passages.c.heading_path, passages.c.text)
        query = (
            select(*read)
            .join(documents, documents.c.id == passages.c.document_id)
            .where(passages.c.id > after, documents.c.status == Status.PUBLISHED, _unread(encoder))
            .order_by(passages.c.id)
            .limit(limit)
        )
        with self._engine.connect() as connection:
            rows = connection.execute(query)
            return [Unencoded(row[0], in_context(*row[1:])) for row in rows]

    def settle_centroids(self, encoder: str) -> None:
        """Let documents be compared with what comes in by the encoder that serves."""
        after = 0
        while rows := self._strange_versions(encoder, after):
            with self.writing.begin() as connection:
                for version_id, document_id in rows:
                    _settle(connection, version_id, document_id, encoder)
            after = rows[-1][0]

    def forget(self, kept: Iterable[str]) -> None:
        """Delete the vectors of all encoders but some."""
        gone = delete(embeddings).where(embeddings.c.encoder.not_in(list(kept)))
        with self.writing.begin() as connection:
            connection.execute(gone)

    def _strange_versions(self, encoder: str, after: int) -> list[tuple[int, str]]:
        query = (
            select(versions.c.id, versions.c.document_id)
            .join_from(documents, versions, is_current_version())
            .where(
                versions.c.id > after,
                documents.c.status == Status.PUBLISHED,
                versions.c.encoder != encoder,
            )
            .order_by(versions.c.id)
            .limit(_AT_ONCE)
        )
        with self._engine.connect() as connection:
            return [(row[0], row[1]) for row in connection.execute(query)]


def _under_way(connection: Connection) -> Run | None:
    query = select(reindexings).where(reindexings.c.state.in_(UNDER_WAY))
    row = connection.execute(query.order_by(reindexings.c.id)).mappings().first()
    return None if row is None else _run(row)


def _set(connection: Connection, run: Run, **values: Any) -> None:
    connection.execute(update(reindexings).where(reindexings.c.id == run.id).values(**values))


def _settle(connection: Connection, version_id: int, document_id: str, encoder: str) -> None:
    query = (
        select(embeddings.c.vector)
        .join(passages, passages.c.id == embeddings.c.passage_id)
        .where(passages.c.document_id == document_id, embeddings.c.encoder == encoder)
        .order_by(passages.c.position)
    )
    found = connection.execute(query).scalars().all()
    if found:
        packed = pack_vector(centroid(unpack_vectors(found)))
        change = update(versions).where(versions.c.id == version_id)
        connection.execute(change.values(centroid=packed, encoder=encoder))


def _unread(encoder: str) -> ColumnElement[bool]:
    read = select(embeddings.c.passage_id).where(
        embeddings.c.passage_id == passages.c.id, embeddings.c.encoder == encoder
    )
    return ~read.exists()


def _run(row: Mapping[Any, Any]) -> Run:
    moments = {name: as_utc(row[name]) for name in ("began_at", "seen_at")}
    return Run.model_validate({**row, **moments})

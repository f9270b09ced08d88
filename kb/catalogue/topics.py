"""Topics as rows: written by the job, by placing, and by people's decisions."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime

from sqlalchemy import Connection, Engine, Table, and_, delete, func, insert, select, update

from kb.catalogue.conditions import readable
from kb.catalogue.rows import as_utc
from kb.catalogue.schema import documents
from kb.catalogue.tables.topics import topic_circles, topic_phrases, topic_places, topics
from kb.nouns import Status
from kb.topics import CIRCLES, CircleState, PhraseRow, PlaceRow, TopicRow

_STEP = 400


class TopicStore:
    """Keep topics; what readers see is read by `TopicReader`."""

    def __init__(self, engine: Engine) -> None:
        """Read and write `engine`."""
        self._engine = engine
        self.writing = engine.execution_options(writes=True)

    def circle(self, circle: str) -> CircleState | None:
        """Tell how the topics of a circle stand; nothing if none were looked for yet."""
        query = select(topic_circles).where(topic_circles.c.circle == circle)
        with self._engine.connect() as connection:
            row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return None
        return CircleState.model_validate({**row, "computed_at": as_utc(row["computed_at"])})

    def topics(self, circle: str) -> dict[str, TopicRow]:
        """Read the topics of a circle, by id."""
        query = select(topics).where(topics.c.circle == circle).order_by(topics.c.id)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings()
            return {row["id"]: TopicRow.model_validate(dict(row)) for row in rows}

    def places(self, circle: str) -> dict[str, PlaceRow]:
        """Read where documents stand, whoever may read them: not for readers."""
        columns = [topic_places.c[name] for name in PlaceRow.model_fields]
        query = select(*columns).where(topic_places.c.circle == circle)
        with self._engine.connect() as connection:
            rows = connection.execute(query).mappings()
            return {row["document_id"]: PlaceRow.model_construct(**row) for row in rows}

    def replace(
        self,
        circle: str,
        found: Sequence[TopicRow],
        places: Sequence[PlaceRow],
        phrases: Iterable[PhraseRow],
        *,
        position: int,
    ) -> None:
        """Put what was found in the place of what was known of a circle.

        What changed meanwhile stays out: a document that is no longer there, or no longer for
        the whole circle, gets no row. Names and merges are as they stand now, not as they were.
        """
        with self.writing.begin() as connection:
            _write_topics(connection, circle, found)
            gone = delete(topic_places).where(topic_places.c.circle == circle)
            connection.execute(gone)
            present = _present(connection, circle)
            kept = [each for each in places if present.get(each.document_id) == each.version]
            _insert(connection, topic_places, ({"circle": circle} | dict(each) for each in kept))
            _write_phrases(connection, circle, phrases, present)
            _write_circle(connection, circle, position, len(places))

    def relabel(self, circle: str, phrases: Iterable[PhraseRow]) -> None:
        """Put new phrases in the place of the old ones."""
        with self.writing.begin() as connection:
            _write_phrases(connection, circle, phrases, _present(connection, circle))
            touch(connection, circle)
            own = update(topic_circles).where(topic_circles.c.circle == circle)
            connection.execute(own.values(phrases=_count_phrases(connection, circle)))

    def follow(
        self,
        circle: str,
        places: Sequence[PlaceRow],
        gone: Sequence[str],
        outside: Sequence[str],
        *,
        position: int,
    ) -> None:
        """Place documents anew, forget those that are gone, and note how far we came.

        `outside` are documents that are not for the whole circle: their phrases go too.
        """
        with self.writing.begin() as connection:
            if places or gone or outside:
                placed = [each.document_id for each in places]
                _forget_places(connection, circle, [*placed, *gone])
                _forget_phrases(connection, circle, outside)
                there = _there(connection, placed)
                rows = [each for each in places if there.get(each.document_id) == each.version]
                _insert(connection, topic_places, ({"circle": circle} | dict(e) for e in rows))
                touch(connection, circle)
            own = update(topic_circles).where(topic_circles.c.circle == circle)
            connection.execute(own.values(position=position))

    def change(self, connection: Connection, topic: TopicRow) -> None:
        """Write what a person decided about a topic."""
        own = update(topics).where(topics.c.id == topic.id)
        decided = {name: getattr(topic, name) for name in ("name_fr", "name_en", "merged_into")}
        connection.execute(own.values(**decided))
        touch(connection, topic.circle)

    def phrases(self, circle: str) -> int:
        """Count the rows of phrases that are left."""
        with self._engine.connect() as connection:
            return _count_phrases(connection, circle)


def touch(connection: Connection, circle: str) -> None:
    """Give a circle another stamp, so that no cache shows what was before."""
    own = update(topic_circles).where(topic_circles.c.circle == circle)
    connection.execute(own.values(stamp=topic_circles.c.stamp + 1))


def _write_topics(connection: Connection, circle: str, found: Sequence[TopicRow]) -> None:
    known = set(connection.execute(select(topics.c.id).where(topics.c.circle == circle)).scalars())
    kept = {each.id for each in found}
    untouched = and_(topics.c.name_fr == "", topics.c.name_en == "", topics.c.merged_into.is_(None))
    gone = sorted(known - kept)
    for some in _steps(gone):
        connection.execute(delete(topics).where(topics.c.id.in_(some), untouched))
    _insert(
        connection,
        topics,
        (each.model_dump() | {"near": list(each.near)} for each in found if each.id not in known),
    )
    for each in found:
        if each.id in known:
            own = update(topics).where(topics.c.id == each.id)
            connection.execute(own.values(near=list(each.near)))


def _write_phrases(
    connection: Connection, circle: str, phrases: Iterable[PhraseRow], present: Mapping[str, int]
) -> None:
    own = select(topics.c.id).where(topics.c.circle == circle)
    known = set(connection.execute(own).scalars())
    connection.execute(delete(topic_phrases).where(topic_phrases.c.topic_id.in_(own)))
    kept = (each for each in phrases if each.document_id in present and each.topic_id in known)
    _insert(connection, topic_phrases, (each.model_dump() for each in kept))


def _count_phrases(connection: Connection, circle: str) -> int:
    query = select(func.count()).select_from(topic_phrases)
    query = query.join(topics, topics.c.id == topic_phrases.c.topic_id)
    return connection.execute(query.where(topics.c.circle == circle)).scalar_one()


def _write_circle(connection: Connection, circle: str, position: int, count: int) -> None:
    old = select(topic_circles.c.stamp).where(topic_circles.c.circle == circle)
    stamp = connection.execute(old).scalar() or 0
    connection.execute(delete(topic_circles).where(topic_circles.c.circle == circle))
    connection.execute(
        insert(topic_circles).values(
            circle=circle,
            position=position,
            documents=count,
            phrases=_count_phrases(connection, circle),
            stamp=stamp + 1,
            computed_at=datetime.now(UTC),
        )
    )


def _present(connection: Connection, circle: str) -> dict[str, int]:
    """Give the documents that the whole circle may read, with their versions."""
    query = select(documents.c.id, documents.c.version).where(readable(CIRCLES[circle]))
    return {row.id: row.version for row in connection.execute(query)}


def _there(connection: Connection, ids: Sequence[str]) -> dict[str, int]:
    query = select(documents.c.id, documents.c.version)
    published = documents.c.status == Status.PUBLISHED
    return {
        row.id: row.version
        for some in _steps(ids)
        for row in connection.execute(query.where(documents.c.id.in_(some), published))
    }


def _forget_places(connection: Connection, circle: str, ids: Sequence[str]) -> None:
    own = topic_places.c.circle == circle
    for some in _steps(ids):
        gone = topic_places.c.document_id.in_(some)
        connection.execute(delete(topic_places).where(own, gone))


def _forget_phrases(connection: Connection, circle: str, ids: Sequence[str]) -> None:
    own = topic_phrases.c.topic_id.in_(select(topics.c.id).where(topics.c.circle == circle))
    for some in _steps(ids):
        gone = topic_phrases.c.document_id.in_(some)
        connection.execute(delete(topic_phrases).where(own, gone))


def _insert(connection: Connection, table: Table, rows: Iterable[dict[str, object]]) -> None:
    kept = list(rows)
    if kept:
        connection.execute(insert(table), kept)


def _steps(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    return (ids[start : start + _STEP] for start in range(0, len(ids), _STEP))
